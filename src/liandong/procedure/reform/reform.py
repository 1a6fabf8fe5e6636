"""A reform: operators in order, what allows them, what a zone may set, what effect is expected of them.

    name = "施工许可并联审批"

    [[basis]]
    document = "国办发〔2019〕11号"
    clause = "二（五）"
    authority = "省人民政府"
    valid_from = 2019-03-26

    [parameters.notice]
    name = "公示期"
    default = 10
    unit = "d"
    min = 5
    max = 20

    [[steps]]
    do = "并联审批"
    at = ["查验", "缴税"]

A value: reading it changes nothing, and ``Procedure.apply`` gives another procedure.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from liandong.errors import BasisMissing, FileMissing, InputError, ParameterRefused, ReformDamaged
from liandong.procedure.reform.amount import Amount
from liandong.procedure.reform.draft import Step
from liandong.procedure.reform.keys import KeyRefused, read
from liandong.procedure.reform.lines import line_of
from liandong.procedure.reform.operators import OPERATORS, Operator
from liandong.procedure.reform.parts import Basis, Claim, Parameter
from liandong.procedure.reform.presets import PRESETS, Expands
from liandong.procedure.reform.tables import TEXT

T = TypeVar("T")
_TABLES = ("name", "summary", "basis", "parameters", "expected", "steps")


@dataclass(frozen=True)
class Reform:
    """A reform as its file has it.

    Examples
    --------
    >>> reform = Reform.parse('''name = "缩短公示"
    ... [parameters.days]
    ... name = "公示期"
    ... default = 10
    ... unit = "d"
    ... max = 20
    ... [[steps]]
    ... do = "公示期调整"
    ... at = "公示"
    ... length = "$days"
    ... ''')
    >>> [operator for _, operator in reform.operators({"days": 15})]
    [Delay(length=Amount(value=15.0, unit='d', formula='$days'), at='公示', before='', after='', name='', statutory=True)]
    >>> reform.values({"days": 30})
    Traceback (most recent call last):
    liandong.errors.ParameterRefused: The parameter days cannot be 30: it lies outside …–20 d. Give another with --set days=VALUE.
    """

    name: str
    summary: str
    bases: tuple[Basis, ...]
    parameters: Mapping[str, Parameter] = field(hash=False)
    expected: tuple[Claim, ...]
    #: What each step does, and its table, as the file has them.
    steps: tuple[Mapping[str, object], ...] = field(hash=False)
    text: str
    path: str = field(default="", compare=False)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Reform:
        """The reform in a file. Raises InputError and its kin, or ReformDamaged with the line and the key."""
        place = Path(path)
        if not place.is_file():
            raise FileMissing(path=place)
        try:
            return cls.parse(place.read_text(TEXT), str(place))
        except UnicodeDecodeError as error:
            raise InputError(path=place, reason=("不是 UTF-8 文本", "it is no text in UTF-8")) from error

    @classmethod
    def parse(cls, text: str, path: str = "") -> Reform:
        """The reform in the text of a file. Raises ReformDamaged with the line and the key."""
        file = _File(text, path or "reform.toml")
        reform = cls(
            name=file.text_at("name"),
            summary=file.text_at("summary", ""),
            bases=tuple(file.tables("basis", Basis)),
            parameters=dict(file.parameters()),
            expected=tuple(file.tables("expected", Claim)),
            steps=tuple(file.steps()),
            text=text,
            path=file.path,
        )
        list(reform.operators())
        return reform

    def values(self, given: Mapping[str, object] | None = None) -> dict[str, Amount]:
        """The parameters with the values given, the others with their defaults. Raises ParameterRefused."""
        for name in given or {}:
            if name not in self.parameters:
                known = "、".join(self.parameters) or "无", ", ".join(self.parameters) or "none"
                reason = (f"没有这个参数；现有：{known[0]}", f"there is no such parameter; known: {known[1]}")
                raise ParameterRefused(parameter=name, value=(given or {})[name], reason=reason)
        return {
            name: _value(name, it, (given or {}).get(name, it.default.value))
            for name, it in self.parameters.items()
        }

    def operators(self, given: Mapping[str, object] | None = None) -> Iterator[tuple[Step, Operator]]:
        """The operators in order with the number and name of their step, presets written out."""
        values = self.values(given)
        for number, table in enumerate(self.steps, 1):
            name = str(table["do"])
            rest = {key: it for key, it in table.items() if key != "do"}
            try:
                for operator in _written(name, rest, values):
                    yield Step(number, name), operator
            except KeyRefused as error:
                raise _damaged(self.path, self.text, "steps", number - 1, error) from error

    def allowed(self, *, is_draft: bool = False, on: date | None = None) -> None:
        """Raises BasisMissing where nothing allows the reform, or nothing does any more on that day."""
        if is_draft:
            return
        if not self.bases:
            raise BasisMissing(reform=self.name, reason=("没有写明法律依据", "it names no legal basis"))
        if on is not None and not any(it.holds_on(on) for it in self.bases):
            reason = (f"所列依据在 {on} 均不在有效期内", f"none of its bases is in force on {on}")
            raise BasisMissing(reform=self.name, reason=reason)


def _written(name: str, table: Mapping[str, object], values: Mapping[str, Amount]) -> Iterator[Operator]:
    """The operator of a step, or those a preset stands for."""
    if name in PRESETS:
        preset: Expands = read(PRESETS[name].table, table, values)
        for operator, inner in preset.steps():
            yield read(OPERATORS[operator], inner, values)
    else:
        yield read(OPERATORS[name], table, values)


def _value(name: str, parameter: Parameter, given: object) -> Amount:
    try:
        amount = Amount.parse(given) if isinstance(given, (str, int, float)) else given
    except ValueError as error:
        raise ParameterRefused(parameter=name, value=given, reason=error.args[0]) from error
    assert isinstance(amount, Amount)
    wanted = parameter.amount(amount.value)
    if amount.unit and amount.unit != wanted.unit:
        reason = (f"单位应为 {wanted.unit or '无'}", f"its unit is {wanted.unit or 'none'}")
        raise ParameterRefused(parameter=name, value=given, reason=reason)
    if not parameter.allows(amount.value):
        reason = (f"超出范围 {parameter.range}", f"it lies outside {parameter.range}")
        raise ParameterRefused(parameter=name, value=given, reason=reason)
    return wanted


def _damaged(path: str, text: str, table: str, number: int, error: KeyRefused) -> ReformDamaged:
    line = line_of(text, table, number, error.key)
    return ReformDamaged(path=path, line=line, key=error.key, reason=error.reason)


class _File:
    """The tables of one reform file, each read with its lines at hand."""

    def __init__(self, text: str, path: str) -> None:
        self.content, self.path = text, path
        try:
            self.data: dict[str, Any] = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            told, _, where = str(error).partition(" (at ")
            line = next(
                (int(it) for it in where.replace(",", " ").split() if it.isdigit()), text.count("\n") + 1
            )
            reason = (f"不是正确的 TOML：{told}", f"this is no TOML: {told}")
            raise ReformDamaged(path=path, line=line, key="—", reason=reason) from error
        for name in self.data:
            if name not in _TABLES:
                listed = ", ".join(_TABLES)
                raise self.damaged(
                    "", 0, name, f"没有这个键；可用：{listed}", f"there is no such key; known: {listed}"
                )

    def damaged(self, table: str, number: int, key: str, zh: str, en: str) -> ReformDamaged:
        return _damaged(self.path, self.content, table, number, KeyRefused(key, (zh, en)))

    def text_at(self, key: str, default: str | None = None) -> str:
        value = self.data.get(key, default)
        if not isinstance(value, str) or not (value.strip() or default is not None):
            raise self.damaged("", 0, key, "应为非空的文字", "it must be a text")
        return value.strip()

    def listed(self, key: str) -> Sequence[Mapping[str, object]]:
        """The tables of that name."""
        found = self.data.get(key, [])
        if not isinstance(found, list) or not all(isinstance(it, dict) for it in found):
            raise self.damaged(key, 0, key, f"请写成 [[{key}]]", f"write it as [[{key}]]")
        return found

    def tables(self, key: str, kind: type[T]) -> Iterator[T]:
        for number, table in enumerate(self.listed(key)):
            yield self.read(kind, table, key, number)

    def read(self, kind: type[T], table: Mapping[str, object], name: str, number: int) -> T:
        try:
            return read(kind, table, {})
        except KeyRefused as error:
            raise _damaged(self.path, self.content, name, number, error) from error

    def parameters(self) -> Iterator[tuple[str, Parameter]]:
        found = self.data.get("parameters", {})
        for name, table in found.items() if isinstance(found, dict) else [("parameters", None)]:
            where = f"parameters.{name}"
            if not isinstance(table, dict) or not name.isidentifier():
                zh = "请写成 [parameters.名称]，名称由字母、汉字、数字、下划线组成"
                raise self.damaged(
                    "parameters", 0, name, zh, "write it as [parameters.name], name being one word"
                )
            parameter = self.read(Parameter, table, where, 0)
            if not parameter.allows(parameter.default.value):
                zh, en = f"默认值超出范围 {parameter.range}", f"the default lies outside {parameter.range}"
                raise self.damaged(where, 0, "default", zh, en)
            yield name, parameter

    def steps(self) -> Iterator[Mapping[str, object]]:
        tables = self.listed("steps")
        if not tables:
            raise self.damaged(
                "", 0, "steps", "没有任何步骤，请写 [[steps]]", "there is no step: write [[steps]]"
            )
        for number, table in enumerate(tables):
            name = table.get("do")
            if name not in OPERATORS and name not in PRESETS:
                known = ", ".join([*OPERATORS, *PRESETS])
                raise self.damaged(
                    "steps",
                    number,
                    "do",
                    f"不认识“{name}”；可用：{known}",
                    f"“{name}” is unknown; known: {known}",
                )
            yield table
