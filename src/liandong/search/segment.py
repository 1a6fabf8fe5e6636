"""A segment: some documents and, for each term, the rows that hold it; arrays only, so that it can be mapped from a file.

Rows are documents in order of their numbers. Postings are one long list (compressed sparse rows): those of the term
``terms[i]`` lie at ``offsets[i]:offsets[i + 1]`` of ``rows`` and ``counts``. A count is weighted: an occurrence in a
field of weight 3 counts as three, and so does its length (Robertson, Zaragoza & Taylor 2004).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from liandong.search.document import Document, known
from liandong.search.terms import BITS, WORD, points, reach, tokens

_FIELD_BITS, _ROW_BITS = 3, 23
_LOW = _FIELD_BITS + _ROW_BITS
#: Texts that are turned into code points at a time.
_BATCH = 20_000

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Segment:
    """Documents, who may find them, and the postings of their terms."""

    numbers: Ints
    groups: Ints
    kinds: NDArray[np.int32]
    lengths: Ints
    terms: Ints
    offsets: Ints
    rows: NDArray[np.int32]
    counts: NDArray[np.int32]
    kind_names: tuple[str, ...] = ()

    @classmethod
    def of(cls, documents: Sequence[Document], weights: Mapping[str, int]) -> Segment:
        """The segment of documents that are in order of their numbers."""
        for document in documents:
            known(document, weights)
        names = tuple(sorted({document.kind for document in documents}))
        keys, words = _sorted_keys(documents, weights)
        pairs, counts = _weighted(keys, np.array(list(weights.values()), np.int64))
        rows = (pairs & ((1 << _ROW_BITS) - 1)).astype(np.int32)
        local = pairs >> _ROW_BITS
        starts = np.flatnonzero(np.diff(local, prepend=-1))
        return cls(
            numbers=np.array([document.number for document in documents], np.int64),
            groups=np.array([document.group for document in documents], np.int64),
            kinds=np.array([names.index(document.kind) for document in documents], np.int32),
            lengths=np.bincount(rows, counts, len(documents)).astype(np.int64),
            terms=_global(local[starts], words),
            offsets=np.append(starts, rows.size).astype(np.int64),
            rows=rows,
            counts=counts.astype(np.int32),
            kind_names=names,
        )

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """The arrays by name, in a fixed order."""
        return {entry.name: getattr(self, entry.name) for entry in fields(self) if entry.name != "kind_names"}

    @cached_property
    def known_groups(self) -> tuple[tuple[int, ...], NDArray[np.intp]]:
        """The groups there are, and the place of each row's group among them."""
        known, places = np.unique(self.groups, return_inverse=True)
        return tuple(known.tolist()), places

    def postings(self, term: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """The rows that hold a term and how much; of a single character, however it goes on."""
        low, high = np.searchsorted(self.terms, [term, reach(term)])
        part = slice(self.offsets[low], self.offsets[high])
        if high - low <= 1:
            return self.rows[part], self.counts[part]
        together = np.bincount(self.rows[part], self.counts[part], len(self))
        rows = np.flatnonzero(together)
        return rows.astype(np.int32), together[rows].astype(np.int32)

    def row_of(self, numbers: Sequence[int]) -> Ints:
        """The rows of those of these numbers that are here."""
        wanted = np.asarray(numbers, np.int64)
        places = np.minimum(np.searchsorted(self.numbers, wanted), max(len(self) - 1, 0))
        return places[self.numbers[places] == wanted] if len(self) else np.zeros(0, np.int64)


def merged(parts: Sequence[tuple[Segment, NDArray[np.bool_]]]) -> Segment:
    """One segment of the rows of several that are marked; no number may be marked twice."""
    names = tuple(sorted({name for segment, _ in parts for name in segment.kind_names}))
    numbers = np.concatenate([segment.numbers[alive] for segment, alive in parts])
    order = np.argsort(numbers, kind="stable")
    row_of = np.empty(len(order), np.int64)
    row_of[order] = np.arange(len(order))
    terms, rows, counts = _entries(parts, row_of)
    sort = np.lexsort((rows, terms))
    terms, rows, counts = terms[sort], rows[sort], counts[sort]
    starts = np.flatnonzero(np.diff(terms, prepend=-1))
    return Segment(
        numbers=numbers[order],
        groups=np.concatenate([segment.groups[alive] for segment, alive in parts])[order],
        kinds=np.concatenate([_renamed(segment, names)[alive] for segment, alive in parts])[order],
        lengths=np.concatenate([segment.lengths[alive] for segment, alive in parts])[order],
        terms=terms[starts],
        offsets=np.append(starts, rows.size).astype(np.int64),
        rows=rows.astype(np.int32),
        counts=counts,
        kind_names=names,
    )


def _entries(
    parts: Sequence[tuple[Segment, NDArray[np.bool_]]], row_of: Ints
) -> tuple[Ints, Ints, NDArray[np.int32]]:
    """Term, new row and count of every marked posting."""
    found: list[tuple[Ints, Ints, NDArray[np.int32]]] = []
    first = 0
    for segment, alive in parts:
        new = np.full(len(segment), -1)
        new[alive] = row_of[first : first + int(alive.sum())]
        first += int(alive.sum())
        rows = new[segment.rows]
        kept = rows >= 0
        terms = np.repeat(segment.terms, np.diff(segment.offsets))
        found.append((terms[kept], rows[kept], segment.counts[kept]))
    terms, rows, counts = (np.concatenate(columns) for columns in zip(*found, strict=True))
    return terms, rows, counts


def _renamed(segment: Segment, names: tuple[str, ...]) -> NDArray[np.int32]:
    places = np.array([names.index(name) for name in segment.kind_names], np.int32)
    return places[segment.kinds] if places.size else segment.kinds


def _sorted_keys(documents: Sequence[Document], weights: Mapping[str, int]) -> tuple[Ints, Ints]:
    """Every occurrence as one number — term, row, field — in order; and the words that the term numbers stand for.

    A pair of characters fits beside row and field in 63 bits, a word's hash does not: words are numbered first.
    """
    pair_keys, word_codes, word_lows = [], [], []
    for codes, lows in _occurrences(documents, tuple(weights)):
        is_word = codes >= WORD
        pair_keys.append(codes[~is_word] << _LOW | lows[~is_word])
        word_codes.append(codes[is_word])
        word_lows.append(lows[is_word])
    words, place = np.unique(_joined(word_codes), return_inverse=True)
    word_keys = ((1 << 2 * BITS) | place.astype(np.int64)) << _LOW | _joined(word_lows)
    keys = np.concatenate([*pair_keys, word_keys])
    keys.sort()
    return keys, words


def _occurrences(documents: Sequence[Document], names: tuple[str, ...]) -> Iterator[tuple[Ints, Ints]]:
    """Term codes and, for each, row and field in one number; a batch of texts at a time."""
    texts = (
        (row << _FIELD_BITS | place, document.texts[name])
        for row, document in enumerate(documents)
        for place, name in enumerate(names)
        if document.texts.get(name)
    )
    while batch := list(islice(texts, _BATCH)):
        lows = np.array([low for low, _ in batch], np.int64)
        stops = np.cumsum([len(text) + 1 for _, text in batch])
        found = tokens(points("\n".join(text for _, text in batch)))
        yield found.codes, lows[np.searchsorted(stops, found.starts, "right")]


def _weighted(keys: Ints, weights: Ints) -> tuple[Ints, Ints]:
    """Each (term, row) once, with its occurrences in all fields, weighted."""
    firsts = np.flatnonzero(np.diff(keys, prepend=-1))
    times = np.diff(np.append(firsts, keys.size))
    amounts = times * weights[keys[firsts] & ((1 << _FIELD_BITS) - 1)]
    pairs = keys[firsts] >> _FIELD_BITS
    starts = np.flatnonzero(np.diff(pairs, prepend=-1))
    return pairs[starts], np.add.reduceat(amounts, starts) if starts.size else amounts


def _global(local: Ints, words: Ints) -> Ints:
    """Term codes of this build as term codes everywhere; both are in the same order."""
    is_word = local >= 1 << 2 * BITS
    return np.concatenate([local[~is_word], words[local[is_word] - (1 << 2 * BITS)]])


def _joined(parts: list[Ints]) -> Ints:
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)
