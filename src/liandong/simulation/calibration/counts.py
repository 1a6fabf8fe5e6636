"""What a calibration reads in a profile, added up over zones and periods, as plain numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from liandong.errors import CannotCalibrate
from liandong.procedure.graph import Edge, projected
from liandong.profile import Profile
from liandong.profile.tables import END, START
from liandong.simulation.calibration.grid import CELLS, MIDDLE, cell_of

#: Histograms over the grid's cells, by activity.
Shapes = Mapping[str, np.ndarray]


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
        """Steps between those activities, ▶ and ■."""
        return projected(self.profile, self.activities)

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
    def waits(self) -> dict[str, Shapes]:
        """The time up to each activity, by kind: ``waiting``, ``elapsed`` or ``statutory``."""
        found = self.profile.tables["follows_shape"].filter(
            pl.col("source") != START, pl.col("target") != END
        )
        return self._shapes(found, "target")

    @cached_property
    def works(self) -> Shapes:
        """The time between start and end of each activity; empty where the log has no starts."""
        kinds = self._shapes(self.profile.tables["work_shape"], "activity").values()
        names = {name for shapes in kinds for name in shapes}
        return {name: sum((it[name] for it in kinds if name in it), np.zeros(CELLS)) for name in names}

    def _shapes(self, frame: pl.DataFrame, activity: str) -> dict[str, Shapes]:
        on_the_clock = frame.filter(pl.col("clock") == "clock")
        keys = [pl.col(name).cast(pl.String) for name in ("kind", activity)]
        rows = on_the_clock.group_by(*keys, "bucket").agg(pl.col("n").sum()).sort("kind", activity, "bucket")
        cells = cell_of(rows["bucket"].to_numpy(), self.profile.settings.bucket_width)
        found: dict[str, dict[str, np.ndarray]] = {}
        for (kind, name, _, n), cell in zip(rows.iter_rows(), cells.tolist(), strict=True):
            found.setdefault(kind, {}).setdefault(name, np.zeros(CELLS))[cell] += n
        return found

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
