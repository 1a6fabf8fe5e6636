"""The data sheet: where the counts come from. It travels with a profile but is no part of its sum."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from liandong.profile.sharing.release import Release

T = TypeVar("T", str, tuple[str, str], Release)


@dataclass(frozen=True)
class DataSheet:
    """Sources, what was left out of them, what was assumed, and the span of time."""

    sources: tuple[str, ...] = ()
    rejected_rows: int = 0
    #: Pairs (Chinese, English).
    assumptions: tuple[tuple[str, str], ...] = ()
    first: datetime | None = None
    last: datetime | None = None
    #: Whether the events were made up; every screen and report says so.
    simulated: bool = False
    #: How the counts were protected before they were shared; none where they are as counted.
    releases: tuple[Release, ...] = ()

    def __add__(self, other: DataSheet) -> DataSheet:
        return DataSheet(
            sources=_union(self.sources, other.sources),
            rejected_rows=self.rejected_rows + other.rejected_rows,
            assumptions=_union(self.assumptions, other.assumptions),
            first=min((day for day in (self.first, other.first) if day), default=None),
            last=max((day for day in (self.last, other.last) if day), default=None),
            simulated=self.simulated or other.simulated,
            releases=_union(self.releases, other.releases),
        )

    def __sub__(self, other: DataSheet) -> DataSheet:
        """The sheet without the other's sources; the span is kept, as the tables tell it only by the day."""
        sources = tuple(source for source in self.sources if source not in other.sources)
        rejected = max(0, self.rejected_rows - other.rejected_rows)
        return replace(self, sources=sources, rejected_rows=rejected)


def _union(left: tuple[T, ...], right: tuple[T, ...]) -> tuple[T, ...]:
    return tuple(sorted(set(left) | set(right)))
