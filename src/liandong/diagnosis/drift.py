"""Drift: how lead times change from period to period, and whether the last change is more than chance.

Cases count in the period they started in. Those begun shortly before the log ends are in it only if they
were short, so a period is *complete* when a case as long as P90 had time to end; only complete periods are
compared.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import polars as pl

from liandong.diagnosis.avoidable import z_value
from liandong.diagnosis.reading import Reading, mean, period_end, period_of, total, variance
from liandong.diagnosis.words import Clock, choose, percent, period
from liandong.profile.periods import Unit, floor

FORMULA = (
    "按收件所在期间统计；期末到日志末日不足 P90 用时的期间记为未完整，不参与比较；变化 = 后期平均 − "
    "前期平均，95% 区间 = ±1.96×√(s₁²/n₁+s₂²/n₂)",
    "by the period a case started in; periods that end less than P90 of the lead time before the log does "
    "are not complete and not compared; change = later mean − earlier mean, 95% interval "
    "±1.96×√(s₁²/n₁+s₂²/n₂)",
)
_UNITS: tuple[Unit, ...] = ("month", "quarter")


@dataclass(frozen=True)
class Drift:
    """Lead times by period.

    ``frame``: zone (``""`` is all together), unit (month or quarter), period (its first day), n,
    median_seconds, p90_seconds, mean_seconds, is_complete. ``changes``: zone, unit, period, before, n,
    n_before, mean_seconds, mean_before_seconds, change_seconds, low, high, is_certain: the last complete
    period against the one before.
    """

    frame: pl.DataFrame = field(repr=False, compare=False)
    changes: pl.DataFrame = field(repr=False, compare=False)
    clock: Clock

    def sentence(self, lang: str = "zh") -> str:
        """How the last complete quarter (or month) compares with the one before."""
        found = self.changes.filter(pl.col("zone") == "")
        if not found.height:
            return choose(
                lang,
                "完整的期间不足两个，无法比较前后变化。",
                "There are not two complete periods to compare.",
            )
        row = found.sort("unit", descending=True).row(0, named=True)
        return change_sentence(row, self.clock, lang)

    def formula(self, lang: str = "zh") -> str:
        """How periods are compared."""
        return choose(lang, *FORMULA)


def change_sentence(row: dict[str, object], clock: Clock, lang: str) -> str:
    """A row of ``changes`` in words."""
    later, earlier = (period(_date(row[name]), str(row["unit"]), lang) for name in ("period", "before"))
    now, then, change, low, high = (
        _float(row[name]) for name in ("mean_seconds", "mean_before_seconds", "change_seconds", "low", "high")
    )
    say = clock.say
    certain = bool(row["is_certain"])
    zh = f"{later}收件的平均用时 {say(now, 'zh')}，比{earlier}（{say(then, 'zh')}）"
    en = f"Cases begun in {later} take {say(now, 'en')} on average, "
    size = percent(abs(change) / then) if then else "—"
    slower = change >= 0
    zh += f"{'延长' if slower else '缩短'} {say(abs(change), 'zh')}（{size}）"
    en += f"{say(abs(change), 'en')} ({size}) {'longer' if slower else 'shorter'} than in {earlier}"
    if not certain:
        zh, en = zh + "，在随机波动范围内", en + ", within chance"
    interval = choose(
        lang,
        f"95% 区间 {say(low, 'zh')}至 {say(high, 'zh')}",
        f"95% interval {say(low, 'en')} to {say(high, 'en')}",
    )
    return choose(lang, f"{zh}（{interval}）。", f"{en} ({interval}).")


def _date(value: object) -> date:
    assert isinstance(value, date)
    return value


def _float(value: object) -> float:
    assert isinstance(value, (int, float))
    return float(value)


def drift(reading: Reading) -> Drift:
    """The drift of a reading, by month and by quarter."""
    frames = [lead_times(reading, unit) for unit in units(reading)]
    changes = [last_change(frame) for frame in frames]
    tables = [frame.drop("seconds", "squares") for frame in frames]
    return Drift(pl.concat(tables), pl.concat(changes).sort("zone", "unit"), reading.clock)


def units(reading: Reading) -> list[Unit]:
    """Month and quarter, or the profile's own period where that is coarser."""
    return [unit for unit in _UNITS if reading.unit(unit) == unit] or [reading.unit("year")]


def lead_times(reading: Reading, unit: Unit) -> pl.DataFrame:
    """Lead times by zone and period of that unit, and whether the period is complete."""
    by = ["zone", "period"]
    sums = total(reading.by_zone_and_all(reading.case.with_columns(period_of(unit))), by)
    shape = reading.by_zone_and_all(reading.shape("case").with_columns(period_of(unit)))
    times = reading.quantiles(shape, by)
    frame = sums.join(times, on=by, how="left").join(_complete(reading, sums, unit), on=by).sort(by)
    return frame.select(
        "zone", "period", "n", "seconds", "squares", "median_seconds", "p90_seconds",
        unit=pl.lit(unit), mean_seconds=mean(), is_complete="is_complete",
    )  # fmt: skip


def _complete(reading: Reading, periods: pl.DataFrame, unit: Unit) -> pl.DataFrame:
    """Whether each period lies wholly in the log and P90 of the lead time before its end."""
    shape = reading.by_zone_and_all(reading.shape("case"))
    lead = reading.quantiles(shape, ["zone"]).select("zone", "p90_seconds")
    days = (
        reading.by_zone_and_all(reading.daily)
        .group_by("zone")
        .agg(first=pl.col("day").min(), last=pl.col("day").max())
    )
    known = periods.select("zone", "period").join(lead, on="zone").join(days, on="zone")
    ends = [period_end(start, unit) + timedelta(days=1) for start in known["period"]]
    after = pl.duration(seconds=pl.col("p90_seconds") * 86_400 / reading.clock.day_seconds)
    return known.with_columns(end=pl.Series(ends, dtype=pl.Date)).select(
        "zone",
        "period",
        is_complete=(
            pl.col("end").cast(pl.Datetime("us")) + after
            <= pl.col("last").cast(pl.Datetime("us")) + pl.duration(days=1)
        )
        & (pl.col("period") >= pl.col("first").dt.month_start()),
    )


def last_change(frame: pl.DataFrame, by: tuple[str, ...] = ("zone",)) -> pl.DataFrame:
    """The last complete period of each group against the one before it, with a 95 % interval."""
    keys = [*by, "unit"]
    last = frame.filter("is_complete").sort(*keys, "period").group_by(keys, maintain_order=True).tail(2)
    last = last.with_columns(place=pl.int_range(pl.len()).over(keys), size=pl.len().over(keys))
    last = last.filter((pl.col("size") == 2) & (pl.col("n").min().over(keys) > 1)).with_columns(
        variance=variance()
    )
    before = last.filter(pl.col("place") == 0).select(
        *keys, before="period", n_before="n", mean_before_seconds="mean_seconds", variance_before="variance"
    )
    both = last.filter(pl.col("place") == 1).join(before, on=keys)
    noise = pl.col("variance") / pl.col("n") + pl.col("variance_before") / pl.col("n_before")
    change, reach = pl.col("mean_seconds") - pl.col("mean_before_seconds"), z_value() * noise.sqrt()
    both = both.with_columns(change_seconds=change, low=change - reach, high=change + reach)
    is_certain = ((pl.col("low") > 0) | (pl.col("high") < 0)).fill_null(value=False)
    return both.sort(keys).select(
        *keys, "period", "before", "n", "n_before", "mean_seconds", "mean_before_seconds",
        "change_seconds", "low", "high", is_certain=is_certain,
    )  # fmt: skip


def whole_edges(reading: Reading, unit: Unit, minimum: int) -> pl.DataFrame:
    """Segments by period of that unit, with at least ``minimum`` steps in it.

    A step counts in the period it ends in, so only the first and the last period of the log are not complete.
    """
    by = ["source", "target", "period"]
    frame = total(reading.edges.with_columns(period_of(unit)), by).filter(pl.col("n") >= minimum)
    first, last = (pl.lit(day, pl.Date) for day in (reading.first_day, reading.last_day))
    complete = (pl.col("period") > floor(first, unit)) & (pl.col("period") < floor(last, unit))
    return frame.with_columns(unit=pl.lit(unit), mean_seconds=mean(), is_complete=complete)
