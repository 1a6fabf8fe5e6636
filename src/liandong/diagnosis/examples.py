"""Whom a step is held against: another zone, or the zone itself in its own best period."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from liandong.diagnosis import avoidable
from liandong.diagnosis.reading import SUMS, Reading
from liandong.diagnosis.strata import STRATUM, strata
from liandong.profile.periods import Unit, floor

_SUMS = [*SUMS, "statutory"]
#: Own periods are compared only when there are this many whole ones.
_LEAST_PERIODS = 2
_UNITS: tuple[Unit, ...] = ("quarter", "month")


@dataclass(frozen=True)
class Sides:
    """The two sides of a comparison: their sums by stratum, and the rows those were summed from."""

    against: str
    subject: pl.DataFrame
    example: pl.DataFrame
    subject_rows: pl.DataFrame
    example_rows: pl.DataFrame

    def compared(self, minimum: int) -> tuple[pl.DataFrame, pl.DataFrame]:
        """What each step would save after its best example, and the strata that this rests on."""
        common = avoidable.pairs(self.subject, self.example).filter(pl.col("zone") != pl.col("example"))
        found = avoidable.best(avoidable.savings(common), minimum)
        chosen = common.join(found.select("zone", "example", "activity"), on=["zone", "example", "activity"])
        by_week = avoidable.weekly_variance(chosen, self.subject_rows, self.example_rows)
        found = found.join(by_week, on=["zone", "activity"], how="left", maintain_order="left")
        found = found.with_columns(
            variance=pl.max_horizontal("variance", "by_week"), against=pl.lit(self.against)
        )
        return avoidable.with_interval(found.drop("by_week")), chosen


def other_zones(reading: Reading, rows: pl.DataFrame) -> Sides:
    """Each zone against every other."""
    if len(reading.zones) < 2:
        rows = rows.clear()
    totals = _added(strata(reading, rows, reading.unit("quarter")), ["zone", *STRATUM])
    theirs = {"zone": "example"}
    return Sides("zone", totals, totals.rename(theirs), rows, rows.rename(theirs))


def own_periods(reading: Reading, rows: pl.DataFrame) -> Sides:
    """The rest of each zone's time against each of its whole periods.

    The zone without the period, not all of it, so that the two sides are independent; the saving is the same.
    """
    unit, periods = own_unit(reading)
    parts = strata(reading, rows, unit)
    example = parts.join(periods, on=["zone", "period"], how="semi")
    example = example.with_columns(example=pl.col("period").cast(pl.String)).drop("period")
    named = rows.with_columns(example=floor(pl.col("period"), unit).cast(pl.String))
    rest = _rest(_added(parts, ["zone", *STRATUM]), example)
    return Sides(unit, rest, example, named.rename({"example": "unless"}), named)


def own_unit(reading: Reading) -> tuple[Unit, pl.DataFrame]:
    """The unit of own periods and those that may serve as examples: quarters, or months where the log is
    short.

    Settled periods first: those that begin when cases as old as most get have had time to be in the log.
    """
    units = [unit for unit in _UNITS if reading.unit(unit) == unit] or [reading.unit("year")]
    choices = [(unit, whole_periods(reading, unit)) for unit in units]
    settled = [(unit, _settled(reading, periods)) for unit, periods in choices]
    return next((choice for choice in settled + choices if _enough(choice[1])), choices[0])


def whole_periods(reading: Reading, unit: Unit) -> pl.DataFrame:
    """Zone and period of the periods neither first nor last, which a log shows only in part."""
    days = reading.daily.select("zone", period=floor(pl.col("day"), unit)).unique().sort("zone", "period")
    first, last = pl.col("period").min().over("zone"), pl.col("period").max().over("zone")
    return days.filter((pl.col("period") > first) & (pl.col("period") < last))


def _settled(reading: Reading, periods: pl.DataFrame) -> pl.DataFrame:
    """Without the periods in which long cases are missing, as they began before the log did."""
    lead = reading.quantiles(reading.shape("case"), ["zone"]).select("zone", "p90_seconds")
    known = periods.join(reading.span, on="zone").join(lead, on="zone").sort("zone", "period")
    days = pl.col("p90_seconds") / reading.clock.day_seconds
    since = pl.col("first") + pl.duration(days=days.ceil().cast(pl.Int64))
    return known.filter(pl.col("period") >= since).select("zone", "period")


def _enough(periods: pl.DataFrame) -> bool:
    """Whether some zone has periods to choose from."""
    return periods.group_by("zone").len().filter(pl.col("len") >= _LEAST_PERIODS).height > 0


def _rest(whole: pl.DataFrame, part: pl.DataFrame) -> pl.DataFrame:
    """What is left of the whole without each part."""
    both = whole.join(part, on=["zone", *STRATUM], suffix="_part")
    rest = both.with_columns(pl.col(name) - pl.col(f"{name}_part") for name in _SUMS)
    return rest.filter(pl.col("n") > 0).select("zone", "example", *STRATUM, *_SUMS)


def _added(frame: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    return frame.group_by(by, maintain_order=True).agg(pl.col(_SUMS).sum()).sort(by)
