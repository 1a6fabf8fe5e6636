"""Sequences: the activities of each variant in order, and the hash that stands for them.

The hash depends on the names alone. So when activities get other names the hashes are computed anew, and variants
that the new names make equal become one.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl
import pyarrow as pa

from liandong.profile.hashing import element_hashes, hash_lists
from liandong.profile.raw import arrow, lists, offsets_of
from liandong.profile.tables import TEXT

#: The columns of the frame that holds them, one row a variant, sorted by variant.
SEQUENCE: dict[str, pl.DataType] = {"variant": pl.UInt64(), "activities": pl.List(TEXT)}


def named(variants: np.ndarray, codes: np.ndarray, offsets: np.ndarray, names: list[str]) -> pl.DataFrame:
    """The sequences ``codes[offsets[i]:offsets[i+1]]``, each code standing for a name."""
    known = pl.Series(names, dtype=pl.String).to_arrow(compat_level=pl.CompatLevel.oldest())
    texts = pa.DictionaryArray.from_arrays(arrow(codes.astype(np.uint32, copy=False)), known)
    found = lists(texts, offsets).cast(SEQUENCE["activities"])
    if (variants[1:] > variants[:-1]).all():
        return pl.DataFrame({"variant": variants, "activities": found})
    distinct, first = np.unique(variants, return_index=True)
    return pl.DataFrame({"variant": distinct, "activities": found.gather(first)})


def parts(column: pl.Series) -> tuple[pl.Series, np.ndarray]:
    """The items of all lists one after the other, and where each list begins and ends.

    >>> items, offsets = parts(pl.Series([["申报", "放行"], [], ["申报"]]))
    >>> items.to_list(), offsets.tolist()
    (['申报', '放行', '申报'], [0, 2, 2, 3])
    """
    return column.explode(empty_as_null=False), offsets_of(column.list.len().to_numpy())


def renamed(sequence: pl.DataFrame, names: Mapping[str, str]) -> tuple[pl.DataFrame, dict[int, int]]:
    """The sequences under the new names, and the new hash of each old one.

    >>> old = named(np.array([7], dtype=np.uint64), np.array([0, 1, 0]), np.array([0, 3]), ["申报", "补正"])
    >>> new, hashes = renamed(old, {"补正": "申报"})
    >>> new["activities"].to_list(), hashes == {7: new["variant"].item()}
    ([['申报', '申报', '申报']], True)
    """
    flat, offsets = parts(sequence["activities"])
    flat = flat.cast(pl.String).replace(names)
    known = flat.unique().sort()
    codes = known.search_sorted(flat).cast(pl.Int32).to_numpy().copy()
    hashes = hash_lists(codes, offsets, element_hashes(known.to_list()))
    new = named(hashes, codes, offsets, known.to_list())
    return new, dict(zip(sequence["variant"].to_list(), hashes.tolist(), strict=True))
