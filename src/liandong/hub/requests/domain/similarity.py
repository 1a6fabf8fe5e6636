"""What two short texts have in common: pairs of characters, the longest run."""

from __future__ import annotations

import re
from functools import lru_cache

from liandong.search.likeness import neighbours

_SKIP = re.compile(r"[\W_]+")


@lru_cache(maxsize=8192)
def bigrams(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters, without punctuation and case; words need no dictionary so.

    >>> sorted(bigrams("退税,慢"))
    ['税慢', '退税']
    """
    plain = _SKIP.sub("", text).lower()
    return frozenset(neighbours(plain))


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
