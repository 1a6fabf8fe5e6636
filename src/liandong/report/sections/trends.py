"""How it changed: lead times from quarter to quarter, and cases open from day to day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import polars as pl

from liandong.diagnosis import Diagnosis
from liandong.diagnosis.backlog import Backlog
from liandong.diagnosis.drift import Drift
from liandong.diagnosis.words import Clock, period, zone_name
from liandong.report.charts import Point, Series, linear, lines, of_durations, same
from liandong.report.figures import count, duration
from liandong.report.markup import Markup, Text, both, tag
from liandong.report.parts import card, folded, formula, said, section
from liandong.report.sections.comparison import colour
from liandong.report.table import table

#: Points of the backlog drawn; a day more or less cannot be seen.
_DAYS_DRAWN = 260


def trends(diagnosis: Diagnosis) -> Markup:
    """The section."""
    return section(
        "trends",
        ("变化趋势", "Trends"),
        *_drift(diagnosis.drift),
        *_backlog(diagnosis.backlog, diagnosis.overview.clock),
    )


def _drift(found: Drift) -> list[Markup]:
    title: Text = ("全程用时（按收件时段）", "Lead time by the period of arrival")
    frame = found.frame
    if not frame.height:
        return [card(_nothing(), title=title)]
    unit = _unit(frame)
    shown = _drawable(frame.filter(pl.col("unit") == unit))
    scale = of_durations(_highest(shown, "median_seconds"), found.clock)
    series = _medians(shown, found, unit)
    if not any(one.points for one in series):
        return [card(_nothing(), title=title)]
    chart = lines(series, scale, _named_days(shown, unit))
    return [
        card(
            tag("p", both(said(found))),
            chart,
            tag("p", both(_OPEN), class_="axis-note"),
            formula(found),
            title=title,
        ),
        folded(
            table(_limits_as_seconds(found.changes), "drift_changes", found.clock),
            table(frame, "drift", found.clock),
        ),
    ]


def _unit(frame: pl.DataFrame) -> str:
    """Quarters where there are enough of them to see a trend, else the finest period."""
    sizes = dict(frame.group_by("unit").agg(pl.col("period").n_unique()).iter_rows())
    return (
        "quarter"
        if sizes.get("quarter", 0) >= _LEAST_QUARTERS
        else max(sizes, key=lambda unit: (sizes[unit], unit))
    )


_LEAST_QUARTERS = 5
#: Periods with fewer cases are not drawn: one long case would set the scale.
_FEWEST = 10
_OPEN: Text = (
    f"图为中位数，不足 {_FEWEST} 件的时段未画；虚线部分尚不完整：晚收的办件只有办得快的才已办结，看上去会偏短。",
    f"Medians, without periods of fewer than {_FEWEST} cases; dashed periods are not complete yet: of the latest cases only "
    "the quick ones are done, so they look short.",
)


def _drawable(shown: pl.DataFrame) -> pl.DataFrame:
    """The periods that rest on enough cases; all of them where none does."""
    enough = shown.filter(pl.col("n") >= _FEWEST)
    return enough if enough.height else shown


def _medians(shown: pl.DataFrame, found: Drift, unit: str) -> list[Series]:
    zones = [
        zone for zone in shown["zone"].unique().sort().to_list() if zone or shown["zone"].n_unique() == 1
    ]
    series = []
    for index, zone in enumerate(zones):
        rows = (
            shown.filter((pl.col("zone") == zone) & pl.col("median_seconds").is_not_null())
            .sort("period")
            .to_dicts()
        )
        points = tuple(_period(row, found, unit) for row in rows)
        series.append(Series(_name(zone), colour(index), points))
    return series


def _period(row: dict[str, object], found: Drift, unit: str) -> Point:
    day, median = row["period"], float(str(row["median_seconds"]))
    assert isinstance(day, date)
    zone = str(row["zone"])
    title = tuple(
        f"{_name(zone)[index]} · {period(day, unit, lang)}" for index, lang in enumerate(("zh", "en"))
    )
    told: list[tuple[Text, Text]] = [
        (name, duration(float(str(row[column])), found.clock))
        for name, column in (
            (("中位数", "Median"), "median_seconds"),
            (("平均", "Mean"), "mean_seconds"),
            (("P90", "P90"), "p90_seconds"),
        )
    ]
    told.append((("办件数", "Cases"), same(count(int(str(row["n"]))))))
    return Point(day, median, (title[0], title[1]), tuple(told), is_open=not row["is_complete"])


def _named_days(shown: pl.DataFrame, unit: str) -> list[tuple[date, Text]]:
    return [
        (day, (period(day, unit, "zh"), period(day, unit, "en")))
        for day in shown["period"].unique().sort().to_list()
    ]


def _limits_as_seconds(changes: pl.DataFrame) -> pl.DataFrame:
    return changes.rename({"low": "low_seconds", "high": "high_seconds"}, strict=False)


def _backlog(found: Backlog, clock: Clock) -> list[Markup]:
    title: Text = ("在办积压", "Backlog")
    frame = found.frame
    if not frame.height:
        return [card(_nothing(), title=title)]
    zones = [
        zone for zone in frame["zone"].unique().sort().to_list() if zone or frame["zone"].n_unique() == 1
    ]
    series = [_open_cases(frame, zone, index) for index, zone in enumerate(zones)]
    scale = linear(_highest(frame.filter(pl.col("zone").is_in(zones)), "open"), unit=("件", "cases"))
    chart = lines(series, scale, _years(frame["day"].to_list()))
    return [
        card(tag("p", both(said(found))), chart, formula(found), title=title),
        card(table(found.zones, "backlog", clock)),
    ]


def _open_cases(frame: pl.DataFrame, zone: str, index: int) -> Series:
    rows = frame.filter(pl.col("zone") == zone).sort("day")
    step = max(1, rows.height // _DAYS_DRAWN)
    points = tuple(
        Point(day, float(n), same(day), (((("在办", "Open")), same(count(n))),))
        for day, n in rows.gather_every(step).select("day", "open").iter_rows()
    )
    return Series(_name(zone), colour(index), points, is_filled=True)


def _years(days: Iterable[date]) -> list[tuple[date, Text]]:
    """The first days of the years, or of the months where there are few years."""
    every = sorted(set(days))
    firsts = [day for day in every if day.day == 1]
    years = [day for day in firsts if day.month == 1]
    if len(years) >= 3:
        return [(day, (f"{day.year}年", str(day.year))) for day in years]
    return [(day, (f"{day.year}年{day.month}月", f"{day:%Y-%m}")) for day in firsts] or [
        (every[0], same(every[0]))
    ]


def _name(zone: str) -> Text:
    return zone_name(zone, "zh"), zone_name(zone, "en")


def _highest(frame: pl.DataFrame, column: str) -> float:
    highest = frame[column].max()
    return float(str(highest)) if highest is not None else 0.0


def _nothing() -> Markup:
    return tag("p", both(("没有足够的数据。", "Not enough data.")), class_="empty")
