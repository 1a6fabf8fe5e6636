"""Taking events in: new files beside the old ones, then one new manifest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from liandong.errors import OutputError
from liandong.eventlog import read_log
from liandong.files import refused
from liandong.profile.hashing import element_hashes
from liandong.profile.store import ledger, manifest, segment
from liandong.profile.store.events import Events, joined
from liandong.profile.store.grouping import arrays_of
from liandong.profile.store.intake import CaseNumbers, Source, sheet_of, taken_in
from liandong.profile.store.manifest import Manifest, SegmentFile
from liandong.profile.store.names import StoreNames
from liandong.profile.store.segment import Segment
from liandong.profile.streamed import NeedsRepairError, ParquetEvents

#: A segment with no more than this many times the events of the new one is written together with it.
_FOLD = 2
#: So is one of which less than this share of cases still counts.
_LEAST_LIVE = 0.5


def append(root: Path, state: Manifest, source: Source, batch: str) -> None:
    """Adds the events to the store, which stays as it was if anything fails. Raises OutputError."""
    manifest.clear(root, state)
    try:
        new = _written(root, state, source, batch)
        manifest.write(root, new)
    except OSError as error:
        raise OutputError(path=root, reason=refused(error)) from error
    finally:
        # Whatever came of it, files that no manifest names are of no use.
        manifest.clear(root, manifest.read_or(root, state))


def _written(root: Path, state: Manifest, source: Source, batch: str) -> Manifest:
    """Writes the files of the next state."""
    names, new, numbers = _taken_in(root, state, source)
    number = f"{state.generation + 1:06d}"
    old = [(head, segment.read(root, head, state.timezone)) for head in state.segments]
    moved = _moved(old, numbers, len(new))
    events = joined([*_events_moved(old, moved, numbers), new])
    elements = element_hashes([step[0] for step in names.steps])
    arrays, unit = arrays_of(events, numbers.cases, elements)
    arrays |= ledger.arrays_of(arrays, unit, state.timezone)
    fresh = segment.write(root / f"segment-{number}.bin", arrays, unit=unit)
    names.write(root / f"names-{number}.json")
    kept = [_kept(root, head, part, cases, number) for (head, part), cases in zip(old, moved, strict=True)]
    return replace(
        state,
        generation=state.generation + 1,
        names=f"names-{number}.json",
        segments=(*(head for head in kept if head is not None), fresh),
        batches=(*state.batches, batch) if batch else state.batches,
        sheet=state.sheet + sheet_of(source),
    )


def _taken_in(root: Path, state: Manifest, source: Source) -> tuple[StoreNames, Events, CaseNumbers]:
    """The names, with the new ones, and the coded events; a stream that needs repair is read as a whole."""
    names = StoreNames.read(root / state.names) if state.names else StoreNames()
    try:
        return names, *taken_in(source, names, state.timezone)
    except NeedsRepairError as error:
        assert isinstance(source, ParquetEvents)
        zone = None if "zone" in source.headings else source.zone
        return _taken_in(root, state, read_log(error.path, zone=zone))


def _moved(old: Sequence[tuple[SegmentFile, Segment]], numbers: CaseNumbers, size: int) -> list[np.ndarray]:
    """The cases of each segment that the new one holds anew: those with new events, and all of small segments."""
    moved = []
    for head, part in reversed(old):
        live = int(part.is_live.sum())
        is_folded = head.events <= _FOLD * size or live < _LEAST_LIVE * head.cases
        size += head.events if is_folded else 0
        moved.append(np.flatnonzero(part.is_live if is_folded else part.is_live & numbers.known(part["key"])))
    return moved[::-1]


def _events_moved(
    old: Sequence[tuple[SegmentFile, Segment]], moved: list[np.ndarray], numbers: CaseNumbers
) -> list[Events]:
    """The events of the moved cases: they stand before the new ones, as they did in the order of files."""
    parts = []
    for (_, part), cases in zip(old, moved, strict=True):
        events = part.events_of(cases)
        number = numbers.of_keys(
            part["key"][cases], part["group"][cases].astype(np.int32), part.ids.take(cases)
        )
        parts.append(replace(events, case=number[events.case], attributes=part.attributes_of(cases)))
    return [part for part in parts if len(part)]


def _kept(root: Path, head: SegmentFile, part: Segment, cases: np.ndarray, number: str) -> SegmentFile | None:
    """What the manifest says of an old segment from now on; nothing if no case of it counts any more."""
    if not len(cases):
        return head
    gone = np.flatnonzero(~part.is_live)
    if len(gone) + len(cases) == len(part):
        return None
    path = root / f"gone-{number}-of-{head.file.removeprefix('segment-')}"
    segment.write_gone(path, np.concatenate([gone, cases]))
    return replace(head, gone=path.name, gone_cases=len(gone) + len(cases))
