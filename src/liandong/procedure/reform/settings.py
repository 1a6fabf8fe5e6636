"""What a reform writes into a BPMN file beside the flow: typed values in a namespace of their own.

    <bpmn:task id="Task_1" name="公示">
      <bpmn:extensionElements>
        <liandong:delay xmlns:liandong="https://liandong.example/bpmn/1" length="10 d" length-formula="$notice" … />

They lie in ``extensionElements``, which every BPMN tool keeps (ISO/IEC 19510, 8.3.1), on the element they are about,
or on the process where they are about all of it or a role. ``simulation.adjusting`` applies them to a model; a number
that depends on a parameter is there twice, worked out and as its formula, so that a zone can set the parameter anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, get_type_hints

from lxml import etree

from liandong.errors import FileDamaged
from liandong.procedure.document import Document
from liandong.procedure.names import bpmn
from liandong.procedure.placing import appended, indented, made_for, without
from liandong.procedure.reform.amount import Amount

if TYPE_CHECKING:
    from liandong.procedure.procedure import Procedure

URI = "https://liandong.example/bpmn/1"
_FORMULA = "-formula"


@dataclass(frozen=True)
class Setting:
    """One setting; ``element`` is the id of the element it stands on."""

    element: str


@dataclass(frozen=True)
class Origin(Setting):
    """That the work of this activity is that share of the work of another, ``of``, in the procedure before the reform.

    Several add up: a merged activity takes as long as those it was made of, one after the other.
    """

    of: str
    share: Amount
    #: What a log calls that other activity, which may be gone from the procedure.
    name: str = ""


@dataclass(frozen=True)
class Scale(Setting):
    """That an activity takes so many times as long: its ``work``, or the time that passes ``before`` it."""

    factor: Amount
    part: str = "work"


@dataclass(frozen=True)
class Share(Setting):
    """How many of the cases at a choice take this flow; the other flows share the rest as they did before."""

    share: Amount


@dataclass(frozen=True)
class Assign(Setting):
    """That another role does an activity; a role that is new has ``count`` people."""

    role: str
    count: Amount | None = None


@dataclass(frozen=True)
class Staff(Setting):
    """How many work in a role: ``to`` so many, ``by`` so many more or fewer, ``times`` so many."""

    role: str
    how: str
    amount: Amount


@dataclass(frozen=True)
class Pool(Setting):
    """That the people of a role work off one common queue, ``into``, with those of the other roles named so."""

    role: str
    into: str


@dataclass(frozen=True)
class Hours(Setting):
    """When a role works, as ``reform.hours`` reads it; ``holidays`` are those of ``cn``, ``none``, or as before."""

    role: str
    hours: str
    holidays: str = ""


@dataclass(frozen=True)
class Gate(Setting):
    """That an activity begins for ``size`` cases at once, or when the first of them has waited ``at_most``."""

    size: Amount
    at_most: Amount | None = None


@dataclass(frozen=True)
class Queue(Setting):
    """That a share of all cases is served first everywhere; of two queues the one of lower ``rank`` comes first."""

    name: str
    share: Amount
    rank: Amount


@dataclass(frozen=True)
class Delay(Setting):
    """That exactly so much time passes here without anybody's work; ``statutory`` where a clause prescribes it."""

    length: Amount
    statutory: bool = False


@dataclass(frozen=True)
class Load(Setting):
    """That so many times as many cases come."""

    factor: Amount


KINDS: dict[str, type[Setting]] = {
    "assign": Assign,
    "delay": Delay,
    "gate": Gate,
    "hours": Hours,
    "load": Load,
    "origin": Origin,
    "pool": Pool,
    "queue": Queue,
    "scale": Scale,
    "share": Share,
    "staff": Staff,
}
_NAMES = {kind: name for name, kind in KINDS.items()}


def settings_of(procedure: Procedure) -> tuple[Setting, ...]:
    """The settings in a procedure, in the order of the file; those of other tools or later versions are passed over."""
    return tuple(setting for setting, _ in settings_in(procedure.document))


def settings_in(document: Document) -> Iterator[tuple[Setting, etree._Element]]:
    """The settings in a document, each with where it is written."""
    for element in document.root.iter(f"{{{URI}}}*"):
        kind = KINDS.get(etree.QName(element).localname)
        holder = element.getparent()
        owner = holder.getparent() if holder is not None else None
        if (
            kind is not None
            and holder is not None
            and holder.tag == bpmn("extensionElements")
            and owner is not None
        ):
            yield _read(kind, owner.get("id", ""), element, document.name), element


def put(document: Document, setting: Setting) -> None:
    """Writes a setting on its element, behind those that are there."""
    owner = document.by_id()[setting.element]
    write(extension(owner), _NAMES[type(setting)], _values(setting))


def drop(element: etree._Element) -> None:
    """Takes a setting out, and the place for extensions with the last one."""
    holder = element.getparent()
    if holder is not None:
        owner = holder.getparent()
        without(element)
        if not len(holder) and owner is not None:
            without(holder)


def write(holder: etree._Element, name: str, values: Mapping[str, object]) -> etree._Element:
    """Writes one element of our namespace with these values as attributes; empty ones are left out."""
    made = etree.Element(f"{{{URI}}}{name}", nsmap={**holder.nsmap, "liandong": URI})
    _fill(made, values)
    appended(holder, made)
    return made


def rewrite(element: etree._Element, setting: Setting) -> None:
    """Writes a setting in the place of another of its kind."""
    _fill(element, _values(setting))


def _fill(made: etree._Element, values: Mapping[str, object]) -> None:
    for key, value in values.items():
        match value:
            case None | "" | False:
                continue
            case Amount():
                made.set(key, value.as_text())
                if value.formula:
                    made.set(key + _FORMULA, value.formula)
            case True:
                made.set(key, "true")
            case _:
                made.set(key, str(value))


def extension(owner: etree._Element) -> etree._Element:
    """The place for extensions of an element, made where the standard's schema has it."""
    found = owner.find(bpmn("extensionElements"))
    if found is None:
        found = made_for(owner, bpmn("extensionElements"))
        indented(owner, found, len(owner.findall(bpmn("documentation"))))
    return found


def _values(setting: Setting) -> dict[str, object]:
    return {it.name: getattr(setting, it.name) for it in fields(setting) if it.name != "element"}


def _read(kind: type[Setting], owner: str, element: etree._Element, name: str) -> Setting:
    hints = get_type_hints(kind)
    try:
        found = {
            it.name: _value(element, it.name, str(hints[it.name]))
            for it in fields(kind)
            if it.name != "element"
        }
        return kind(owner, **{name: value for name, value in found.items() if value is not None})
    except (ValueError, TypeError) as error:
        line, tag = element.sourceline, etree.QName(element).localname
        zh = f"第 {line} 行的 liandong:{tag} 缺少数值或写法有误"
        reason = (zh, f"line {line}: liandong:{tag} lacks a value or has one that cannot be read")
        raise FileDamaged(path=name or "—", reason=reason) from error


def _value(element: etree._Element, name: str, kind: str) -> object:
    text = element.get(name)
    if text is None or "Amount" not in kind:
        return text == "true" if text and "bool" in kind else text
    return replace(Amount.parse(text), formula=element.get(name + _FORMULA, ""))
