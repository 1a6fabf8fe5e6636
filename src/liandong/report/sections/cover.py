"""The top of the page: whose process, over what time, how many cases, and the four figures to remember."""

from __future__ import annotations

from liandong.diagnosis import Diagnosis
from liandong.diagnosis.overview import Overview
from liandong.diagnosis.words import choose, day, listed, number, zone_name
from liandong.report.figures import count, duration, percent
from liandong.report.markup import Markup, Text, both, tag
from liandong.report.parts import section
from liandong.report.wrapping import shorten

#: Two parties and the hand-over between them.
_SIGN = (
    '<svg viewBox="0 0 30 30" aria-hidden="true"><rect width="30" height="30" rx="8" fill="#14508f"/>'
    '<circle cx="10" cy="15" r="4.4" fill="none" stroke="#fff" stroke-width="2"/>'
    '<circle cx="20" cy="15" r="4.4" fill="#fff"/><path d="M14.4 15h1.4" stroke="#fff" stroke-width="2"/></svg>'
)


def title(overview: Overview) -> Text:
    """The title of the report: the zones."""
    zh, en = (
        listed((shorten(zone_name(zone, lang), 60) for zone in overview.zones), lang) for lang in ("zh", "en")
    )
    return f"{zh or '—'}流程诊断", f"Process diagnosis: {en or '—'}"


def banner(*, simulated: bool) -> Markup | None:
    """The warning that the events were made up."""
    if not simulated:
        return None
    return tag(
        "div",
        both(("模拟数据：本报告不反映真实办件", "Simulated data: this report does not show real cases")),
        class_="simulated",
        role="note",
    )


def brand() -> Markup:
    """The name of the software."""
    return tag("div", Markup(_SIGN), both(("联动", "Liandong")), class_="brand")


def cover(diagnosis: Diagnosis) -> Markup:
    """The strip with the title: whose process, over what time, how many cases."""
    overview = diagnosis.overview
    facts = tag("div", *_facts(overview), class_="facts")
    eyebrow = tag("div", both(("流程诊断报告", "Process diagnosis report")), class_="eyebrow")
    return tag(
        "header", tag("div", eyebrow, tag("h1", both(title(overview))), facts, class_="wrap"), class_="cover"
    )


def actions(file_name: str) -> Markup:
    """Language, workbook and print."""
    return tag(
        "div",
        tag(
            "div",
            tag("button", "中文", type="button", data_language="zh"),
            tag("button", "English", type="button", data_language="en"),
            class_="choice",
        ),
        tag(
            "button",
            both(("下载 Excel", "Save Excel")),
            type="button",
            class_="button",
            data_workbook=f"{file_name}.xlsx",
        ),
        tag("button", both(("打印", "Print")), type="button", class_="button", data_print=True),
        class_="actions",
    )


def _facts(overview: Overview) -> list[Markup]:
    span = tuple(
        f"{day(overview.first, lang)}{choose(lang, ' 至 ', ' to ')}{day(overview.last, lang)}"
        for lang in ("zh", "en")
    )
    clock = (overview.clock.title("zh"), overview.clock.title("en"))
    numbers = (
        (overview.cases, "件办件", "cases"),
        (overview.events, "个事件", "events"),
        (overview.activities, "个环节", "activities"),
        (overview.variants, "种办理顺序", "variants"),
    )
    return [
        tag("span", both((span[0], span[1]))),
        *[tag("span", tag("b", count(n)), " ", both((zh, en))) for n, zh, en in numbers],
        tag("span", both((f"按{clock[0]}", f"in {clock[1]}"))),
    ]


def keys(diagnosis: Diagnosis) -> Markup:
    """The four figures to remember."""
    overview = diagnosis.overview
    median, p90 = (
        duration(value, overview.clock) for value in (overview.median_seconds, overview.p90_seconds)
    )
    mean = duration(overview.mean_seconds, overview.clock)
    return tag(
        "dl",
        key(("全程用时中位数", "Median lead time"), large(median), (f"平均 {mean[0]}", f"mean {mean[1]}")),
        key(
            ("九成办件办结于", "Nine in ten done within"),
            large(p90),
            ("全程用时 P90", "P90 of the lead time"),
        ),
        _first_bottleneck(diagnosis),
        _avoidable(diagnosis),
        class_="keys",
    )


def key(name: Text, figure: Markup, note: Text) -> Markup:
    """One figure to remember."""
    return tag(
        "div", tag("dt", both(name)), tag("dd", figure, tag("span", both(note), class_="note")), class_="key"
    )


def large(written: Text) -> Markup:
    """A figure with its unit set smaller."""
    parts = []
    for words, lang in zip(written, ("zh", "en"), strict=True):
        value, _, unit = words.partition(" ")
        parts.append(tag("span", value, tag("small", unit), class_=lang))
    return tag("span", *parts, class_="figure")


def _first_bottleneck(diagnosis: Diagnosis) -> Markup:
    name = ("首要堵点", "First bottleneck")
    if not diagnosis.bottlenecks:
        return key(name, tag("span", "—", class_="figure"), ("没有可比的差距", "no difference to compare"))
    first = diagnosis.bottlenecks[0]
    zone = (zone_name(first.zone, "zh"), zone_name(first.zone, "en"))
    share = percent(first.share)
    note = (f"{zone[0]}，占其全程用时 {share}", f"{zone[1]}, {share} of its lead time")
    return key(name, tag("span", first.activity, class_="figure name", dir="auto"), note)


def _avoidable(diagnosis: Diagnosis) -> Markup:
    certain = [one for one in diagnosis.bottlenecks if one.is_certain]
    saved = sum(one.case_days_per_month for one in certain)
    unit = (
        ("件·工作日/月", "case-days/month")
        if diagnosis.overview.clock.is_working
        else ("件·天/月", "case-days/month")
    )
    value = f"{number(saved)}"
    steps = len(certain)
    note = (f"{steps} 个确定的堵点合计", f"over {steps} certain bottleneck{'' if steps == 1 else 's'}")
    return key(("可节约占用", "Avoidable"), large((f"{value} {unit[0]}", f"{value} {unit[1]}")), note)


def findings(diagnosis: Diagnosis) -> Markup:
    """What was found, in sentences."""
    pairs = zip(diagnosis.sentences("zh"), diagnosis.sentences("en"), strict=True)
    items = [tag("li", both(pair, "div")) for pair in pairs]
    return section("findings", ("主要发现", "What we found"), tag("ol", *items, class_="findings card"))


def composition(overview: Overview) -> Text:
    """What the lead time consists of."""
    return overview.composition("zh"), overview.composition("en")
