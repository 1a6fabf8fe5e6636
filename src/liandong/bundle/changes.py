"""What changed from one version of an innovation to another, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from liandong.bundle.bundle import Bundle
from liandong.bundle.decisions import DecisionTable
from liandong.bundle.decisions.table import FOLDER as RULES
from liandong.bundle.decisions.table import Rule
from liandong.bundle.facts import FACTS, PARAMETERS, Basis, Innovation, Parameter
from liandong.bundle.fields import Text
from liandong.procedure import Change, Procedure
from liandong.procedure import diff as procedure_diff

_FACTS: dict[str, Text] = {
    "id": ("编号", "id"),
    "version": ("版本", "version"),
    "title": ("名称", "title"),
    "summary": ("摘要", "summary"),
    "origin": ("来源片区", "origin"),
    "licence": ("许可", "licence"),
    "published": ("发布日期", "date of publication"),
    "is_simulated": ("模拟数据", "simulated data"),
}
_LISTS: dict[str, Text] = {
    "systems": ("所属系统", "system"),
    "capabilities": ("所需条件", "capability needed"),
}

_TOLD = (FACTS, PARAMETERS)


def diff(before: Bundle, after: Bundle) -> list[Change]:
    """The changes: facts, legal basis, parameters, then files, those of procedures element by element."""
    old, new = before.innovation, after.innovation
    return [*_facts(old, new), *_basis(old, new), *_parameters(old, new), *_files(before, after)]


def _facts(old: Innovation, new: Innovation) -> Iterator[Change]:
    for name, (zh, en) in _FACTS.items():
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            a, b = _told(was), _told(now)
            yield Change("fact", name, f"{zh}由{a[0]}改为{b[0]}", f"{en} changed from {a[1]} to {b[1]}")
    for name, words in _LISTS.items():
        yield from _listed(name, words, dict.fromkeys(getattr(old, name)), dict.fromkeys(getattr(new, name)))


def _basis(old: Innovation, new: Innovation) -> Iterator[Change]:
    was, now = ({one.id: one for one in facts.basis} for facts in (old, new))
    yield from _listed("basis", ("法律依据", "legal basis"), was, now)
    for key in [key for key in now if key in was and was[key] != now[key]]:
        a, b = _in_force(was[key]), _in_force(now[key])
        yield Change(
            "basis",
            key,
            f"法律依据 {key} 由{a[0]}改为{b[0]}",
            f"legal basis {key} changed from {a[1]} to {b[1]}",
        )


def _parameters(old: Innovation, new: Innovation) -> Iterator[Change]:
    was, now = ({one.name: one for one in facts.parameters} for facts in (old, new))
    yield from _listed("parameter", ("参数", "parameter"), was, now)
    for name in [name for name in now if name in was and was[name] != now[name]]:
        a, b = _range(was[name]), _range(now[name])
        if a == b:
            a, b = ((one.title[0], one.title[1]) for one in (was[name], now[name]))
        yield Change(
            "parameter",
            name,
            f"参数 {name} 由{a[0]}改为{b[0]}",
            f"parameter {name} changed from {a[1]} to {b[1]}",
        )


def _files(before: Bundle, after: Bundle) -> Iterator[Change]:
    old, new = before.files, after.files
    if before.innovation != after.innovation:  # what changed in these files is told already
        old, new = ({name: data for name, data in files.items() if name not in _TOLD} for files in (old, new))
    yield from _listed("file", ("文件", "file"), old, new)
    for name in sorted(name for name in old.keys() & new.keys() if old[name] != new[name]):
        if name.startswith(RULES):
            yield from _rows(name, old[name], new[name])
            continue
        if not name.endswith(".bpmn"):
            yield Change("file", name, f"文件 {name} 有改动", f"the file {name} changed")
            continue
        found = procedure_diff(*(Procedure.from_bytes(files[name], name) for files in (old, new)))
        for one in found:
            yield replace(one, zh=f"{name}：{one.zh}", en=f"{name}: {one.en}")
        if not found:
            yield Change("file", name, f"{name}：只有图形有变化", f"{name}: only the picture changed")


def _rows(name: str, old: bytes, new: bytes) -> Iterator[Change]:
    """The rows of a decision table that came and went; what else changed in it is told as one."""
    tables = [DecisionTable.read(name, data, []) for data in (old, new)]
    was, now = ({_row(rule): None for rule in table.rules} if table else {} for table in tables)
    found = list(_listed("rule", (f"{name} 规则", f"{name}, rule"), was, now))
    yield from found or [Change("file", name, f"文件 {name} 有改动", f"the file {name} changed")]


def _row(rule: Rule) -> str:
    """A row as it is read: its cells, what comes out, the legal act."""
    cells, outputs = " ∧ ".join(cell.text for cell in rule.when), ", ".join(map(str, rule.then))
    return f"{cells} → {outputs}" + (f" [{rule.basis}]" if rule.basis else "")


def _listed(kind: str, words: Text, was: Mapping[str, object], now: Mapping[str, object]) -> Iterator[Change]:
    """What was taken out of a list, and what was added."""
    for key in was:
        if key not in now:
            yield Change(kind, key, f"删除{words[0]} {key}", f"removed: {words[1]} {key}")
    for key in now:
        if key not in was:
            yield Change(kind, key, f"新增{words[0]} {key}", f"added: {words[1]} {key}")


def _told(value: object) -> Text:
    match value:
        case bool():
            return ("是", "yes") if value else ("否", "no")
        case (str(zh), str(en)):
            return f"“{zh}”", f"“{en}”"
    return f"“{value}”", f"“{value}”"


def _in_force(one: Basis) -> Text:
    zh, en = ("全国", "national") if one.is_national else ("地方", "local")
    since, until = one.since or "—", one.until or "—"
    return f"“{one.title}”（{zh}，{since} 至 {until}）", f"“{one.title}” ({en}, {since} to {until})"


def _range(one: Parameter) -> Text:
    zh, en = ("可自定", "local") if one.is_local else ("不可自定", "fixed")
    span = f"{one.value:g} [{one.least:g}, {one.most:g}]"
    return f" {span} {one.unit[0]}（{zh}）", f"{span} {one.unit[1]} ({en})"
