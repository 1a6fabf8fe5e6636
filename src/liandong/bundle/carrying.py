"""Carrying parcels from one place to another: what is missing there, each whole, each once.

Nothing is remembered about a transfer but what has arrived. So one that broke off, on whichever side, is gone on with by
doing it again: what is there is not sent again, what was on its way is, and what the receiver refuses is told and does not
keep the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from liandong.bundle.fields import Text
from liandong.bundle.places import KINDS, Place
from liandong.errors import ExchangeBroken, LiandongError


@dataclass(frozen=True)
class Carried:
    """What became of a parcel: it is new there, was there already, or was refused for a reason."""

    kind: str
    key: str
    is_new: bool = False
    refusal: Text | None = None


def carry(
    source: Place,
    target: Place,
    kinds: Iterable[str] = tuple(KINDS),
    *,
    told: Callable[[Carried], object] = lambda _: None,
) -> list[Carried]:
    """Brings what the source has to the target, and tells of each parcel as it arrives. Raises ExchangeBroken.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from liandong.bundle.places import Folder
    >>> with TemporaryDirectory() as root:
    ...     here, there = Folder(Path(root, "here")), Folder(Path(root, "there"))
    ...     here.put("reports", b"counts")
    ...     [len(carry(here, there)) for _ in range(2)]
    True
    [1, 0]
    """
    done = []
    for kind in kinds:
        for key in sorted(source.ids(kind) - target.ids(kind)):
            done.append(_carried(source, target, kind, key))
            told(done[-1])
    return done


def _carried(source: Place, target: Place, kind: str, key: str) -> Carried:
    try:
        return Carried(kind, key, is_new=target.put(kind, source.get(kind, key)))
    except ExchangeBroken:
        raise
    except LiandongError as error:
        return Carried(kind, key, refusal=(error.text("zh"), error.text("en")))
