"""Two tables added: a merge of rows that are in order already.

The tables of a profile are sorted and name each key once, so adding two of them is a merge, not a grouping: the keys
become small integers, pack into a 64-bit number or two, and equal ones stand side by side when those are sorted.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from liandong.profile import radix
from liandong.profile.tables import TEXT, Table
from liandong.profile.tally import run_starts

#: Where no more than this share of a table is touched, the rest of it is not looked at.
_FEW = 0.5
#: A table in more pieces is put together: each piece costs whoever reads it, and all of them are copied once only.
_MOST_PIECES = 64


def merged(left: pl.DataFrame, right: pl.DataFrame, table: Table, *, working: bool) -> pl.DataFrame:
    """The two canonical tables as one: equal keys summed, rows that come to zero dropped, in order.

    The measures of either may be negative. Linear in the rows, whatever they have in common; where ``right`` has few
    periods, only those of ``left`` are merged, and the rest stays where it is: the table lies in pieces then.
    """
    if left.is_empty() or right.is_empty():
        return right if left.is_empty() else left
    parts = _zones(left)
    touched = _touched(left, parts, right)
    if touched is None or sum(b - a for a, b in touched) > _FEW * left.height:
        return _merged(left, right, table, working=working)
    within = pl.concat([left[a:b] for a, b in touched])
    found = _merged(within, right, table, working=working) if len(within) else right
    again = _zones(found)
    pieces = []
    for (zone, (begin, stop)), (a, b) in zip(parts.items(), touched, strict=True):
        first, last = again.get(zone, (0, 0))
        pieces += [left[begin:a], found[first:last], left[b:stop]]
    whole = pl.concat([piece for piece in pieces if len(piece)])
    return whole.rechunk() if whole.n_chunks() > _MOST_PIECES else whole


def _zones(frame: pl.DataFrame) -> dict[int, tuple[int, int]]:
    """From which row and up to which each zone stands in a canonical table, in its order."""
    codes = frame["zone"].to_physical().to_numpy()
    begins = run_starts(codes)
    stops = np.append(begins, len(codes))[1:]
    return dict(zip(codes[begins].tolist(), zip(begins.tolist(), stops.tolist(), strict=True), strict=True))


def _touched(
    left: pl.DataFrame, parts: dict[int, tuple[int, int]], right: pl.DataFrame
) -> list[tuple[int, int]] | None:
    """From which row and up to which each zone of ``left`` has periods that ``right`` has; None if it lacks a zone."""
    others = _zones(right)
    if not others.keys() <= parts.keys():
        return None
    period, theirs = (frame["period"].to_physical().to_numpy() for frame in (left, right))
    touched = []
    for zone, (begin, stop) in parts.items():
        first, last = others.get(zone, (0, 0))
        mine = period[begin:stop]
        low = begin + np.searchsorted(mine, theirs[first], "left") if first < last else stop
        high = begin + np.searchsorted(mine, theirs[last - 1], "right") if first < last else stop
        touched.append((int(low), int(high)))
    return touched


def _merged(left: pl.DataFrame, right: pl.DataFrame, table: Table, *, working: bool) -> pl.DataFrame:
    """The two tables as one, row by row."""
    both = pl.concat([left, right], rechunk=True)
    keys, measures = both.select(table.all_keys), both.select(list(table.measures(working=working)))
    order, begins = _grouped(_ranks(keys))
    is_pair = np.diff(begins, append=len(order)) == 2
    first, second = order[begins], order[begins[is_pair] + 1]
    sums = _sums(measures[first[is_pair]], measures[second])
    is_left = np.ones(len(begins), dtype=bool)
    is_left[is_pair] = sums.select(pl.any_horizontal(pl.all() != 0)).to_series().to_numpy()
    places = first.copy()
    places[is_pair] = both.height + np.arange(len(sums))
    counted = pl.concat([measures, sums], rechunk=True)[places[is_left]]
    rows: pl.DataFrame = keys[first[is_left]]
    return rows.hstack(counted)


def _sums(one: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """The sums of both, row by row."""
    return one.select(one[name] + other[name] for name in one.columns).cast(one.schema)


def spliced(frame: pl.DataFrame, new: pl.DataFrame, gone: np.ndarray) -> pl.DataFrame:
    """The frame without the rows of the keys ``gone``, with those of ``new`` that it lacks.

    Both are in the order of the first column, which names each key once; of ``gone`` the frame has all.
    """
    name = frame.columns[0]
    keys, others = frame[name].to_numpy(), new[name].to_numpy()
    is_kept = np.ones(len(keys), dtype=bool)
    is_kept[np.searchsorted(keys, gone)] = False
    kept = np.flatnonzero(is_kept)
    lacking = np.flatnonzero(np.searchsorted(keys, others, "left") == np.searchsorted(keys, others, "right"))
    if not len(gone) and not len(lacking):
        return frame
    rows = np.insert(kept, np.searchsorted(keys[kept], others[lacking]), len(keys) + lacking)
    return pl.concat([frame, new], rechunk=True)[rows]


def ranked(values: pl.Series) -> tuple[list[str], np.ndarray]:
    """The distinct names, sorted, and the place of each value among them."""
    codes = values.to_physical().to_numpy()
    names, ranks = _ranking([codes])
    return names.to_list(), ranks[codes]


def _ranking(columns: list[np.ndarray]) -> tuple[pl.Series, np.ndarray]:
    """The distinct names that the codes stand for, sorted, and the place among them of each code."""
    ranks = np.zeros(max(int(codes.max(initial=0)) for codes in columns) + 1, dtype="<u4")
    for codes in columns:
        ranks[codes] = 1
    distinct = np.flatnonzero(ranks).astype(np.uint32)
    names = pl.Series(distinct).cat.to(TEXT).cast(pl.String)
    order = names.arg_sort()
    ranks[distinct[order.to_numpy()]] = np.arange(len(order))
    return names.gather(order), ranks


def _ranks(keys: pl.DataFrame) -> list[tuple[np.ndarray, int]]:
    """For each key integers from zero on in the order of its values, and how many there may be at most (0: all 64 bits).

    Names are ranked once, those of all keys together.
    """
    texts = {name: keys[name].to_physical().to_numpy() for name in keys.columns if keys.schema[name] == TEXT}
    names, ranks = _ranking(list(texts.values()))
    return [
        (ranks[texts[name]].astype(np.uint64), len(names)) if name in texts else _numbers(keys[name])
        for name in keys.columns
    ]


def _numbers(values: pl.Series) -> tuple[np.ndarray, int]:
    """The same of a key that is itself a number or a day."""
    if values.dtype == pl.UInt64:
        return values.to_numpy(), 0
    numbers = values.to_physical().cast(pl.Int64).to_numpy()
    low = int(numbers.min())
    return (numbers - low).view(np.uint64), int(numbers.max()) - low + 1


def _grouped(keys: list[tuple[np.ndarray, int]]) -> tuple[np.ndarray, np.ndarray]:
    """The order of the rows by their keys, and where in it each new key begins."""
    packed = [np.zeros(len(keys[0][0]), dtype=np.uint64)]
    room = 1
    for ranks, size in keys:
        if not size or room * size > 1 << 64:
            packed.append(ranks)
            room = size or 1 << 64
        else:
            packed[-1] = packed[-1] * np.uint64(size) + ranks
            room *= size
    order = radix.argsort(*packed)
    is_first = np.zeros(len(order), dtype=bool)
    is_first[:1] = True
    for part in packed:
        ordered = part[order]
        is_first[1:] |= ordered[1:] != ordered[:-1]
    return order, np.flatnonzero(is_first)
