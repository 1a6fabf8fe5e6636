"""Zones side by side: the steps that differ most as dots on one axis, then every step as a heat table."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from liandong.diagnosis import Diagnosis
from liandong.diagnosis.comparison import Comparison
from liandong.diagnosis.words import Clock, zone_name
from liandong.profile.tables import END, START
from liandong.report.charts import Dot, Series, Strip, of_durations, same, strips
from liandong.report.charts.lines import key
from liandong.report.figures import count, duration
from liandong.report.heat import of_durations as heat_of
from liandong.report.markup import Markup, Text, both, tag
from liandong.report.parts import card, folded, formula, said, section
from liandong.report.table import table
from liandong.report.wrapping import shorten

_STEPS = 14
#: More zones than colours share them in turn.
COLOURS = 8


def colour(index: int) -> int:
    """The colour of the zone of that index."""
    return 1 + index % COLOURS


def comparison(diagnosis: Diagnosis) -> Markup | None:
    """The section; None where there is one zone."""
    found = diagnosis.comparison
    if found is None:
        return None
    clock = diagnosis.overview.clock
    return section(
        "comparison",
        ("片区比较", "Zones compared"),
        _dots(found),
        card(_heat_table(found), formula(found), is_long=True),
        card(table(found.zones, "zones", clock)),
        folded(table(found.overlap, "overlap", clock), table(found.frame, "comparison", clock)),
        lead=said(found),
    )


def _dots(found: Comparison) -> Markup:
    """The most frequent steps that several zones have, those that take longest first."""
    rows = found.frame.filter((pl.col("n") >= found.minimum) & pl.col("mean_seconds").is_not_null())
    rows = rows.filter(
        ~pl.col("activity").is_in([START, END]) & (pl.col("activity").len().over("activity") > 1)
    )
    spent = (pl.col("mean_seconds").max() - pl.col("mean_seconds").min()) * pl.col("n").sum()
    order = rows.group_by("activity").agg(spread=spent).sort(["spread", "activity"], descending=[True, False])
    names = order.filter(pl.col("spread") > 0).head(_STEPS)["activity"].to_list()
    title: Text = ("相差最大的环节（平均用时）", "The steps that differ most (mean time)")
    if not names:
        return card(
            tag("p", both(("没有用时不同的共同环节。", "No common step differs.")), class_="empty"),
            title=title,
        )
    shown = rows.filter(pl.col("activity").is_in(names))
    zones = found.zones["zone"].to_list()
    highest = shown["mean_seconds"].max()
    scale = of_durations(float(str(highest)), found.clock)
    legend = key([Series(_name(zone), colour(index), ()) for index, zone in enumerate(zones)])
    chart = strips([_strip(name, shown, zones, found.clock) for name in names], scale)
    return card(legend, chart, title=title)


def _name(zone: str) -> Text:
    return zone_name(zone, "zh"), zone_name(zone, "en")


def _strip(name: str, rows: pl.DataFrame, zones: list[str], clock: Clock) -> Strip:
    mine = rows.filter(pl.col("activity") == name).sort("zone").to_dicts()
    dots = [
        Dot(
            row["mean_seconds"],
            colour(zones.index(row["zone"])),
            _told(row["zone"], name),
            tuple(_lines(row, clock)),
        )
        for row in mine
    ]
    ratio = max((row["ratio"] or 1.0 for row in mine), default=1.0)
    times = f"×{ratio:.1f}" if ratio < 100 else "> ×100"
    return Strip(tag("bdi", shorten(name, 46)), tuple(dots), same(times))


def _told(zone: str, name: str) -> Text:
    return f"{zone_name(zone, 'zh')} · {name}", f"{zone_name(zone, 'en')} · {name}"


def _lines(row: Mapping[str, float], clock: Clock) -> list[tuple[Text, Text]]:
    return [
        (("平均", "Mean"), duration(row["mean_seconds"], clock)),
        (("中位数", "Median"), duration(row["median_seconds"], clock)),
        (("P90", "P90"), duration(row["p90_seconds"], clock)),
        (("次数", "Count"), same(count(row["n"]))),
    ]


def _heat_table(found: Comparison) -> Markup:
    """Every common step with one column a zone, coloured by mean time."""
    rows = found.frame.filter((pl.col("n") >= found.minimum) & ~pl.col("activity").is_in([START, END]))
    zones = [f"{zone} seconds" for zone in found.zones["zone"].to_list() if zone in set(rows["zone"])]
    named = rows.with_columns(pl.col("zone") + " seconds")
    wide = named.pivot("zone", index="activity", values="mean_seconds", aggregate_function="first")
    wide = wide.join(rows.group_by("activity").agg(pl.col("n").sum(), pl.col("ratio").max()), on="activity")
    wide = wide.sort(["n", "activity"], descending=[True, False])
    heat = heat_of([value for value in rows["mean_seconds"].to_list() if value is not None], found.clock)

    def shade(column: str, row: Mapping[str, object]) -> str | None:
        value = row[column] if column.endswith(" seconds") else None
        return f"w{heat.level(float(str(value)))}" if value is not None else None

    frame = wide.select("activity", "n", *zones, "ratio")
    return table(frame, "means", found.clock, shade=shade)
