"""A batch as the state holds it: events in numbers, sorted by case and, in each case, in order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import polars as pl

from liandong.errors import SettingError
from liandong.eventlog import EventLog
from liandong.profile import coding, radix
from liandong.profile.coding import Coder, _text_buffers
from liandong.profile.hashing import element_hashes
from liandong.profile.increment.records import EVENT, begun, picked
from liandong.profile.raw import offsets_of
from liandong.profile.tally import run_starts
from liandong.profile.walk import hash_cases


@dataclass(frozen=True)
class Cases:
    """Events by case: those of ``keys[i]`` are ``events[offsets[i]:offsets[i + 1]]``, in order."""

    keys: np.ndarray
    groups: np.ndarray
    #: A row of the log that belongs to the case, to tell its id.
    rows: np.ndarray
    events: np.ndarray
    offsets: np.ndarray

    @property
    def counts(self) -> np.ndarray:
        """How many events each case has."""
        return np.diff(self.offsets)

    @property
    def owners(self) -> np.ndarray:
        """The number of each event's case."""
        return np.repeat(np.arange(len(self.keys)), self.counts)

    @property
    def sha256(self) -> str:
        """The fingerprint of the events, to tell a batch from another of the same id; names by their numbers."""
        digest = blake2b(self.keys.tobytes(), digest_size=32)
        for name in ("end", "start", "id", "step", "worker"):
            digest.update(np.ascontiguousarray(self.events[name]).tobytes())
        return digest.hexdigest()

    def chosen(self, which: np.ndarray) -> Cases:
        """Only the cases where ``which`` is true."""
        if which.all():
            return self
        counts = self.counts
        events = picked(self.events, np.repeat(which, counts))
        return Cases(
            self.keys[which], self.groups[which], self.rows[which], events, offsets_of(counts[which])
        )


def cases_of(log: EventLog, coder: Coder, *, batch: int, event_id: str = "") -> Cases:
    """The events of the log by case. Raises SettingError where the log lacks the column ``event_id``."""
    parts = [coder.encode(part) for part in coding.batches(log)]
    seeds = name_hashes(coder.groups)
    keys = np.empty(log.events.height, dtype=np.uint64)
    events = np.zeros(len(keys), dtype=EVENT)
    groups = np.empty(len(keys), dtype=np.int32)
    begin = 0
    for part in parts:
        here = slice(begin, begin := begin + len(part))
        hash_cases(part.case_data, part.case_offsets, seeds[part.group], keys[here])
        groups[here] = part.group
        for name in ("end", "start", "step", "worker"):
            events[name][here] = getattr(part, name)
    events["batch"], events["id"] = batch, _ids(log, event_id)
    order = _order(keys, events)
    return grouped(keys[order], groups[order], order, picked(events, order))


def grouped(keys: np.ndarray, groups: np.ndarray, rows: np.ndarray, events: np.ndarray) -> Cases:
    """The events by case where those of a case stand together already."""
    begins = run_starts(keys)
    return Cases(keys[begins], groups[begins], rows[begins], events, np.append(begins, len(keys)))


def elements_of(coder: Coder) -> np.ndarray:
    """The hash of each step's activity."""
    return element_hashes(coder.activities)


def name_hashes(names: Iterable[tuple[str, ...]]) -> np.ndarray:
    """A hash of each name, from its texts alone: it does not depend on the order in which names came."""
    digests = [blake2b("\0".join(texts).encode(), digest_size=8).digest() for texts in names]
    return np.array([int.from_bytes(digest) for digest in digests], dtype=np.uint64)


def _ids(log: EventLog, event_id: str) -> np.ndarray | int:
    """The hash of each event's own id; 0 where it has none."""
    if not event_id:
        return 0
    if event_id not in log.events.columns:
        reason = ("数据里没有这一列", "the log has no such column")
        raise SettingError(setting="event_id", value=event_id, reason=reason)
    texts = log.events[event_id].cast(pl.String)
    data, offsets = _text_buffers(
        texts.fill_null("").rechunk().to_arrow(compat_level=pl.CompatLevel.oldest())
    )
    ids = np.empty(len(texts), dtype=np.uint64)
    hash_cases(data, offsets, np.zeros(1, dtype=np.uint64), ids)
    return np.where(texts.is_null().to_numpy(), np.uint64(0), np.maximum(ids, np.uint64(1)))


def _order(keys: np.ndarray, events: np.ndarray) -> np.ndarray:
    """Rows by case, then by end, start and row; a log in order of time needs one sort only."""
    end, start = events["end"], begun(events)
    is_timely = (end[1:] > end[:-1]) | ((end[1:] == end[:-1]) & (start[1:] >= start[:-1]))
    if is_timely.all():
        return radix.argsort(keys)
    return np.lexsort((start, end, keys))
