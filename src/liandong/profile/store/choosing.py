# mypy: disable-error-code="no-untyped-def, untyped-decorator"
"""Which cases of a segment meet a condition.

A test is first asked of each distinct value, a handful of texts or numbers; what is left is a look-up by code, once a
case or, for what belongs to events, until the first event of the case that meets it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from typing import ClassVar

import numpy as np
import polars as pl

from liandong.errors import FilterColumnUnknown, FilterError
from liandong.profile.hashing import _jit, element_hashes, hash_lists
from liandong.profile.store.conditions import And, Condition, Not, Or, Test
from liandong.profile.store.names import StoreNames, Value
from liandong.profile.store.segment import BY_CASE, BY_EVENT, Segment
from liandong.profile.store.values import number_test, span_test, text_test, whole_test

#: Columns that every store has, with their Chinese names.
COLUMNS = {
    "zone": "片区",
    "object_type": "对象类型",
    "case_id": "办件编号",
    "outcome": "结局",
    "first_activity": "首环节",
    "activity": "环节",
    "role": "角色",
    "party": "部门",
    "resource": "经办人",
    "start": "开始时间",
    "end": "结束时间",
    "lead_days": "用时天数",
    "lead_hours": "用时小时",
    "events": "事件数",
    "variant": "走法",
}
_BY_CHINESE = {chinese: name for name, chinese in COLUMNS.items()}
_LEAD = {"lead_days": 86_400_000_000, "lead_hours": 3_600_000_000}
#: Between the activities of a variant.
_ARROW = "→"


@dataclass(frozen=True)
class Chooser:
    """A condition, ready to be asked of one segment after the other."""

    condition: Condition
    where: str
    names: StoreNames
    timezone: str

    #: Where the values of a column are found among the names: groups, steps or workers, and at which place.
    _PLACES: ClassVar[dict[str, tuple[str, int]]] = {
        "zone": ("groups", 0),
        "object_type": ("groups", 1),
        "outcome": ("steps", 0),
        "first_activity": ("steps", 0),
        "activity": ("steps", 0),
        "role": ("steps", 1),
        "party": ("steps", 2),
        "resource": ("workers", 1),
    }

    def chosen(self, segment: Segment) -> np.ndarray:
        """Whether each case of the segment counts and meets the condition. Raises FilterError."""
        mask: np.ndarray = segment.is_live & self._ask(self.condition, segment)
        return mask

    def _ask(self, condition: Condition, segment: Segment) -> np.ndarray:
        match condition:
            case Not(part):
                return ~self._ask(part, segment)
            case And(parts):
                return reduce(np.logical_and, (self._ask(part, segment) for part in parts))
            case Or(parts):
                return reduce(np.logical_or, (self._ask(part, segment) for part in parts))
        return self._test(condition, segment)

    def _test(self, test: Test, segment: Segment) -> np.ndarray:
        attributes = self.names.attributes
        name = test.column if test.column in attributes else _BY_CHINESE.get(test.column, test.column)
        if name in attributes:
            return self._attribute(test, segment)
        if name not in COLUMNS:
            known = ", ".join(columns(self.names))
            raise FilterColumnUnknown(column=test.column, known=known)
        if name in self._PLACES:
            return self._named(name, test, segment)
        return _MEASURES[name](self, name, test, segment)

    def _named(self, name: str, test: Test, segment: Segment) -> np.ndarray:
        """A test on names: of the group, of the first, the last or any step, of any worker."""
        kind, place = self._PLACES[name]
        texts = [entry[place] for entry in getattr(self.names, kind)]
        if test.op == "null":
            # '' is an entry without one.
            return ~self._where(name, np.array([text != "" for text in texts]), segment)
        return self._where(name, _table(texts, text_test(test)), segment)

    def _where(self, name: str, table: np.ndarray, segment: Segment) -> np.ndarray:
        match name:
            case "zone" | "object_type":
                return _taken(table, segment["group"])
            case "outcome":
                return _taken(table, segment.last_step)
            case "first_activity":
                return _taken(table, segment.first_step)
        return _any(segment, segment["worker" if name == "resource" else "step"], table)

    def _attribute(self, test: Test, segment: Segment) -> np.ndarray:
        """A test on an attribute; code 0 stands for an event or case that has none."""
        values = self.names.attributes[test.column]
        meets: Callable[[Value], bool] = (
            (lambda _: True) if test.op == "null" else self._value_test(test, values)
        )
        table = np.concatenate([[False], _table(values, meets)])
        found = self._of_attribute(test.column, table, segment)
        return ~found if test.op == "null" else found

    def _of_attribute(self, name: str, table: np.ndarray, segment: Segment) -> np.ndarray:
        if BY_CASE + name in segment.arrays:
            return _taken(table, segment[BY_CASE + name])
        if BY_EVENT + name in segment.arrays:
            return _any(segment, segment[BY_EVENT + name], table)
        return np.zeros(len(segment), dtype=bool)

    def _value_test(self, test: Test, values: Iterable[Value]) -> Callable[[Value], bool]:
        """The test for each kind of value that the attribute has; refused where none of them can meet it."""
        kinds = {_kind(value) for value in values}
        as_text = text_test(test)
        by_kind: dict[str, Callable[[Value], bool]] = {"text": lambda value: as_text(str(value))}
        if "truth" in kinds:
            by_kind["truth"] = lambda value: as_text("true" if value[1] else "false")  # type: ignore[index]
        errors = []
        if "number" in kinds:
            try:
                as_number = number_test(test, self.where)
                by_kind["number"] = lambda value: as_number(Decimal(value))  # type: ignore[arg-type]
            except FilterError as error:
                errors.append(error)
        if "time" in kinds:
            try:
                low, high = span_test(test, self.timezone, self.where)
                by_kind["time"] = lambda value: low <= value[1] < high  # type: ignore[index, operator]
            except FilterError as error:
                errors.append(error)
        if errors and len(errors) == len(kinds):
            raise errors[0]

        def meets(value: Value) -> bool:
            ask = by_kind.get(_kind(value))
            return ask is not None and ask(value)

        return meets

    def _id(self, _: str, test: Test, segment: Segment) -> np.ndarray:
        ids = pl.Series(pl.from_arrow(segment.ids))
        if test.op in ("=", "in") and all(isinstance(value, str) for value in test.values):
            return ids.is_in(list(test.values)).to_numpy()
        return _table(ids.to_list(), text_test(test)) if test.op != "null" else np.zeros(len(segment), bool)

    def _time(self, name: str, test: Test, segment: Segment) -> np.ndarray:
        if test.op == "null":
            return np.zeros(len(segment), dtype=bool)
        low, high = span_test(test, self.timezone, self.where)
        moment = segment["start"] if name == "start" else segment["start"] + segment["lead"]
        return (moment >= low) & (moment < high)

    def _number(self, name: str, test: Test, segment: Segment) -> np.ndarray:
        """A test on how long the case took, or on how many events it has."""
        if test.op == "null":
            return np.zeros(len(segment), dtype=bool)
        measures = segment["lead"] if name in _LEAD else np.diff(segment.offset)
        return whole_test(test, measures, _LEAD.get(name, 1), self.where)

    def _variant(self, _: str, test: Test, segment: Segment) -> np.ndarray:
        """A test on the whole sequence: activities with → between them, or the number the profile shows."""
        if test.op not in ("=", "in"):
            reason = (
                f"variant 只能用 = 或 in，写成 '申报{_ARROW}放行' 或流程画像里的编号",
                f"use = or in with variant, as 'declare{_ARROW}release' or with the number the profile shows",
            )
            raise FilterError(where=self.where, reason=reason)
        wanted = [
            _hash(str(value)) if isinstance(value, str) else int(Decimal(value)) for value in test.values
        ]
        is_wanted = np.isin(segment["variants"], np.array(wanted, dtype=np.uint64))
        return _taken(is_wanted, segment["variant"])


_MEASURES: dict[str, Callable[[Chooser, str, Test, Segment], np.ndarray]] = {
    "case_id": Chooser._id,
    "start": Chooser._time,
    "end": Chooser._time,
    "lead_days": Chooser._number,
    "lead_hours": Chooser._number,
    "events": Chooser._number,
    "variant": Chooser._variant,
}


def columns(names: StoreNames) -> list[str]:
    """All columns that a condition may name: those of every store, then the attributes."""
    return [*(name for name in COLUMNS if name not in names.attributes), *names.attributes]


def _taken(table: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """What the table says of each code."""
    found: np.ndarray = table[codes]
    return found


def _kind(value: Value) -> str:
    if isinstance(value, tuple):
        return value[0]
    return "text" if isinstance(value, str) else "number"


def _table(values: Iterable[Value], meets: Callable[..., bool]) -> np.ndarray:
    """Whether each value meets the test."""
    return np.fromiter(map(meets, values), dtype=bool)


def _hash(text: str) -> int:
    activities = [name.strip() for name in text.split(_ARROW)]
    offsets = np.array([0, len(activities)])
    return int(hash_lists(np.arange(len(activities)), offsets, element_hashes(activities))[0])


def _any(segment: Segment, codes: np.ndarray, table: np.ndarray) -> np.ndarray:
    """Whether any event of each case has a code that the table marks; one code holds for all events."""
    if len(codes) == 1 or not table.any():
        return np.full(len(segment), bool(table[codes[0]]) if len(codes) == 1 else False)
    found = np.zeros(len(segment), dtype=np.bool_)
    _find_any(codes, segment.offset, table, found)
    return found


@_jit
def _find_any(codes, offset, table, found):
    for case in range(len(found)):
        for i in range(offset[case], offset[case + 1]):
            if table[codes[i]]:
                found[case] = True
                break
