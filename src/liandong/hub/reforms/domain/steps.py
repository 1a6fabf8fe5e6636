"""Steps in words: what can be done to a procedure, which keys each takes, and the steps that a reform has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from liandong.hub.core.language import in_words
from liandong.procedure import Procedure
from liandong.procedure.reform.keys import declared
from liandong.procedure.reform.operators import OPERATORS
from liandong.procedure.reform.operators import WORDS as OPERATOR_WORDS
from liandong.procedure.reform.presets import PRESETS
from liandong.procedure.words import Text

#: Keys that name who works, not what is done.
_ROLE_KEYS = ("role", "roles")
_CHOSEN = ("element", "elements", "branches", "names")


@dataclass(frozen=True)
class Key:
    """A key of a step: its name, the kind of value it takes, and its words."""

    name: str
    kind: str
    words: Text
    is_needed: bool

    @property
    def said(self) -> str:
        """The words in the language of the page."""
        return in_words(self.words)

    @property
    def is_role(self) -> bool:
        """Whether it names roles."""
        return self.name in _ROLE_KEYS

    @property
    def is_element(self) -> bool:
        """Whether it names activities."""
        return self.kind in _CHOSEN and not self.is_role

    @property
    def is_list(self) -> bool:
        """Whether it takes several."""
        return self.kind in ("elements", "branches", "names")


@dataclass(frozen=True)
class Kind:
    """Something that can be done: a preset or an operator."""

    key: str
    #: What a reform file calls it.
    do: str
    name: Text
    words: Text
    is_preset: bool
    keys: tuple[Key, ...]

    @property
    def said(self) -> str:
        """Its name in the language of the page."""
        return in_words(self.name)

    @property
    def explained(self) -> str:
        """What it does, in the language of the page; nothing where the name says it."""
        return in_words(self.words) if self.words != self.name else ""

    @property
    def at(self) -> str:
        """The key that a chosen activity fills; empty where there is none."""
        return next((it.name for it in self.keys if it.is_element), "")


@cache
def kinds() -> dict[str, Kind]:
    """Everything that can be done, by its ASCII key: presets first, as officers speak of them."""
    presets = {it.key: it for it in PRESETS.values()}
    found = {
        key: Kind(key, it.name, (it.name, key.replace("-", " ")), it.words, True, _keys(it.table))
        for key, it in presets.items()
    }
    own = {
        key: Kind(key, key, words, words, False, _keys(OPERATORS[key]))
        for key, words in OPERATOR_WORDS.items()
    }
    return found | own


def _keys(table: type) -> tuple[Key, ...]:
    return tuple(Key(*it) for it in declared(table))


def kind_of(do: str) -> Kind | None:
    """What a step does, by either of its names."""
    key = PRESETS[do].key if do in PRESETS else do
    return kinds().get(key)


@dataclass(frozen=True)
class Step:
    """A step of a reform in words."""

    number: int
    name: str
    values: tuple[tuple[str, str], ...]


def steps(content: Mapping[str, Any]) -> list[Step]:
    """The steps of a reform's tables in words."""
    return [_step(number, it) for number, it in enumerate(content.get("steps", ()), 1)]


def _step(number: int, table: Mapping[str, Any]) -> Step:
    kind = kind_of(str(table.get("do", "")))
    words = {it.name: it.said for it in kind.keys} if kind else {}
    values = tuple((words.get(name, name), _said(it)) for name, it in table.items() if name != "do")
    return Step(number, kind.said if kind else str(table.get("do", "")), values)


def _said(value: Any) -> str:
    match value:
        case bool():
            return in_words(("是", "yes") if value else ("否", "no"))
        case list():
            return in_words(("、", ", ")).join(_said(it) for it in value)
    return str(value)


def labels(procedure: Procedure) -> dict[str, str]:
    """What can be chosen in the picture: the activities by id, with their names."""
    return {it.id: it.label for it in procedure.model.activities}


def names(procedure: Procedure) -> dict[str, str]:
    """How a step names each activity, by id: its name, or its id where two share a name."""
    found = list(labels(procedure).values())
    return {key: label if found.count(label) == 1 else key for key, label in labels(procedure).items()}
