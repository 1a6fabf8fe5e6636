"""The search index: a value that is built, changed into another one, searched, saved and opened.

It keeps one large segment (mapped from its file once it was saved) and one small one in memory with what changed since.
``build(all) == build(some).updated(rest)`` in every answer: statistics are counted over live documents, so how the
documents are spread over the two changes nothing.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

import numpy as np

from liandong.search import storage
from liandong.search.document import WEIGHTS, Document, checked, latest
from liandong.search.ranking import Part, Scored, Truths, best, scored
from liandong.search.segment import Segment, merged
from liandong.search.terms import asked


@dataclass(frozen=True)
class Hit:
    """A document that was found, and its score."""

    number: int
    score: float


@dataclass(frozen=True)
class Hits:
    """What a search found: how many in all, how many of each kind, and those of the page asked for.

    ``kinds`` counts before the filter by kind, so that the others can be offered.
    """

    total: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    hits: tuple[Hit, ...] = ()


@dataclass(frozen=True, eq=False)
class SearchIndex:
    """Documents that can be found by their words, Chinese and others.

    >>> index = SearchIndex.build([
    ...     Document(1, {"title": "铜精矿“两段监管”", "text": "口岸检验与目的地监管衔接"}, kind="innovation"),
    ...     Document(2, {"title": "简易注销", "text": "市场监管部门办理"}, kind="task"),
    ... ])
    >>> [hit.number for hit in index.search("两段监管").hits]
    [1]
    >>> index.search("监管").kinds
    {'innovation': 1, 'task': 1}
    >>> changed = index.updated([Document(2, {"title": "启运港退税"}, kind="task")])
    >>> changed.search("监管").total, changed.search("退税").total, changed.search("港").total
    (1, 1, 1)
    """

    parts: tuple[Part, ...]
    weights: Mapping[str, int] = field(default_factory=lambda: WEIGHTS)

    @classmethod
    def build(
        cls, documents: Iterable[Document] = (), *, weights: Mapping[str, int] = WEIGHTS
    ) -> SearchIndex:
        """The index of the documents; ``weights`` names the fields and says how much each counts."""
        segment = Segment.of(latest(documents), checked(weights))
        return cls((_whole(segment),), dict(weights))

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> SearchIndex:
        """The index that was saved there; it is mapped, so that opening takes no time. Raises FileMissing, FileDamaged."""
        segment, weights = storage.load(path)
        return cls((_whole(segment),), weights)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the index, changes included, as one file; the former one is replaced at once or not at all."""
        storage.save(self._compact().parts[0].segment, self.weights, path)

    def updated(self, documents: Iterable[Document] = (), *, removed: Collection[int] = ()) -> SearchIndex:
        """The index with these documents put in or replaced, and those numbers taken out."""
        new = latest(documents)
        gone = [*removed, *(document.number for document in new)]
        main, *rest = (_without(part, gone) for part in self.parts)
        fresh = _whole(Segment.of(new, self.weights))
        small = merged([(part.segment, part.alive) for part in [*rest, fresh]])
        return replace(self, parts=(main, _whole(small)))

    def search(
        self,
        query: str,
        *,
        kinds: Collection[str] | None = None,
        groups: Collection[int] | None = None,
        match: Literal["all", "any"] = "all",
        start: int = 0,
        limit: int = 20,
    ) -> Hits:
        """The documents that hold all (or any) of the query's terms, the best first.

        ``groups`` and ``kinds`` restrict what may be found; None restricts nothing, an empty collection everything.
        """
        terms = asked(query)
        if not terms:
            return Hits()
        results, wanted = scored(self.parts, terms, is_all=match == "all")
        least = wanted if match == "all" else 1
        found = [
            _found(part, result, groups, least) for part, result in zip(self.parts, results, strict=True)
        ]
        counts = _by_kind(self.parts, found)
        if kinds is not None:
            found = [rows & part.of_kinds(kinds) for part, rows in zip(self.parts, found, strict=True)]
        candidates = [
            (result.scores[rows], part.segment.numbers[rows])
            for part, result, rows in zip(self.parts, results, found, strict=True)
        ]
        hits = best(candidates, start + limit)[start:]
        total = sum(int(rows.sum()) for rows in found)
        return Hits(total, counts, tuple(Hit(number, score) for score, number in hits))

    @cached_property
    def groups(self) -> frozenset[int]:
        """The groups that documents belong to."""
        found: set[int] = set()
        for part in self.parts:
            known, places = part.segment.known_groups
            held = np.bincount(places[part.alive], minlength=len(known))
            found.update(group for group, n in zip(known, held.tolist(), strict=True) if n)
        return frozenset(found)

    @property
    def changes(self) -> int:
        """How many documents were put in or taken out since the index was built or opened."""
        main, *rest = self.parts
        return len(main.segment) - main.live + sum(len(part.segment) for part in rest)

    def __len__(self) -> int:
        return sum(part.live for part in self.parts)

    def _compact(self) -> SearchIndex:
        if not self.changes:
            return self
        return replace(self, parts=(_whole(merged([(part.segment, part.alive) for part in self.parts])),))


def _whole(segment: Segment) -> Part:
    return Part(segment, np.ones(len(segment), np.bool_))


def _without(part: Part, numbers: Sequence[int]) -> Part:
    alive = part.alive.copy()
    alive[part.segment.row_of(numbers)] = False
    return replace(part, alive=alive)


def _found(part: Part, result: Scored, groups: Collection[int] | None, least: int) -> Truths:
    return (result.held >= least) & part.allowed(groups)


def _by_kind(parts: Sequence[Part], found: Sequence[Truths]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for part, rows in zip(parts, found, strict=True):
        names = part.segment.kind_names
        for place, n in enumerate(np.bincount(part.segment.kinds[rows], minlength=len(names)).tolist()):
            counts[names[place]] += n
    return {name: counts[name] for name in sorted(counts) if counts[name]}
