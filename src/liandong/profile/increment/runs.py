"""Runs: what some batches brought, sorted by case, in files that are never changed.

The state is a list of runs, oldest first. A case's entry is that of the newest run that has it; its events lie in all
runs that have it, from the newest one that holds the case whole. Adding a batch writes one run; runs of like size are
merged, so there are few of them and each event is copied a few times only (a log-structured merge tree, O'Neil 1996).
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

import numpy as np

from liandong.errors import OutputError, StateDamaged
from liandong.files import keep, refused
from liandong.profile.increment.records import CLOSED, ENTRY, EVENT, WHOLE, copy_ranges, picked, words
from liandong.profile.raw import offsets_of

_PARTS = {"keys": np.dtype("<u8"), "entries": ENTRY, "events": EVENT}


@dataclass(frozen=True)
class Run:
    """The cases touched by the operations ``first`` to ``last``: keys in order, entries, events case by case."""

    first: int
    last: int
    keys: np.ndarray
    entries: np.ndarray
    events: np.ndarray

    @classmethod
    def of(
        cls, number: int, keys: np.ndarray, entries: np.ndarray, events: np.ndarray, counts: np.ndarray
    ) -> Run:
        """The run of one operation; the entries are told where their events lie."""
        entries["begin"], entries["count"] = offsets_of(counts)[:-1], counts
        return cls(number, number, keys, entries, events)

    @property
    def name(self) -> str:
        """The folder it lies in."""
        return f"{self.first:08d}-{self.last:08d}"

    def save(self, folder: Path) -> None:
        """Writes the run beside its place and moves it there when it is whole. Raises OutputError."""
        part = folder / f".{self.name}"
        try:
            rmtree(part, ignore_errors=True)
            part.mkdir(parents=True)
            for name in _PARTS:
                with (part / f"{name}.npy").open("wb") as file:
                    np.save(file, getattr(self, name))
                    file.flush()
                    os.fsync(file.fileno())
            rmtree(folder / self.name, ignore_errors=True)
            part.rename(folder / self.name)
            keep(folder)
        except OSError as error:
            rmtree(part, ignore_errors=True)
            raise OutputError(path=folder, reason=refused(error)) from error

    @classmethod
    def load(cls, folder: Path, name: str) -> Run:
        """The run in that folder, its arrays read from the disk as they are used. Raises StateDamaged."""
        try:
            first, last = map(int, name.split("-"))
            arrays = {part: _array(folder / name / f"{part}.npy") for part in _PARTS}
        except (OSError, ValueError) as error:
            raise StateDamaged(path=folder.parent, reason=f"runs/{name}: {error}") from None
        has_types = all(arrays[part].dtype == dtype for part, dtype in _PARTS.items())
        if not has_types or len(arrays["keys"]) != len(arrays["entries"]):
            raise StateDamaged(path=folder.parent, reason=f"runs/{name}")
        return cls(first, last, **arrays)


def _array(path: Path) -> np.ndarray:
    """The array in the file; an empty one cannot be mapped."""
    array: np.ndarray = np.load(path, mmap_mode="r", allow_pickle=False)
    return array if len(array) else np.array(array)


def located(run: Run, keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where in the run each key is, and whether it is there at all."""
    if not len(run.keys):
        return np.zeros(len(keys), dtype=np.int64), np.zeros(len(keys), dtype=bool)
    at = np.minimum(np.searchsorted(run.keys, keys), len(run.keys) - 1)
    return at, run.keys[at] == keys


def find(runs: list[Run], keys: np.ndarray) -> np.ndarray:
    """The present entry of each key; zeros where the key is not known."""
    entries, is_open = np.zeros(len(keys), dtype=ENTRY), np.ones(len(keys), dtype=bool)
    for run in reversed(runs):
        wanted = np.flatnonzero(is_open)
        at, is_here = located(run, keys[wanted])
        words(entries)[wanted[is_here]] = words(picked(run.entries, at[is_here]))
        is_open[wanted[is_here]] = False
    return entries


def gather(runs: list[Run], keys: np.ndarray, part: str = "") -> tuple[np.ndarray, np.ndarray]:
    """The events of each key in order, or one part of them, and how many each has."""
    places = [located(run, keys) for run in runs]
    since, counts = np.zeros(len(keys), dtype=np.int64), np.zeros(len(keys), dtype=np.int64)
    for number, (run, (at, is_here)) in enumerate(zip(runs, places, strict=True)):
        since[is_here & (run.entries["flags"][at] & WHOLE > 0)] = number
    found = []
    for number, (run, (at, is_here)) in enumerate(zip(runs, places, strict=True)):
        chosen = np.flatnonzero(is_here & (since <= number))
        entries = picked(run.entries, at[chosen])
        found.append((run.events, entries["begin"], entries["count"], chosen, counts[chosen]))
        counts[chosen] += entries["count"]
    begins = offsets_of(counts)
    gathered = np.empty(begins[-1], dtype=EVENT[part] if part else EVENT)
    for events, begin, count, chosen, before in found:
        source = np.asarray(events)[part][:, None] if part else words(events)
        target = gathered[:, None] if part else words(gathered)
        copy_ranges(source, begin, count, target, begins[chosen] + before)
    return gathered, counts


def merge(older: Run, newer: Run) -> Run:
    """Two neighbouring runs as one; the events of closed cases are let go."""
    keys = np.union1d(older.keys, newer.keys)
    entries = find([older, newer], keys)
    at, is_here = located(older, keys)
    entries["flags"][is_here] |= older.entries["flags"][at[is_here]] & WHOLE
    if older.first == 1:  # nothing lies below: no need to say that it is replaced, or that a case is gone
        entries["flags"] &= ~WHOLE
        is_there = entries["length"] > 0
        keys, entries = keys[is_there], picked(entries, is_there)
    events, counts = gather([older, newer], keys)
    is_closed = entries["flags"] & CLOSED > 0
    kept = np.where(is_closed, 0, counts)
    run = Run.of(newer.last, keys, entries, picked(events, np.repeat(~is_closed, counts)), kept)
    return Run(older.first, newer.last, run.keys, run.entries, run.events)
