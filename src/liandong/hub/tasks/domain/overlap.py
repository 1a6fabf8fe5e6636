"""Finding items of different plans that mean the same, by the pairs of characters their names share."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from liandong.search.likeness import likeness, neighbours

#: Words that many items share and that say nothing about what is meant.
_COMMON = ("建设", "推进", "加快", "创新", "打造", "强化", "提升", "工程", "行动", "机制", "重点", "任务")


@dataclass(frozen=True)
class Overlap:
    """Two items, and how alike their names are: 1 is the same name."""

    one: Any
    other: Any
    likeness: float


def bigrams(name: str) -> frozenset[str]:
    """The pairs of neighbouring characters of the name, without signs and common words.

    >>> sorted(bigrams("国际物流便利"))
    ['国际', '流便', '物流', '际物']
    """
    for word in _COMMON:
        name = name.replace(word, " ")
    parts = "".join(sign.lower() if sign.isalnum() else " " for sign in name).split()
    pairs = {pair for part in parts for pair in neighbours(part)}
    # 便利 is the usual ending of a mode; on its own it joins everything with everything.
    return frozenset(pairs - {"便利", "利化"})


def overlaps(items: Iterable[Any], *, at_least: float = 0.5) -> list[Overlap]:
    """The pairs of items (with ``name`` and ``plan_id``) of different plans that are alike, the likest first."""
    known = [(item, bigrams(item.name)) for item in items]
    found = [
        Overlap(known[a][0], known[b][0], likeness(known[a][1], known[b][1]))
        for a, b in sorted(_sharing(known))
        if known[a][0].plan_id != known[b][0].plan_id
    ]
    return sorted((pair for pair in found if pair.likeness >= at_least), key=lambda pair: -pair.likeness)


def _sharing(known: list[tuple[Any, frozenset[str]]]) -> Counter[tuple[int, int]]:
    """The places of the items that share a pair of characters: only these need to be compared."""
    places: dict[str, list[int]] = defaultdict(list)
    pairs: Counter[tuple[int, int]] = Counter()
    for place, (_, grams) in enumerate(known):
        for gram in grams:
            pairs.update((before, place) for before in places[gram])
            places[gram].append(place)
    return pairs
