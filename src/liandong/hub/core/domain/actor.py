"""Who is acting: set for a request or a command, read by the audit chain."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_actor: ContextVar[str] = ContextVar("actor", default="system")


def actor() -> str:
    """The name of whoever acts now; ``system`` outside of requests."""
    return _actor.get()


@contextmanager
def acting(name: str) -> Iterator[None]:
    """Inside, changes are written under this name.

    >>> with acting("王青"):
    ...     actor()
    '王青'
    """
    mark = _actor.set(name)
    try:
        yield
    finally:
        _actor.reset(mark)
