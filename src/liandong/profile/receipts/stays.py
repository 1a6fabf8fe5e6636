"""What a stretch adds to its case: when the case began, how many steps it has had, the hash of their sequence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import polars as pl

from liandong.eventlog import EventLog
from liandong.profile.coding import Coder, batches
from liandong.profile.hashing import BASE, PRIME, element_hashes, hash_lists
from liandong.profile.receipts.custody import Stretch
from liandong.profile.receipts.receipt import Receipt
from liandong.worktime.clock import EPOCH


@dataclass(frozen=True)
class Stays:
    """For each stretch, with what its receipt told: microseconds since 1970, numbers of steps, hashes of sequences."""

    stretches: Sequence[Stretch]
    starts: list[int]
    ends: list[int]
    lengths: list[int]
    hashes: list[int]


@dataclass(frozen=True)
class Codes:
    """The code of each event's group and step."""

    groups: np.ndarray
    steps: np.ndarray


def encoded(log: EventLog, coder: Coder) -> Codes:
    """The codes of the events, in their order."""
    parts = [coder.encode(batch) for batch in batches(log)]
    if not parts:
        return Codes(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))
    groups, steps = (
        np.concatenate([np.broadcast_to(getattr(part, name), len(part)) for part in parts]).astype(np.int64)
        for name in ("group", "step")
    )
    return Codes(groups, steps)


def stays(events: pl.DataFrame, stretches: Sequence[Stretch], steps: np.ndarray, coder: Coder) -> Stays:
    """The stays of the stretches of these events, whose steps are coded by ``coder``."""
    edges = [row for stretch in stretches for row in (stretch.first, stretch.stop)]
    bounds = np.unique(np.array([*edges, 0, events.height], dtype=np.int64))
    places = {bound: place for place, bound in enumerate(bounds.tolist())}
    begun, end = (
        events.select(pl.coalesce(*columns).cast(pl.Int64)).to_series().to_numpy()
        for columns in (("start", "end"), ("end",))
    )
    own_starts = np.minimum.reduceat(begun, bounds[:-1]).tolist()
    own_hashes = hash_lists(steps, bounds, element_hashes(coder.activities)).tolist()
    found = Stays(stretches, [], [], [], [])
    for stretch in stretches:
        opener, size, place = stretch.opener, stretch.stop - stretch.first, places[stretch.first]
        own = size > 0
        starts = [*([own_starts[place]] if own else []), *([micros(opener.start)] if opener else [])]
        found.starts.append(min(starts))
        found.ends.append(int(end[stretch.stop - 1]) if own or not opener else micros(opener.time))
        found.lengths.append((opener.length if opener else 0) + size)
        found.hashes.append(_continued(opener, own_hashes[place] if own else 0, size))
    return found


def _continued(opener: Receipt | None, own: int, size: int) -> int:
    """The hash of the steps told by the receipt and of ``size`` more: both are polynomials modulo PRIME."""
    return own if opener is None else (int(opener.prefix, 16) * pow(BASE, size, PRIME) + own) % PRIME


def micros(time: datetime) -> int:
    """Microseconds since 1970."""
    return (time - EPOCH) // timedelta(microseconds=1)


def instant(micros: int) -> datetime:
    """The time that many microseconds after 1970."""
    return EPOCH + timedelta(microseconds=micros)
