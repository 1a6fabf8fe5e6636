"""The Time Release Study: scope, sample, whole cases, segments, breakdowns, parties, the period before."""

from __future__ import annotations

import numpy as np
import polars as pl

from liandong.diagnosis import Diagnosis
from liandong.diagnosis.reading import Reading
from liandong.diagnosis.release import TimeReleaseStudy
from liandong.diagnosis.words import Clock
from liandong.profile import buckets
from liandong.report.charts import Dot, Series, Strip, of_durations, same, strips
from liandong.report.charts.histogram import Marked, histogram
from liandong.report.charts.lines import key
from liandong.report.figures import count, duration, percent
from liandong.report.markup import Markup, Text, both, join, tag
from liandong.report.parts import card, folded, formula, said, section
from liandong.report.table import facts, table
from liandong.report.wrapping import shorten

_SEGMENTS = 12
_COLUMNS = 36
_STATISTICS: tuple[tuple[str, Text, int], ...] = (
    ("median_seconds", ("中位数", "Median"), 1),
    ("mean_seconds", ("平均", "Mean"), 3),
    ("p90_seconds", ("P90", "P90"), 2),
)


def release(diagnosis: Diagnosis) -> Markup:
    """The section."""
    study = diagnosis.trs
    return section(
        "release",
        ("放行时间研究", "Time Release Study"),
        card(_scope(study), formula(study)),
        tag("div", _spread(diagnosis), _whole(study), class_="columns"),
        _segments(study),
        *_tables(diagnosis, study),
        lead=said(study),
    )


def _scope(study: TimeReleaseStudy) -> Markup:
    parts = (study.scope, study.exclusions, study.outlier_rule, study.against_before)
    return tag("ul", *[tag("li", both((part("zh"), part("en")))) for part in parts], class_="notes")


def _spread(diagnosis: Diagnosis) -> Markup:
    """The distribution of lead times, up to a round value that at least 95 % of cases keep within."""
    title: Text = ("全程用时分布", "How lead times spread")
    overview = diagnosis.overview
    shape = Reading.of(diagnosis.profile, diagnosis.clock).shape("case")
    cells = shape.group_by("bucket").agg(pl.col("n").sum()).sort("bucket")
    if not cells.height:
        return card(tag("p", both(("没有办件。", "There are no cases.")), class_="empty"), title=title)
    seconds = buckets.value(cells["bucket"].to_numpy(), diagnosis.profile.settings.bucket_width)
    n = cells["n"].to_numpy().astype(float)
    reached = np.cumsum(n) / n.sum()
    scale = of_durations(float(seconds[int(np.argmax(reached >= 0.95))]), overview.clock)
    places = np.floor(seconds / scale.top * _COLUMNS).astype(int)
    inside = places < _COLUMNS
    counts = np.bincount(places[inside], weights=n[inside], minlength=_COLUMNS)
    known = (("中位数", "Median", overview.median_seconds), ("P90", "P90", overview.p90_seconds))
    marks = [
        Marked(value, _with(zh, en, value, overview.clock)) for zh, en, value in known if value is not None
    ]
    what: Text = ("全程用时", "Lead time")
    return card(histogram(counts.tolist(), scale, float(n[~inside].sum()), marks, what), title=title)


def _with(zh: str, en: str, value: float, clock: Clock) -> Text:
    chinese, english = duration(value, clock)
    return f"{zh} {chinese}", f"{en} {english}"


def _whole(study: TimeReleaseStudy) -> Markup:
    """The statistics of whole cases."""
    whole, clock = study.whole, study.clock
    times = {name: both(duration(value, clock)) for name, value in whole.items() if name.endswith("seconds")}
    rows: list[tuple[Text, object]] = [
        (("件数", "Cases"), count(whole["n"])),
        (("平均", "Mean"), times["mean_seconds"]),
        (("中位数", "Median"), times["median_seconds"]),
        (("众数区间", "Mode"), join(times["mode_low_seconds"], " – ", times["mode_high_seconds"])),
        (("P90", "P90"), times["p90_seconds"]),
        (("范围", "Range"), join(times["min_seconds"], " – ", times["max_seconds"])),
        (("离群件数", "Outliers"), count(whole["outliers"])),
        (("平均（不含离群）", "Mean without outliers"), times["mean_without_seconds"]),
        (("中位数（不含离群）", "Median without outliers"), times["median_without_seconds"]),
    ]
    if whole["target_seconds"] is not None:
        rows += [
            (("目标", "Target"), times["target_seconds"]),
            (("达标率", "Within target"), percent(whole["within_target"])),
        ]
    return card(facts(rows), title=("全程统计", "Whole cases"))


def _segments(study: TimeReleaseStudy) -> Markup:
    title: Text = ("用时最多的区段", "The segments that take most time")
    rows = study.frame.filter(pl.col("clock") == study.clock.name).head(_SEGMENTS).to_dicts()
    if not rows:
        return card(
            tag("p", both(("没有件数足够的区段。", "No segment has enough cases.")), class_="empty"),
            title=title,
        )
    scale = of_durations(max(row["p90_seconds"] for row in rows), study.clock)
    legend = key([Series(name, colour, ()) for _, name, colour in _STATISTICS])
    return card(legend, strips([_strip(row, study.clock) for row in rows], scale), title=title)


def _strip(row: dict[str, float | str], clock: Clock) -> Strip:
    name = f"{row['source']} → {row['target']}"
    lines = [(words, duration(float(row[column]), clock)) for column, words, _ in _STATISTICS]
    lines.append((("次数", "Count"), same(count(float(row["n"])))))
    dots = tuple(
        Dot(float(row[column]), colour, same(name), tuple(lines)) for column, _, colour in _STATISTICS
    )
    label = join(
        tag("bdi", shorten(str(row["source"]), 30)), " → ", tag("bdi", shorten(str(row["target"]), 30))
    )
    return Strip(label, dots, same(percent(float(row["share"]))))


def _tables(diagnosis: Diagnosis, study: TimeReleaseStudy) -> list[Markup]:
    """The tables, those with durations once for each clock."""
    found = []
    for reading in Reading.of(diagnosis.profile, diagnosis.clock).clocks:
        clock = reading.clock
        for name, frame in (("trs_segments", study.frame), ("trs_breakdowns", study.breakdowns)):
            mine = frame.filter(pl.col("clock") == clock.name).drop("clock")
            found.append(table(_known(mine), name, clock, note=(clock.title("zh"), clock.title("en"))))
    parties = table(_known(study.parties), "trs_parties", study.clock)
    changes = table(_as_seconds(study.changes), "trs_changes", study.clock)
    return [card(parties), folded(*found, changes)]


def _known(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame without columns that hold nothing, such as targets that were not given."""
    return frame.select(
        name for name in frame.columns if frame[name].null_count() < frame.height or not frame.height
    )


def _as_seconds(changes: pl.DataFrame) -> pl.DataFrame:
    return changes.rename({"low": "low_seconds", "high": "high_seconds"}, strict=False)
