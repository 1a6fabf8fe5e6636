"""How alike two short texts are: the share of the character pairs that they have in common."""

from __future__ import annotations

from collections.abc import Set as AbstractSet


def neighbours(text: str) -> list[str]:
    """The pairs of neighbouring characters, in order, repeated ones too.

    >>> neighbours("两段监管")
    ['两段', '段监', '监管']
    """
    return [text[place : place + 2] for place in range(len(text) - 1)]


def likeness(one: AbstractSet[str], other: AbstractSet[str]) -> float:
    """Dice's coefficient (Dice 1945) of two sets: 1 for the same, 0 for nothing in common or nothing at all.

    >>> likeness(set(neighbours("退税办理慢")), set(neighbours("退税办理太慢")))
    0.6666666666666666
    """
    both = len(one) + len(other)
    return 2 * len(one & other) / both if both else 0.0
