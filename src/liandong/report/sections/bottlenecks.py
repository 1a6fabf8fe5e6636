"""Bottlenecks: what could be saved, each with its interval, its statutory part, its sentence and what it rests on."""

from __future__ import annotations

from liandong.diagnosis import Diagnosis
from liandong.diagnosis.bottleneck import Bottleneck, as_frame
from liandong.diagnosis.words import number, zone_name
from liandong.report.charts import Bar, Strip, linear, strips
from liandong.report.charts.tips import Line
from liandong.report.figures import count, duration, percent
from liandong.report.markup import Markup, Text, both, join, tag
from liandong.report.parts import card, folded, formula, section
from liandong.report.table import table
from liandong.report.wrapping import shorten

#: How many are drawn and said; the table has all.
_DRAWN = 12
_SAID = 6


def bottlenecks(diagnosis: Diagnosis) -> Markup:
    """The section."""
    found = diagnosis.bottlenecks
    title = ("堵点", "Bottlenecks")
    if not found:
        words = (
            "没有发现比对照更慢的环节，或可比的办理次数不足。",
            "No step is slower than an example, or too few can be compared.",
        )
        return section("bottlenecks", title, card(tag("p", both(words), class_="empty")))
    days = "件·工作日" if diagnosis.overview.clock.is_working else "件·天"
    lead = (
        f"堵点按“照最好的样子办，每月可少占用多少{days}”排列；横线为 95% 区间，斜纹为法定时限部分，浅色的尚不能确定。",
        "Ranked by the case-days a month that would be saved if the step were run like the best example; lines are 95% "
        "intervals, hatching is statutory time, pale bars are not certain.",
    )
    frame = as_frame(found)
    if frame["money_per_month"].null_count() == frame.height:
        frame = frame.drop("money_per_month")
    return section(
        "bottlenecks",
        title,
        card(_chart(found[:_DRAWN]), formula(found[0])),
        card(
            tag("ol", *[_told(one) for one in found[:_SAID]], class_="ranking"),
            title=("前几位堵点", "The first ones"),
            is_long=True,
        ),
        folded(table(frame, "bottlenecks", diagnosis.overview.clock)),
        lead=lead,
    )


def _chart(shown: tuple[Bottleneck, ...]) -> Markup:
    unit = (
        ("件·工作日/月", "working case-days a month")
        if shown[0].clock.is_working
        else ("件·天/月", "case-days a month")
    )
    highest = max(max(one.case_days_per_month, one.high) for one in shown)
    return strips(
        [_strip(one) for one in shown], linear(min(highest, 2.5 * shown[0].case_days_per_month), unit=unit)
    )


def _strip(one: Bottleneck) -> Strip:
    value = number(one.case_days_per_month)
    zone = tag("span", shorten(zone_name(one.zone, "zh"), 24), class_="strip-zone")
    bar = Bar(
        one.case_days_per_month,
        one.low,
        one.high,
        one.case_days_per_month * one.statutory_share,
        not one.is_certain,
    )
    return Strip(
        join(tag("bdi", shorten(one.activity, 46)), " ", zone),
        (bar,),
        (value, value),
        (one.activity, one.activity),
        tuple(_lines(one)),
    )


def _lines(one: Bottleneck) -> list[Line]:
    def alike(name: Text, value: str) -> Line:
        return name, (value, value)

    example = (one.example_name("zh"), one.example_name("en"))
    return [
        alike(("可节约", "Avoidable"), number(one.case_days_per_month)),
        alike(("95% 区间", "95% interval"), f"{number(one.low)} – {number(one.high)}"),
        (("平均用时", "Mean time"), duration(one.mean_seconds, one.clock)),
        (("对照", "Example"), example),
        (("对照平均", "Example's mean"), duration(one.example_mean_seconds, one.clock)),
        alike(("次数", "Executions"), count(one.n)),
        alike(("法定时限", "Statutory"), percent(one.statutory_share)),
    ]


def _told(one: Bottleneck) -> Markup:
    said = both((one.sentence("zh"), one.sentence("en")), "div")
    basis = both((one.basis("zh"), one.basis("en")))
    law = tag("span", both(("含法定时限", "statutory")), class_="badge law") if one.statutory_share else None
    unsure = None if one.is_certain else tag("span", both(("尚不能确定", "not certain")), class_="badge")
    return tag("li", said, tag("div", basis, law, unsure, class_="basis"))
