"""The backlog: cases begun and not yet ended, day by day.

A log shows a case as ended at its last event. Near the end of the log that is often not its real end, so the
backlog seems to melt; figures are read at the last day that most cases of today would have outlived.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import polars as pl

from liandong.diagnosis.reading import Reading
from liandong.diagnosis.words import choose, day, number, zone_name
from liandong.profile.tables import END, START

FORMULA = (
    "积压 = 截至当日累计收件 − 累计办结（以日志中最后一个事件为办结）；临近日志末尾时会偏低，故取“末日 − "
    "P90 用时”当日",
    "backlog = cases begun − cases ended (at their last event in the log) up to the day; too low near the "
    "end of the log, so it is read P90 of the lead time before the last day",
)
_WINDOW = timedelta(days=90)
#: A smaller change in the number of open cases is none.
_LEAST = 0.05


@dataclass(frozen=True)
class Backlog:
    """Open cases.

    ``frame``: zone (``""`` is all together), day, started, ended, open, day by day. ``zones``: zone, current
    (on the day ``as_of``), peak, peak_day, mean, trend (mean of the 90 days up to then less that of the 90
    before).
    """

    frame: pl.DataFrame = field(repr=False, compare=False)
    zones: pl.DataFrame = field(repr=False, compare=False)

    def sentence(self, lang: str = "zh") -> str:
        """How many cases are open, since when most, and where that is heading."""
        if not self.zones.height:
            return choose(lang, "没有办件。", "There are no cases.")
        whole = self.zones.row(0, named=True)
        if not whole["peak"]:
            return choose(
                lang,
                "办件都在当天办结，没有积压。",
                "Every case ends on the day it begins: there is no backlog.",
            )
        when, peak_day = day(whole["as_of"], lang), day(whole["peak_day"], lang)
        now = whole["current"]
        text = choose(
            lang,
            (f"{when}在办 {now:,} 件" if now else f"{when}没有在办的件")
            + f"；最多时为{peak_day}的 {whole['peak']:,} 件",
            (f"Cases open on {when}: {now:,}" if now else f"No case was open on {when}")
            + f"; the peak was {whole['peak']:,} on {peak_day}",
        )
        return text + self._trend(whole["trend"], lang) + self._worst(lang)

    def _trend(self, trend: float | None, lang: str) -> str:
        if trend is None:
            return choose(lang, "。", ".")
        if abs(trend) < _LEAST:
            return choose(
                lang, "；近 90 天日均与前 90 天持平。", "; the last 90 days average as many as the 90 before."
            )
        more = trend > 0
        size = number(abs(trend))
        return choose(
            lang,
            f"；近 90 天日均比前 90 天{'多' if more else '少'} {size} 件。",
            f"; the last 90 days average {size} {'more' if more else 'fewer'} than the 90 before.",
        )

    def _worst(self, lang: str) -> str:
        zones = self.zones.filter(pl.col("zone") != "")
        if zones.height < 2:
            return ""
        top = zones.sort(["current", "zone"], descending=[True, False]).row(0, named=True)
        if not top["current"]:
            return ""
        name = zone_name(top["zone"], lang)
        return choose(lang, f"{name}最多，{top['current']:,} 件。", f" {name} has most, {top['current']:,}.")

    def formula(self, lang: str = "zh") -> str:
        """How the backlog is counted."""
        return choose(lang, *FORMULA)


def backlog(reading: Reading) -> Backlog:
    """The backlog of a reading."""
    ends = reading.by_zone_and_all(reading.daily.filter(pl.col("activity").is_in([START, END])))
    counts = ends.group_by("zone", "day").agg(
        started=pl.col("n").filter(pl.col("activity") == START).sum(),
        ended=pl.col("n").filter(pl.col("activity") == END).sum(),
    )
    frame = _every_day(counts)
    is_open = (pl.col("started") - pl.col("ended")).cum_sum().over("zone")
    frame = frame.with_columns(open=is_open)
    return Backlog(frame, _by_zone(frame, _as_of(reading)))


def _every_day(counts: pl.DataFrame) -> pl.DataFrame:
    days = (
        counts.group_by("zone")
        .agg(day=pl.date_range(pl.col("day").min(), pl.col("day").max()))
        .explode("day")
    )
    whole = days.join(counts, on=["zone", "day"], how="left").sort("zone", "day")
    return whole.with_columns(pl.col("started", "ended").fill_null(0))


def _as_of(reading: Reading) -> date | None:
    """The last day less P90 of the lead time; the last day itself where the log is shorter."""
    shape = reading.shape("case").with_columns(all=pl.lit(0))
    first, last = reading.first_day, reading.last_day
    if first is None or last is None or not shape.height:
        return last
    p90 = reading.quantiles(shape, ["all"])["p90_seconds"].item()
    settled = last - timedelta(days=min(int(reading.clock.days(p90)) + 1, (last - first).days + 1))
    return settled if settled > first else last


def _by_zone(frame: pl.DataFrame, as_of: date | None) -> pl.DataFrame:
    """Current, peak and mean backlog and its trend for each zone."""
    today = pl.lit(as_of, pl.Date)
    known = frame.filter(pl.col("day") <= today)
    recent = pl.col("day") > today - _WINDOW
    before = ~recent & (pl.col("day") > today - 2 * _WINDOW)
    enough = (today - pl.col("day").min()) >= 2 * _WINDOW
    trend = pl.col("open").filter(recent).mean() - pl.col("open").filter(before).mean()
    return known.group_by("zone", maintain_order=True).agg(
        as_of=today,
        current=pl.col("open").last(),
        peak=pl.col("open").max(),
        peak_day=pl.col("day").get(pl.col("open").arg_max()),
        mean=pl.col("open").mean(),
        trend=pl.when(enough).then(trend),
    )
