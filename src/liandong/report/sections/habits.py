"""When work is done: the hours of the week, and the steps that are done in batches."""

from __future__ import annotations

from liandong.diagnosis import Diagnosis
from liandong.diagnosis.batching import Batching
from liandong.diagnosis.peaks import Peaks
from liandong.report.charts import Bar, Strip, busiest, same, strips, week
from liandong.report.charts.scale import linear
from liandong.report.figures import count, percent, plain
from liandong.report.markup import Markup, Text, both, join, tag
from liandong.report.parts import card, folded, formula, said, section
from liandong.report.table import table
from liandong.report.wrapping import shorten

_STEPS = 10


def habits(diagnosis: Diagnosis) -> Markup:
    """The section."""
    clock = diagnosis.overview.clock
    return section(
        "habits",
        ("高峰与批量", "Peak hours and batching"),
        tag("p", both(said(diagnosis.peaks)), class_="lead"),
        _weeks(diagnosis.peaks),
        card(formula(diagnosis.peaks)),
        _batches(diagnosis.batching),
        folded(
            table(diagnosis.peaks.frame, "peaks", clock), table(diagnosis.batching.frame, "batching", clock)
        ),
    )


def _weeks(found: Peaks) -> Markup:
    kinds: tuple[tuple[str, Text, Text], ...] = (
        ("arrivals", ("收件", "Cases begun"), ("收件高峰", "When cases arrive")),
        ("events", ("办理", "Events"), ("办理高峰", "When work is done")),
    )
    return tag("div", *[_week(found, *kind) for kind in kinds], class_="columns")


def _week(found: Peaks, column: str, what: Text, title: Text) -> Markup:
    counts = (
        {hour: n for hour, n in found.whole.select("hour_of_week", column).iter_rows() if n}
        if found.frame.height
        else {}
    )
    zone = tag(
        "p", both((f"当地时间（{found.timezone}）", f"Local time ({found.timezone})")), class_="axis-note"
    )
    return card(week(counts, what), busiest(counts), zone, title=title)


def _batches(found: Batching) -> Markup:
    title: Text = ("批量办理", "Batching")
    words = tag("p", both(said(found)))
    steps = found.batched.head(_STEPS)
    if not steps.height:
        return card(words, formula(found), title=title)
    rows = [_strip(row) for row in steps.iter_rows(named=True)]
    chart = strips(rows, linear(1.0, unit=("实际天数 ÷ 随机天数", "days ÷ days at random")))
    return card(words, chart, formula(found), title=title)


def _strip(row: dict[str, object]) -> Strip:
    name, zone = str(row["activity"]), str(row["zone"])
    ratio = float(str(row["ratio"]))
    lines = (
        (("办理次数", "Executions"), same(count(float(str(row["n"]))))),
        (("实际天数", "Days observed"), same(count(float(str(row["busy_days"]))))),
        (("随机应有天数", "Days at random"), same(plain(float(str(row["expected_days"]))))),
    )
    label = join(tag("bdi", shorten(name, 46)), " ", tag("span", shorten(zone, 24), class_="strip-zone"))
    return Strip(label, (Bar(ratio),), same(percent(ratio)), same(name), lines)
