"""What a calibration reads in a profile, added up over zones and periods, as plain numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from liandong.errors import CannotCalibrate
from liandong.procedure.graph import Edge, bridged, counts_of, projected
from liandong.profile import Profile
from liandong.profile.tables import END, OTHER, START
from liandong.simulation.calibration.grid import CELLS, MIDDLE, cell_of
from liandong.simulation.calibration.merged import given_back


@dataclass(frozen=True)
class Counts:
    """The counts of a profile as if only some activities had been recorded."""

    profile: Profile
    activities: frozenset[str]

    def __post_init__(self) -> None:
        if not int(self.profile.case["n"].sum()):
            raise CannotCalibrate(reason=("里面没有办件", "it holds no cases"))
        if self.profile.tables["follows_shape"].is_empty() and self.profile.tables["work_shape"].is_empty():
            raise CannotCalibrate(reason=("里面没有用时", "it holds no times"))

    @cached_property
    def follows(self) -> dict[Edge, int]:
        """Steps between those activities, ▶ and ■; those merged for privacy as far as totals tell."""
        return follows_of(self.profile, self.activities)

    @cached_property
    def cases(self) -> int:
        return int(self.profile.case["n"].sum())

    @cached_property
    def mean_lead_seconds(self) -> float:
        return float(self.profile.case["seconds"].sum()) / self.cases

    @cached_property
    def weeks(self) -> float:
        """The weeks from the first day with an event to the last."""
        days = self.profile.daily["day"]
        return ((days.max() - days.min()).days + 1) / 7 if len(days) else 1.0  # type: ignore[operator,union-attr]

    @cached_property
    def total(self) -> dict[str, int]:
        """How often each activity was done."""
        return totals(self.follows)

    @cached_property
    def waits(self) -> dict[str, dict[Edge, np.ndarray]]:
        """The time from each activity to the next, by kind: ``waiting``, ``elapsed`` or ``statutory``."""
        found = self.profile.tables["follows_shape"].filter(
            pl.col("source") != START, pl.col("target").cast(pl.String).is_in(self.activities)
        )
        return {
            kind: {
                (source, target): shape
                for (source, target), shape in _shapes(part, self._width, "source", "target")
            }
            for (kind,), part in found.group_by(pl.col("kind").cast(pl.String))
        }

    @cached_property
    def works(self) -> dict[str, np.ndarray]:
        """The time between start and end of each activity; empty where the log has no starts."""
        found = self.profile.tables["work_shape"]
        return {activity: shape for (activity,), shape in _shapes(found, self._width, "activity")}

    @property
    def _width(self) -> int:
        return self.profile.settings.bucket_width

    def usual(self, table: str, activity: str, who: str) -> dict[str, str]:
        """Who mostly does each activity, by a column of a table; activities without anybody are left out."""
        names = [pl.col(name).cast(pl.String) for name in (activity, who)]
        told = self.profile.tables[table].select(*names, "n").filter(pl.col(who) != "")
        most = told.group_by(activity, who).agg(pl.col("n").sum()).sort(activity, "n", who)
        return dict(most.unique(activity, keep="last", maintain_order=True).select(activity, who).iter_rows())

    @cached_property
    def presence(self) -> pl.DataFrame:
        """Events by role, resource, period and hour of the week, names as text."""
        return self.profile.presence.with_columns(pl.col("role", "resource").cast(pl.String))


def follows_of(profile: Profile, activities: Iterable[str] | None = None) -> dict[Edge, int]:
    """Steps between activities (None: all) as if no other had been recorded, none of them under a merged name."""
    counts = counts_of(profile)
    if not any(OTHER in edge for edge in counts):
        return counts if activities is None else projected(profile, activities)
    known = given_back(counts, _by(profile.work, "activity"), _by(profile.case, "outcome", {*totals(counts)}))
    return known if activities is None else bridged(known, activities)


def _by(frame: pl.DataFrame, column: str, only: set[str] | None = None) -> dict[str, int]:
    names = pl.col(column).cast(pl.String)
    found = frame.group_by(names).agg(pl.col("n").sum()).iter_rows()
    return {name: n for name, n in found if only is None or name in only}


def _shapes(frame: pl.DataFrame, width: int, *keys: str) -> Iterator[tuple[tuple[str, ...], np.ndarray]]:
    """The histogram of each key over the grid, on the clock."""
    names = [pl.col(name).cast(pl.String) for name in keys]
    rows = frame.filter(pl.col("clock") == "clock").select(*names, "bucket", "n")
    found = rows.select(*keys).unique().sort(*keys).with_row_index("place")
    place = rows.join(found, on=keys, how="left", maintain_order="left")["place"].to_numpy()
    shapes = np.zeros((found.height, CELLS))
    np.add.at(shapes, (place, cell_of(rows["bucket"].to_numpy(), width)), rows["n"].to_numpy())
    yield from zip(found.select(*keys).iter_rows(), shapes, strict=True)


def totals(follows: Mapping[Edge, int | float]) -> dict[str, int]:
    """How often each activity was reached."""
    found: dict[str, int] = {}
    for (_, target), n in follows.items():
        if target != END:
            found[target] = found.get(target, 0) + int(n)
    return found


def mean_of(shape: Iterable[float]) -> float:
    """The mean seconds of a histogram over the grid."""
    n = np.asarray(shape)
    return float(n @ MIDDLE / n.sum()) if n.sum() else 0.0
