"""How alike two short texts are: the share of character pairs they have in common."""

from __future__ import annotations

import re
from functools import lru_cache

_SKIP = re.compile(r"[\W_]+")


@lru_cache(maxsize=8192)
def bigrams(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters, without punctuation and case; words need no dictionary so.

    >>> sorted(bigrams("退税,慢"))
    ['税慢', '退税']
    """
    plain = _SKIP.sub("", text).lower()
    return frozenset(plain[place : place + 2] for place in range(len(plain) - 1))


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice's share: 1 for the same pairs, 0 for none in common.

    >>> alike(bigrams("退税办理慢"), bigrams("退税办理太慢"))
    0.6666666666666666
    """
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def common_part(one: str, other: str) -> str:
    """The longest run of characters both contain.

    >>> common_part("办公用地指标不足", "我司用地指标紧张")
    '用地指标'
    """
    best = ""
    for start in range(len(one)):
        while (part := one[start : start + len(best) + 1]) and len(part) > len(best) and part in other:
            best = part
    return best
