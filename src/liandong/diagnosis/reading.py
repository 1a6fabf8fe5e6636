"""A profile read on one clock: the tables that findings are made of.

Sums stay exact decimals until they are summed up for the last time, so no result depends on the order of
rows or on the number of cores.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import polars as pl

from liandong.diagnosis.words import Clock
from liandong.errors import SettingError
from liandong.profile import Profile, buckets
from liandong.profile.periods import Unit, coarser, floor
from liandong.profile.tables import END, START

#: Mean length of a month in days.
DAYS_A_MONTH = 365.25 / 12
SUMS = ("n", "seconds", "squares")
#: The name of a zone without one beside others.
NAMELESS = "—"


def takes_time() -> pl.Expr:
    """Steps between two activities, and those from ▶ where it is known when cases came: of simulated ones alone."""
    return (pl.col("source") != START) | (pl.col("kind") == "waiting")


@dataclass(frozen=True)
class Reading:
    """The tables of a profile with plain names, and durations on one clock."""

    profile: Profile
    clock: Clock

    @classmethod
    def of(cls, profile: Profile, clock: str = "clock") -> Reading:
        """The profile on ``clock`` or ``working`` time; raises SettingError where that was not counted."""
        if clock == "clock":
            return cls(profile, Clock())
        if clock != "working":
            raise SettingError(
                setting="clock", value=clock, reason=("请用 clock 或 working", "use clock or working")
            )
        if not profile.settings.calendar:
            raise SettingError(
                setting="clock",
                value=clock,
                reason=(
                    "画像没有按日历计时，请用 --calendar cn 重新生成",
                    "the profile has no calendar; build it with --calendar cn",
                ),
            )
        return cls(profile, Clock("working", profile.settings.working_day_seconds))

    @cached_property
    def clocks(self) -> tuple[Reading, ...]:
        """This reading, and the one on the other clock where the profile has both."""
        other = "clock" if self.clock.is_working else "working"
        return (self, Reading.of(self.profile, other)) if self.profile.settings.calendar else (self,)

    @cached_property
    def follows(self) -> pl.DataFrame:
        """Steps between activities, from ▶ and to ■, with ``n``, ``seconds`` and ``squares``."""
        return self._timed("follows")

    @cached_property
    def work(self) -> pl.DataFrame:
        """Work on activities."""
        return self._timed("work")

    @cached_property
    def case(self) -> pl.DataFrame:
        """Whole cases, by outcome and the period they started in."""
        return self._timed("case")

    @cached_property
    def handover(self) -> pl.DataFrame:
        """Steps from role to role."""
        return self._timed("handover")

    @cached_property
    def flow(self) -> pl.DataFrame:
        """``follows`` without the steps to ■: one row set an execution of an activity."""
        return self.follows.filter(pl.col("target") != END)

    @cached_property
    def edges(self) -> pl.DataFrame:
        """The steps of ``flow`` that take time."""
        return self.flow.filter(takes_time())

    @cached_property
    def daily(self) -> pl.DataFrame:
        """Events by activity and day."""
        return self._named(self.profile.daily)

    @cached_property
    def presence(self) -> pl.DataFrame:
        """Events by role, resource and hour of the week."""
        return self._named(self.profile.presence)

    @cached_property
    def arrival(self) -> pl.DataFrame:
        """Case starts by hour of the week."""
        return self._named(self.profile.arrival)

    @cached_property
    def variant(self) -> pl.DataFrame:
        """Cases by zone and variant: columns zone, variant and n."""
        variants = self._named(self.profile.variant.select("zone", "variant", "n"))
        return variants.group_by("zone", "variant").agg(pl.col("n").sum()).sort("zone", "variant")

    def shape(self, table: str) -> pl.DataFrame:
        """The duration buckets of a table, by month."""
        frame = self.profile.table(f"{table}_shape")
        return self._named(frame.filter(pl.col("clock").cast(pl.String) == self.clock.name).drop("clock"))

    def quantiles(
        self, shape: pl.DataFrame, by: list[str], qs: tuple[float, ...] = (0.5, 0.9)
    ) -> pl.DataFrame:
        """Columns ``median_seconds`` and ``p90_seconds`` (or ``p25_seconds`` …) of a shape by group."""
        return buckets.quantiles(shape, by, qs, width=self.width).drop("n")

    @property
    def width(self) -> int:
        """How many 1 % buckets a bucket of the profile holds."""
        return self.profile.settings.bucket_width

    @cached_property
    def zones(self) -> list[str]:
        """The zones, sorted."""
        return self.case["zone"].unique().sort().to_list()

    @cached_property
    def lead_seconds(self) -> float:
        """The lead times of all cases together."""
        return float(self.case["seconds"].sum() or 0)

    @cached_property
    def cases(self) -> int:
        """How many cases there are."""
        return int(self.case["n"].sum())

    @cached_property
    def span(self) -> pl.DataFrame:
        """For each zone its first and last day, and the months between."""
        days = (
            self.daily.group_by("zone").agg(first=pl.col("day").min(), last=pl.col("day").max()).sort("zone")
        )
        months = ((pl.col("last") - pl.col("first")).dt.total_days() + 1) / DAYS_A_MONTH
        return days.with_columns(months=months)

    @property
    def first_day(self) -> date | None:
        """The first day with an event."""
        return _a_day(self.daily["day"].min())

    @property
    def last_day(self) -> date | None:
        """The last day with an event."""
        return _a_day(self.daily["day"].max())

    def unit(self, wanted: Unit) -> Unit:
        """The wanted period, or the profile's own where that is coarser."""
        return coarser(wanted, self.profile.settings.period)

    def by_zone_and_all(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The rows twice, for each zone and for all together (zone ``""``)."""
        return frame if self.zones == [""] else pl.concat([frame.with_columns(zone=pl.lit("")), frame])

    def _named(self, frame: pl.DataFrame) -> pl.DataFrame:
        """With names as text; a zone without a name gets one beside others, as ``""`` is all together."""
        frame = plain(frame)
        return (
            frame if len(self.profile.zones) < 2 else frame.with_columns(pl.col("zone").replace("", NAMELESS))
        )

    def _timed(self, table: str) -> pl.DataFrame:
        frame = self.profile.table(table)
        names = ("working_seconds", "working_seconds2") if self.clock.is_working else ("seconds", "seconds2")
        keys = [name for name in frame.columns if "seconds" not in name]
        return self._named(frame.select(*keys, seconds=pl.col(names[0]), squares=pl.col(names[1])))


def _a_day(value: object) -> date | None:
    return value if isinstance(value, date) else None


def plain(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with names as text."""
    return frame.with_columns(
        pl.col(name).cast(pl.String) for name, t in frame.schema.items() if t == pl.Categorical
    )


def in_floats(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with its exact sums as floats, for statistics."""
    return frame.with_columns(
        pl.col(name).cast(pl.Float64) for name, t in frame.schema.items() if t.is_decimal()
    )


def total(frame: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Exact sums by group, then as floats; the groups are in no order."""
    sums = [name for name in SUMS if name in frame.columns]
    return in_floats(frame.group_by(by).agg(pl.col(sums).sum()))


def mean(seconds: str = "seconds", n: str = "n") -> pl.Expr:
    """The mean duration of summed-up rows; null where there are none."""
    return pl.when(pl.col(n) > 0).then(pl.col(seconds) / pl.col(n))


def variance(suffix: str = "") -> pl.Expr:
    """The sample variance of summed-up rows; null for fewer than two."""
    n, seconds, squares = (pl.col(name + suffix) for name in SUMS)
    return pl.when(n > 1).then(((squares - seconds * seconds / n) / (n - 1)).clip(0))


def period_of(unit: Unit) -> pl.Expr:
    """The period of that unit that a row lies in."""
    return floor(pl.col("period"), unit).alias("period")


def period_end(start: date, unit: Unit) -> date:
    """The last day of the period that starts on that day."""
    months = {"month": 1, "quarter": 3, "year": 12}.get(unit)
    if months is None:
        return start + timedelta(days=6)
    after = start.month - 1 + months
    return date(start.year + after // 12, after % 12 + 1, 1) - timedelta(days=1)
