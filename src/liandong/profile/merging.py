"""Two tables added: a merge of rows that are in order already.

The tables of a profile are sorted and name each key once, so adding two of them is a merge, not a grouping: the keys
become small integers, pack into a 64-bit number or two, and a stable sort finds the two runs and merges them.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from liandong.profile.tables import TEXT, Table


def merged(left: pl.DataFrame, right: pl.DataFrame, table: Table, *, working: bool) -> pl.DataFrame:
    """The two canonical tables as one: equal keys summed, rows that come to zero dropped, in order.

    The measures of either may be negative. Linear in the rows, whatever they have in common.
    """
    if left.is_empty() or right.is_empty():
        return left if right.is_empty() else right
    both = pl.concat([left, right]).rechunk()
    order, is_first = _ordered([_ranks(both[key]) for key in table.all_keys])
    begins = np.flatnonzero(is_first)
    whole = both[order[begins]]
    is_pair = np.diff(begins, append=len(order)) == 2
    return _summed(whole, both, order[begins[is_pair] + 1], is_pair, list(table.measures(working=working)))


def _summed(
    whole: pl.DataFrame, both: pl.DataFrame, others: np.ndarray, is_pair: np.ndarray, measures: list[str]
) -> pl.DataFrame:
    """The rows with those of ``others`` added to the ones that have an equal; zeros dropped."""
    if not len(others):
        return whole
    pairs = np.flatnonzero(is_pair)
    old, other = whole[pairs], both[others]
    sums = old.select(old[name] + other[name] for name in measures).cast(
        {name: both.schema[name] for name in measures}
    )
    places = np.arange(whole.height)
    places[pairs] = whole.height + np.arange(len(pairs))
    columns = pl.concat([whole.select(measures), sums])[places]
    result = whole.with_columns(columns)
    is_left = sums.select(pl.any_horizontal(pl.all() != 0)).to_series().to_numpy()
    if is_left.all():
        return result
    keep = np.ones(whole.height, dtype=bool)
    keep[pairs] = is_left
    return result.filter(pl.Series(keep))


def _ranks(values: pl.Series) -> tuple[np.ndarray, int]:
    """Integers from zero on in the order of the values, and how many there may be at most (0: all 64 bits)."""
    if values.dtype == TEXT:
        codes, distinct = values.to_physical().to_numpy(), values.unique()
        order = distinct.cast(pl.String).arg_sort()
        ranks = np.zeros(int(codes.max()) + 1, dtype=np.uint64)
        ranks[distinct.to_physical().gather(order).to_numpy()] = np.arange(len(order))
        return ranks[codes], len(order)
    if values.dtype == pl.UInt64:
        return values.to_numpy(), 0
    numbers = values.to_physical().cast(pl.Int64).to_numpy()
    low = int(numbers.min())
    return (numbers - low).astype(np.uint64), int(numbers.max()) - low + 1


def _ordered(keys: list[tuple[np.ndarray, int]]) -> tuple[np.ndarray, np.ndarray]:
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
    order = np.argsort(packed[0], kind="stable") if len(packed) == 1 else np.lexsort(packed[::-1])
    is_first = np.zeros(len(order), dtype=bool)
    is_first[:1] = True
    for part in packed:
        ordered = part[order]
        is_first[1:] |= ordered[1:] != ordered[:-1]
    return order, is_first
