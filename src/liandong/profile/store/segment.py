# mypy: disable-error-code="no-untyped-def, untyped-decorator"
"""A segment: the events of some cases, case by case, in one file that is mapped into memory.

The cases are in order of group and start, so that a zone, or a month of one, lies together: a filter on them reads
little, and counting meets the same cells again and again. Times are counted from the case's start, in the largest
unit that all are whole multiples of; every array has the narrowest type that holds it. A log of seconds with fewer
than 256 steps takes five bytes an event, one of microseconds nine, plus one or two where resources are known. The ledger
beside them takes twelve bytes an entry, four more for fractions of seconds, and four more where resources are known.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa

from liandong.errors import StoreDamaged
from liandong.files import keep
from liandong.profile.coding import NO_TIME
from liandong.profile.hashing import _jit
from liandong.profile.store.events import Events
from liandong.profile.store.ledger import Ledger
from liandong.profile.store.manifest import SegmentFile

#: Where in a file an array may begin.
_ALIGNED = 64
#: What changes within a case, and what does not, is kept under names with these heads.
BY_EVENT, BY_CASE = "event:", "case:"


@dataclass(frozen=True)
class Segment:
    """The arrays of a segment, by name.

    One entry a case: ``group``, ``start`` (microseconds since 1970), ``lead`` (microseconds), ``key`` (the hash of
    group and id), ``variant`` (its place in ``variants``), ``case:NAME`` (code of an attribute); ``offset`` and
    ``id_offset`` one more, ``id_data`` the bytes of the ids. One entry an event: ``step``, ``worker`` (or one for
    all), ``passed`` (from the case's start to the event's end, in units), ``span`` (from the event's start to its end,
    plus one; 0: not known; or a single 0), ``event:NAME``. One entry a variant: ``variants`` (hashes, in order),
    ``variant_case`` (a case that goes so). The arrays of the ledger have ``ledger:`` before their names.
    """

    arrays: Mapping[str, np.ndarray]
    unit: int
    #: Whether each case counts; one that a later segment holds does not.
    is_live: np.ndarray
    #: The zone that days and hours are told in.
    timezone: str

    def __getitem__(self, name: str) -> np.ndarray:
        return self.arrays[name]

    def __len__(self) -> int:
        return len(self["group"])

    @property
    def events(self) -> int:
        """Number of events, those of dead cases too."""
        return len(self["step"])

    @cached_property
    def offset(self) -> np.ndarray:
        """Where each case's events begin, and where the last one's end."""
        return self["offset"].astype(np.int64)

    @cached_property
    def first_step(self) -> np.ndarray:
        """The first step of each case."""
        steps: np.ndarray = self["step"][self.offset[:-1]].astype(np.int64)
        return steps

    @cached_property
    def last_step(self) -> np.ndarray:
        """The last step of each case."""
        steps: np.ndarray = self["step"][self.offset[1:] - 1].astype(np.int64)
        return steps

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger of its cases, kept in the file or worked out now. Raises TooWideError."""
        return Ledger.kept(self.arrays) or Ledger.of(self.arrays, self.unit, self.timezone)

    @property
    def ids(self) -> pa.Array:
        """The id of each case, as text."""
        buffers = [None, pa.py_buffer(self["id_offset"]), pa.py_buffer(self["id_data"])]
        return pa.LargeStringArray.from_buffers(len(self), *buffers[1:])

    def events_of(self, cases: np.ndarray) -> Events:
        """The events of the cases, in order and without attributes; case ``cases[i]`` is called ``i``."""
        rows, lengths = self._rows(cases)
        number = np.repeat(np.arange(len(cases), dtype=np.int32), lengths)
        end = np.repeat(self["start"][cases], lengths) + self["passed"][rows].astype(np.int64) * self.unit
        return Events(
            case=number,
            step=self["step"][rows].astype(np.int32),
            worker=_taken(self["worker"], rows).astype(np.int32),
            start=self._starts(end, _taken(self["span"], rows)),
            end=end,
        )

    def steps_of(self, cases: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The steps of the cases one after the other, and how many each case has."""
        firsts = self.offset[cases]
        lengths = self.offset[cases + 1] - firsts
        steps = np.empty(lengths.sum(), dtype=np.int32)
        _copy(self["step"], firsts, lengths, steps)
        return steps, lengths

    def attributes_of(self, cases: np.ndarray) -> dict[str, np.ndarray]:
        """The codes of the attributes of each of their events."""
        rows, lengths = self._rows(cases)
        attributes = {}
        for name, codes in self.arrays.items():
            if name.startswith(BY_EVENT):
                attributes[name.removeprefix(BY_EVENT)] = codes[rows].astype(np.uint32)
            elif name.startswith(BY_CASE):
                attributes[name.removeprefix(BY_CASE)] = np.repeat(codes[cases].astype(np.uint32), lengths)
        return attributes

    def _rows(self, cases: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The rows of the events of the cases, and how many each case has."""
        offset = self.offset
        lengths = offset[cases + 1] - offset[cases]
        rows = np.empty(lengths.sum(), dtype=np.int64)
        _list_rows(offset[cases], lengths, rows)
        return rows, lengths

    def _starts(self, end: np.ndarray, span: np.ndarray) -> np.ndarray:
        if len(span) == 1 and not span[0]:
            return np.full(1, NO_TIME)
        return np.where(span == 0, NO_TIME, end - (span.astype(np.int64) - 1) * self.unit)


@_jit
def _copy(values, firsts, lengths, copied):
    at = 0
    for case in range(len(firsts)):
        for row in range(firsts[case], firsts[case] + lengths[case]):
            copied[at] = values[row]
            at += 1


@_jit
def _list_rows(firsts, lengths, rows):
    at = 0
    for case in range(len(firsts)):
        for row in range(firsts[case], firsts[case] + lengths[case]):
            rows[at] = row
            at += 1


def _taken(array: np.ndarray, rows: np.ndarray) -> np.ndarray:
    return array[rows] if len(array) != 1 else array


def write(path: Path, arrays: Mapping[str, np.ndarray], *, unit: int) -> SegmentFile:
    """Writes the arrays to a new file and waits until the disk holds them."""
    places: dict[str, tuple[str, int, int]] = {}
    with path.open("xb") as file:
        for name, array in arrays.items():
            file.write(b"\0" * (-file.tell() % _ALIGNED))
            places[name] = (array.dtype.str, file.tell(), len(array))
            file.write(np.ascontiguousarray(array).view(np.uint8).data)
        size = file.tell()
    keep(path)
    return SegmentFile(path.name, size, len(arrays["group"]), len(arrays["step"]), unit, places)


def write_gone(path: Path, cases: np.ndarray) -> None:
    """Writes the places of the cases that are gone from a segment."""
    path.write_bytes(cases.astype("<u4").tobytes())
    keep(path)


def read(root: Path, head: SegmentFile, timezone: str) -> Segment:
    """The segment, mapped into memory. Raises StoreDamaged where its file is not as it was written."""
    path = root / head.file
    if os.path.getsize(path) != head.bytes:
        reason = (f"{head.file} 应有 {head.bytes} 字节", f"{head.file} should have {head.bytes} bytes")
        raise StoreDamaged(path=root, reason=reason)
    whole = np.memmap(path, dtype=np.uint8, mode="r")
    arrays = {
        name: np.frombuffer(whole, dtype=kind, count=size, offset=at) if size else np.empty(0, dtype=kind)
        for name, (kind, at, size) in head.arrays.items()
    }
    is_live = np.ones(head.cases, dtype=bool)
    if head.gone:
        is_live[np.fromfile(root / head.gone, dtype="<u4")] = False
    return Segment(arrays, head.unit, is_live, timezone)
