"""The book of a state: which batches are in, which runs hold them, what their numbers stand for.

It is the one file that is ever replaced, so replacing it is what makes an operation done: killed before, the state is
the old one; killed after, the new one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from liandong.errors import StateDamaged
from liandong.files import keep, written_beside
from liandong.profile.coding import Coder, Names
from liandong.profile.datasheet import DataSheet
from liandong.profile.value import Profile

FORMAT = "liandong.state"
#: The versions read here; the last one is written. 1 recognised a profile by its SHA-256.
VERSIONS = (1, 2)
#: How many profiles that were brought up to date the state still recognises, the latest included.
KEPT = 8

Value = tuple[str, ...]


@dataclass(frozen=True)
class Operation:
    """Something that was done once and for all: a batch taken in, events retracted, cases closed."""

    batch: str
    kind: str
    #: Fingerprint of the events it brought.
    sha256: str
    sheet: DataSheet = field(default_factory=DataSheet)


@dataclass(frozen=True)
class Known:
    """A profile that holds the first ``operations`` of the state, told by the checksum of its part on ``zones``."""

    operations: int
    zones: tuple[str, ...]
    #: Empty where there were no zones, which is no profile to recognise, and where version 1 told it by the other.
    checksum: str = ""
    sha256: str = ""

    def is_of(self, profile: Profile) -> bool:
        """Whether this is the profile, or that of these zones in it."""
        if self.checksum:
            return profile.checksum.of(self.zones) == self.checksum
        is_all = set(profile.zones) <= set(self.zones)
        return (profile if is_all else profile.select(zone=self.zones)).sha256 == self.sha256


@dataclass(frozen=True)
class Book:
    """All that is not in the runs. Names are in order of first appearance, as their codes count them."""

    timezone: str
    calendar: str
    working_day_seconds: int
    period: str
    #: The column that identifies an event in its case; empty where there is none.
    event_id: str
    groups: tuple[Value, ...] = ()
    steps: tuple[Value, ...] = ()
    workers: tuple[Value, ...] = ()
    operations: tuple[Operation, ...] = ()
    runs: tuple[str, ...] = ()
    known: tuple[Known, ...] = ()
    #: Whether events of closed cases were let go: from then on the profile cannot be counted anew from the state.
    is_freed: bool = False

    @property
    def zones(self) -> tuple[str, ...]:
        """The zones whose events are in, sorted."""
        return tuple(sorted({zone for zone, _ in self.groups}))

    @property
    def ranks(self) -> list[int]:
        """The place of each operation's batch among all by the order of their ids."""
        ids = [operation.batch for operation in self.operations]
        places = {batch: place for place, batch in enumerate(sorted(set(ids)))}
        return [places[batch] for batch in ids]

    def coder(self, **more: Any) -> Coder:
        """A coder that goes on with the names known."""
        names = (_names(values) for values in (self.groups, self.steps, self.workers))
        return Coder(self.timezone, more.get("calendar"), more.get("period", "week"), *names)

    def having(self, coder: Coder, operation: Operation) -> Book:
        """The book with one more operation and the names it brought."""
        groups, steps, workers = map(tuple, (coder.groups, coder.steps, coder.workers))
        operations = (*self.operations, operation)
        return replace(self, groups=groups, steps=steps, workers=workers, operations=operations)

    def knowing(self, known: Known) -> Book:
        """The book that will recognise one more profile, and forgets the oldest of too many."""
        others = tuple(one for one in self.known if one.checksum != known.checksum)
        return replace(self, known=(*others, known)[-KEPT:])

    def save(self, path: Path) -> None:
        """Replaces the book: the moment at which an operation is done. Raises OutputError."""
        head = {"format": FORMAT, "version": VERSIONS[-1]}
        text = json.dumps(head | asdict(self), ensure_ascii=False, default=_text, separators=(",", ":"))
        with written_beside(path) as part:
            part.write_text(text + "\n", "utf-8")
            keep(part)
        keep(path.parent)

    @classmethod
    def load(cls, path: Path) -> Book:
        """Reads the book; whatever is wrong with it raises StateDamaged."""
        try:
            values = json.loads(path.read_text("utf-8"))
            found = values.pop("format"), values.pop("version")
            if found not in [(FORMAT, version) for version in VERSIONS]:
                raise ValueError(f"{found} is not {FORMAT} {VERSIONS}")
            return cls(**values | _typed(values))
        except (OSError, ValueError, TypeError, LookupError, AttributeError) as error:
            raise StateDamaged(path=path.parent, reason=f"{path.name}: {error}") from None


def _names(values: Iterable[Value]) -> Names:
    names = Names()
    for value in values:
        names.code(value)
    return names


def _typed(values: dict[str, Any]) -> dict[str, Any]:
    """What JSON holds as lists, as the tuples and values they were."""
    names = {name: tuple(map(tuple, values[name])) for name in ("groups", "steps", "workers")}
    operations = tuple(Operation(**one | {"sheet": _sheet(one["sheet"])}) for one in values["operations"])
    known = tuple(Known(**one | {"zones": tuple(one["zones"])}) for one in values["known"])
    return names | {"operations": operations, "known": known, "runs": tuple(values["runs"])}


def _sheet(values: dict[str, Any]) -> DataSheet:
    times = {name: values[name] and datetime.fromisoformat(values[name]) for name in ("first", "last")}
    pairs = tuple((zh, en) for zh, en in values["assumptions"])
    return DataSheet(**values | times | {"sources": tuple(values["sources"]), "assumptions": pairs})


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
