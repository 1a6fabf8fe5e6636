"""BM25 over segments (Robertson & Zaragoza 2009, The Probabilistic Relevance Framework, k1 = 1.2, b = 0.75).

    score = Σ over terms  idf · tf · (k1 + 1) / (tf + k1 · (1 − b + b · length / mean length))
    idf   = ln(1 + (N − n + ½) / (n + ½))

N is the number of documents, n of those with the term; the 1 under the logarithm keeps words that are everywhere from
counting against a document. Statistics are of all live documents, so that it does not matter how they are spread over
segments nor who asks. Of documents with the same score the lower number comes first.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log

import numpy as np
from numpy.typing import NDArray

from liandong.search.segment import Segment

K1, B = 1.2, 0.75
#: Of a longer query (a whole text) the rarest terms are asked for: the rest hardly tells documents apart.
MOST_TERMS = 64

Truths = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Part:
    """A segment as it is searched: which of its rows are alive."""

    segment: Segment
    alive: Truths

    def hits(self, term: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """The live rows that hold the term, and how much."""
        rows, counts = self.segment.postings(term)
        kept = self.alive[rows]
        return (rows, counts) if kept.all() else (rows[kept], counts[kept])

    def allowed(self, groups: Collection[int] | None) -> Truths:
        """Which rows somebody of these groups may find."""
        if groups is None:
            return self.alive
        known, places = self.segment.known_groups
        return self.alive & np.array([group in groups for group in known], np.bool_)[places]

    @cached_property
    def live(self) -> int:
        """How many rows are alive."""
        return int(self.alive.sum())

    @cached_property
    def length(self) -> int:
        """The length of all live rows together."""
        return int(self.segment.lengths[self.alive].sum())

    def of_kinds(self, kinds: Collection[str]) -> Truths:
        """Which rows are of these kinds."""
        names = self.segment.kind_names
        return np.isin(self.segment.kinds, [place for place, name in enumerate(names) if name in kinds])


@dataclass(frozen=True, eq=False)
class Scored:
    """The score of each row of a part, and how many of the terms it holds."""

    scores: NDArray[np.float64]
    held: NDArray[np.int16]


def scored(parts: Sequence[Part], terms: Sequence[int], *, is_all: bool) -> tuple[list[Scored], int]:
    """Scores of every row, part by part; and how many terms were asked for in the end.

    Where all terms are wanted and one is nowhere, nothing is scored: no row can hold them all.
    """
    live, total = sum(part.live for part in parts), sum(part.length for part in parts)
    results = [Scored(np.zeros(len(part.segment)), np.zeros(len(part.segment), np.int16)) for part in parts]
    norms = [K1 * (1 - B + B * part.segment.lengths * (live / total)) if total else None for part in parts]
    chosen = _rarest([(term, [part.hits(term) for part in parts]) for term in terms])
    is_hopeless = is_all and not all(any(rows.size for rows, _ in hits) for hits in chosen)
    for hits in () if is_hopeless else chosen:
        n = sum(rows.size for rows, _ in hits)
        weight = log(1 + (live - n + 0.5) / (n + 0.5)) * (K1 + 1)
        for result, norm, (rows, counts) in zip(results, norms, hits, strict=True):
            if norm is not None and rows.size:
                result.scores[rows] += weight * counts / (counts + norm[rows])
                result.held[rows] += 1
    return results, len(chosen)


def best(
    candidates: list[tuple[NDArray[np.float64], NDArray[np.int64]]], stop: int
) -> list[tuple[float, int]]:
    """The ``stop`` best of scores and numbers, the best first."""
    scores = np.concatenate([scores for scores, _ in candidates])
    numbers = np.concatenate([numbers for _, numbers in candidates])
    if scores.size > stop > 0:
        kept = scores >= np.partition(scores, scores.size - stop)[scores.size - stop]
        scores, numbers = scores[kept], numbers[kept]
    order = np.lexsort((numbers, -scores))[:stop]
    return list(zip(scores[order].tolist(), numbers[order].tolist(), strict=True))


_Hits = list[tuple[NDArray[np.int32], NDArray[np.int32]]]


def _rarest(found: list[tuple[int, _Hits]]) -> list[_Hits]:
    """The postings of the terms to score, in the order asked; at most ``MOST_TERMS``."""
    if len(found) <= MOST_TERMS:
        return [hits for _, hits in found]
    sizes = [sum(rows.size for rows, _ in hits) for _, hits in found]
    kept = sorted(sorted(range(len(found)), key=lambda place: (sizes[place] or 1 << 62, place))[:MOST_TERMS])
    return [found[place][1] for place in kept]
