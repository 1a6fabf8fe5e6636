"""A checksum that adds as profiles do: ``checksum(a + b) == checksum(a) + checksum(b)``.

The settings, a table and a key stand for a random number of 64 bits, their hash. The checksum of a zone is the sum of
count times number over all its rows, modulo 2^64. So after a change it is that of before plus that of the change, and
nothing else need be looked at (a multiset hash: Bellare & Micciancio 1997; Clarke et al. 2003).

It tells profiles apart that came to differ, and any two by chance alike once in 2^64. Who wants to can make two that are
alike: what is signed or published is told by its SHA-256 (``storage.fingerprint``), which is over sequences too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from hashlib import blake2b
from operator import add

import numpy as np
import polars as pl
from numba import uint64

from liandong.profile.hashing import mix
from liandong.profile.kernels import bare
from liandong.profile.tables import TEXT, Table
from liandong.profile.tally import run_starts


@dataclass(frozen=True)
class Checksum:
    """The sum of each zone; that of one that is not there is 0.

    >>> Checksum({"青岛": 3}) + Checksum({"青岛": 2**64 - 1}) == Checksum({"青岛": 2})
    True
    """

    zones: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: Checksum) -> Checksum:
        """The checksum of both together."""
        pairs = {
            zone: (self.zones.get(zone, 0), other.zones.get(zone, 0)) for zone in {*self.zones, *other.zones}
        }
        sums = {zone: sum(pair) % (1 << 64) for zone, pair in pairs.items()}
        return Checksum({zone: value for zone, value in sums.items() if value})

    def of(self, zones: tuple[str, ...]) -> str:
        """The part on these zones, as text.

        >>> Checksum({"青岛": 2, "日照": 5}).of(("日照", "烟台"))
        '0000000000000005 0000000000000000'
        """
        return " ".join(f"{self.zones.get(zone, 0):016x}" for zone in zones)


def checksum(settings: str, tables: Mapping[str, tuple[pl.DataFrame, Table]]) -> Checksum:
    """The checksum of canonical tables, whose counts may be negative, under these settings."""
    parts = (_of_table(f"{settings} {name}", *each) for name, each in tables.items())
    return reduce(add, parts, Checksum())


def _of_table(seed: str, frame: pl.DataFrame, table: Table) -> Checksum:
    hashes, sums = np.full(frame.height, _hash(seed)), np.zeros(frame.height, dtype=np.uint64)
    for key in table.all_keys:
        codes, numbers = _coded(frame[key])
        _tell(hashes, codes, numbers * (_hash(key) | np.uint64(1)))
    for name in frame.columns[len(table.all_keys) :]:
        _weigh(hashes, _hash(name), _words(frame[name]), sums)
    begins = run_starts(frame["zone"].to_physical().to_numpy())
    zones = frame["zone"].gather(begins).cast(pl.String).to_list()
    return Checksum(dict(zip(zones, np.add.reduceat(sums, begins).tolist() if zones else [], strict=True)))


def _coded(values: pl.Series) -> tuple[np.ndarray, np.ndarray]:
    """What a key column tells: codes, and the number of each; without codes the number of each row."""
    if values.dtype != TEXT:
        return np.empty(0, dtype=np.uint32), _words(values)
    codes = values.to_physical().to_numpy()
    numbers = np.zeros(int(codes.max(initial=0)) + 1, dtype=np.uint64)
    _mark(codes, numbers)
    distinct = np.flatnonzero(numbers)
    names = pl.Series(distinct.astype(np.uint32)).cat.to(TEXT).cast(pl.String)
    numbers[distinct] = [_hash(name) for name in names]
    return codes, numbers


def _words(values: pl.Series) -> np.ndarray:
    """The values modulo 2^64."""
    if values.dtype.is_decimal():
        array = values.rechunk().to_arrow()  # 128 bits each, the lower 64 first
        words = np.frombuffer(array.buffers()[1] or b"", dtype="<u8")[2 * array.offset :]
        return np.ascontiguousarray(words[: 2 * len(array) : 2])
    whole = values if values.dtype == pl.UInt64 else values.to_physical().cast(pl.Int64)
    return whole.to_numpy().view(np.uint64)


def _hash(text: str) -> np.uint64:
    return np.uint64(int.from_bytes(blake2b(text.encode(), digest_size=8).digest()))


@bare
def _mark(codes, numbers):  # type: ignore[no-untyped-def]
    """Puts a 1 in the place of each code."""
    for row in range(len(codes)):
        numbers[uint64(codes[uint64(row)])] = uint64(1)


@bare
def _tell(hashes, codes, numbers):  # type: ignore[no-untyped-def]
    """Adds to each hash the number of its row's code, or of its row."""
    is_coded = len(codes) > 0
    for row in range(len(hashes)):
        i = uint64(row)
        hashes[i] += numbers[uint64(codes[i])] if is_coded else numbers[i]


@bare
def _weigh(hashes, seed, values, sums):  # type: ignore[no-untyped-def]
    """Adds to each sum its value times the number that stands for its key and the measure."""
    for row in range(len(sums)):
        i = uint64(row)
        sums[i] += mix(hashes[i] + seed) * values[i]
