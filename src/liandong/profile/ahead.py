"""Two cores for one stream: what comes next is made while what came last is used.

Reading, decoding and telling cases apart take as long as counting what they give, and neither holds Python's lock. So a
second thread does the one while the caller does the other. Nothing is divided, so nothing has to be put together, and
the answer is that of one core.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def ahead(parts: Iterator[T]) -> Generator[T, None, None]:
    """The same parts, each made by a second thread while the caller uses the one before; errors come as they would.

    >>> list(ahead(iter("abc")))
    ['a', 'b', 'c']
    """
    with ThreadPoolExecutor(1, "ahead") as maker:
        coming = maker.submit(_next, parts)
        while found := coming.result():
            coming = maker.submit(_next, parts)
            yield found[0]


def _next(parts: Iterator[T]) -> list[T]:
    """The next part, alone in a list; an empty list at the end."""
    return list(islice(parts, 1))
