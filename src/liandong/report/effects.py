"""The report and the workbook of an effect, in the manner of the diagnosis: one page, nothing to fetch."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np
import polars as pl

from liandong.diagnosis.words import count, listed, number, percent, period, zone_name
from liandong.effect import Effect, Estimate, Measure
from liandong.effect.estimate import METHODS, STRENGTHS, VERDICTS, comparison_words
from liandong.effect.estimating import Finding
from liandong.report.charts import Event, Point, Series, events, lines, of_durations, same
from liandong.report.columns import VALUES
from liandong.report.effect_tables import scaled, words_of, written
from liandong.report.figures import duration
from liandong.report.markup import Markup, Text, both, tag
from liandong.report.page import bar, document
from liandong.report.parts import card, folded, formula_words, section
from liandong.report.sections import cover
from liandong.report.sections.sheet import footer
from liandong.report.table import facts, table
from liandong.report.workbook import Cover, book_of

_SECTIONS: tuple[tuple[str, Text], ...] = (
    ("findings", ("主要发现", "Findings")),
    ("numbers", ("测算结果", "Numbers")),
    ("claims", ("宣称与测算", "Claims")),
    ("adopters", ("各实施片区", "Adopters")),
    ("study", ("事件研究", "Event study")),
    ("course", ("逐期走势", "Course")),
    ("tests", ("检验", "Tests")),
    ("sheet", ("数据说明", "Data sheet")),
)
_FORMULAS: dict[str, Text] = {
    "staggered": (
        "ATT(g,t)＝实施片区在 t 期与其实施前基准之差 − 届时尚未实施的片区同期之差，各片区等权（Callaway & Sant'Anna 2021）；"
        "基准为实施前至多 12 期的平均；区间由残差去自相关后的移动块自助法得到，t 分布自由度为片区数减一；置换检验把实施日期在片区间互换。",
        "ATT(g,t) = an adopter's value in period t less its base, minus the same for the zones yet to adopt by then, zones alike "
        "(Callaway & Sant'Anna 2021); the base is the mean of up to 12 periods before adoption; intervals by moving blocks of "
        "whitened residuals with a t quantile, zones less one; the permutation test exchanges dates between zones.",
    ),
    "interrupted": (
        "各实施片区的序列＝水平＋趋势（前 8 期、后 4 期以上）＋季节（两年以上）＋实施后的台阶，最小二乘；区间由残差去自相关后的移动块自助法得到。",
        "each adopter's series = level + trend (from 8 periods before and 4 after on) + season (from two years on) + a step at adoption, "
        "by least squares; intervals by moving blocks of whitened residuals.",
    ),
    "before-after": (
        "两侧办件各自合并后相减；区间由按时段成块重抽得到，t 分布自由度按两侧各自的时段数和波动折算（Welch）。",
        "all cases of each side taken together, the difference between them; intervals by drawing blocks of periods, t quantile with "
        "the freedom of both sides' periods by their spread (Welch).",
    ),
}


def title(found: Effect) -> Text:
    """The title of the report: who adopted."""
    names = list(found.adopted)
    zh, en = (listed((zone_name(zone, lang) for zone in names), lang) for lang in ("zh", "en"))
    return (
        (f"{zh}：突破方案成效", f"Effect of the reform: {en}")
        if names
        else ("实施前后对比", "Before and after")
    )


def effect_page(found: Effect, *, lang: str, file_name: str) -> str:
    """The report as an HTML document in both languages, showing ``lang`` first."""
    sections = {name: drawn for name, drawn in _drawn(found).items() if drawn is not None}
    fingerprint = " ".join(found.inputs.values())
    content = (
        cover.banner(simulated=found.simulated),
        bar(file_name, [(name, words) for name, words in _SECTIONS if name in sections]),
        _cover(found),
        tag("main", _keys(found), *sections.values(), class_="wrap"),
        footer(fingerprint),
    )
    return document(title(found), content, effect_workbook(found), lang)


def effect_workbook(found: Effect) -> bytes:
    """All tables as a workbook."""
    told = tuple(zip(found.sentences("zh"), found.sentences("en"), strict=True))
    first = Cover(title(found), found.simulated, told, sheet_rows(found), _formulas(found))
    return book_of(first, {name: written(frame) for name, frame in found.tables().items()})


def parts(found: Effect) -> dict[str, str]:
    """The parts of the report for pages of others, by name: ``keys`` and the sections, each safe markup in both languages."""
    drawn = {"keys": _keys(found)} | _drawn(found)
    return {name: str(it) for name, it in drawn.items() if it is not None}


def _drawn(found: Effect) -> dict[str, Markup | None]:
    tables = found.tables()
    pairs = zip(found.sentences("zh"), found.sentences("en"), strict=True)
    items = [tag("li", both(pair, "div")) for pair in pairs]
    numbers = [_table(found, tables, "effect"), *(formula_words(words) for _, words in _formulas(found))]
    return {
        "findings": section(
            "findings", ("主要发现", "What we found"), tag("ol", *items, class_="findings card")
        ),
        "numbers": section("numbers", ("测算结果", "Numbers"), card(*numbers)),
        "claims": _claims(found, tables),
        "adopters": _adopters(found, tables),
        "study": _study(found, tables),
        "course": _course(found, tables),
        "tests": _tests(found, tables),
        "sheet": section(
            "sheet", ("数据说明", "Data sheet"), card(facts(_sheet_markup(found)), is_long=True)
        ),
    }


def _table(found: Effect, tables: dict[str, pl.DataFrame], name: str) -> Markup:
    frame = tables[name]
    return table(scaled(frame), name, found.clock, words=words_of(frame))


def _formulas(found: Effect) -> list[tuple[Text, Text]]:
    methods = dict.fromkeys(one.method for one in found.estimates)
    return [(METHODS[method], _FORMULAS[method]) for method in methods]


# -- the top -------------------------------------------------------------------------------------------------------


def _cover(found: Effect) -> Markup:
    eyebrow = tag("div", both(("成效评估报告", "Report on an effect")), class_="eyebrow")
    told = [tag("span", both(words)) for words in _cover_facts(found)]
    head = tag("h1", both(title(found)))
    return tag(
        "header", tag("div", eyebrow, head, tag("div", *told, class_="facts"), class_="wrap"), class_="cover"
    )


def _cover_facts(found: Effect) -> Iterable[Text]:
    for zone, day in found.adopted.items():
        yield f"{zone} {period(day, 'month', 'zh')}起实施", f"{zone} from {period(day, 'month', 'en')}"
    first = found.estimates[0]
    yield comparison_words(first, "zh"), comparison_words(first, "en")
    yield found.clock.title("zh"), found.clock.title("en")


def _keys(found: Effect) -> Markup:
    return tag("dl", *[_key(one, found) for one in found.estimates if not one.zone][:4], class_="keys")


def _key(one: Estimate, found: Effect) -> Markup:
    name = (one.measure.title("zh", found.clock), one.measure.title("en", found.clock))
    if one.value is None:
        return cover.key(name, tag("span", "—", class_="figure"), ("数据不足", "not enough data"))
    sign = "−" if one.value < 0 else "+" if one.value > 0 else ""
    size = _size(one, found)
    verdict = VERDICTS[one.verdict]
    limits = (one.limits("zh", found.clock), one.limits("en", found.clock))
    note = (f"{verdict[0]}；{limits[0]}", f"{verdict[1]}; {limits[1]}")
    return cover.key(name, cover.large((sign + size[0], sign + size[1])), note)


def _size(one: Estimate, found: Effect) -> Text:
    value = abs(one.value or 0.0)
    if one.measure.is_share:
        return f"{number(100 * value)} 百分点", f"{number(100 * value)} points"
    return duration(value, found.clock)


# -- the sections --------------------------------------------------------------------------------------------------


def _claims(found: Effect, tables: dict[str, pl.DataFrame]) -> Markup | None:
    if not found.claims:
        return None
    told = [tag("p", both((one.sentence("zh"), one.sentence("en")))) for one in found.claims]
    lead: Text = (
        "宣称的数字出自材料，测算的数字出自流程画像；两列始终分开。",
        "Claimed figures come from documents, computed ones from profiles; the two columns are never mixed.",
    )
    return section(
        "claims",
        ("宣称与测算", "Claimed and computed"),
        card(*told, _table(found, tables, "effect_claims")),
        lead=lead,
    )


def _adopters(found: Effect, tables: dict[str, pl.DataFrame]) -> Markup | None:
    if "effect_adopters" not in tables:
        return None
    lead: Text = (
        "每个实施片区自己的变化；片区少、件数少，区间比合计的宽。",
        "What changed in each adopter: fewer cases, so that intervals are wider than for all together.",
    )
    drawn = card(_table(found, tables, "effect_adopters"))
    return section("adopters", ("各实施片区", "Each adopter"), drawn, lead=lead)


def _study(found: Effect, tables: dict[str, pl.DataFrame]) -> Markup | None:
    drawn = [
        card(_events(one, found), title=_title(one.measure, found)) for one in found.findings if one.events
    ]
    if not drawn:
        return None
    lead: Text = (
        "横轴为距实施的期数；竖虚线左侧应在零附近（实施前走势一致），右侧为成效。竖线为区间。",
        "The axis counts periods since adoption. Left of the dashed line values should lie around nought (zones went the same way), "
        "right of it is the effect. Bars are intervals.",
    )
    names = [name for name in ("effect_events", "effect_groups") if name in tables]
    more = folded(*[_table(found, tables, name) for name in names])
    return section(
        "study", ("事件研究", "Event study"), tag("div", *drawn, class_="columns"), more, lead=lead
    )


def _events(one: Finding, found: Effect) -> Markup:
    is_share = one.measure.is_share
    most = max(abs(edge) for row in one.events.values() for edge in (row.low, row.high))
    scale = of_durations(most, found.clock)
    size = 0.01 if is_share else (scale.ticks[-1] / float(scale.labels[-1].replace(",", "")))
    unit = ("百分点", "points") if is_share else scale.unit
    unit_of_time = VALUES[found.unit]
    every = [
        Event(
            at, row.value / size, row.low / size, row.high / size,
            (f"实施{'后' if at >= 0 else '前'}第 {abs(at)} 期", f"{abs(at)} periods {'after' if at >= 0 else 'before'} adoption"),
            (
                (("变化", "Change"), same(f"{number(row.value / size)} {unit[1]}")),
                (("区间", "Interval"), same(f"{number(row.low / size)} … {number(row.high / size)}")),
            ),
        )
        for at, row in one.events.items()
    ]  # fmt: skip
    axis = (f"距实施的期数（{unit_of_time[0]}）", f"periods since adoption ({unit_of_time[1]})")
    return events(every, unit, axis)


def _course(found: Effect, tables: dict[str, pl.DataFrame]) -> Markup | None:
    """The median (or first duration) by period: adopters together beside those yet to adopt, or all."""
    panel = found.panel
    measures = [one.measure for one in found.estimates if not one.measure.is_share and not one.zone]
    if panel is None or not measures or not panel.all_n:
        return None
    measure = next((one for one in measures if one.q == 0.5), measures[0])
    groups: list[tuple[Text, list[str]]] = [(("全部", "All"), list(panel.zones))]
    if found.adopted:
        others = [zone for zone in panel.zones if zone not in found.adopted]
        groups = [(("实施片区", "Adopters"), list(found.adopted)), (("其他片区", "Other zones"), others)]
    series = []
    for index, (name, zones) in enumerate(groups, start=1):
        inside = panel.kept(np.array([zone in zones for zone in panel.zones])[:, None] & (panel.n > 0))
        picks = np.eye(len(panel.periods))[:, None, :] * np.ones((1, len(panel.zones), 1))
        values = inside.pooled(measure, picks)
        points = tuple(
            Point(day, float(value), _names(day, found, name), ((_title(measure, found), duration(value, found.clock)),), is_open=_is_cut(day, found))
            for day, value in zip(panel.periods, values, strict=True)
            if np.isfinite(value)
        )  # fmt: skip
        series += [Series(name, index, points)] if points else []
    highest = max(point.value for one in series for point in one.points)
    ticks = [(day, (period(day, found.unit, "zh"), period(day, found.unit, "en"))) for day in panel.periods]
    chart = lines(series, of_durations(highest, found.clock), ticks)
    note: Text = (
        "按收件时段；虚线部分跟踪时间不足，未参与比较：晚收的办件只有办得快的才已办结。",
        "By the period cases began in; dashed periods were followed too short a time and are not compared: of late cases only the "
        "quick ones are done.",
    )
    return section(
        "course",
        ("逐期走势", "Course"),
        card(chart, tag("p", both(note), class_="axis-note"), title=_title(measure, found)),
        folded(*[_table(found, tables, name) for name in ("effect_cells", "effect_cut") if name in tables]),
    )


def _title(measure: Measure, found: Effect) -> Text:
    return measure.title("zh", found.clock), measure.title("en", found.clock)


def _names(day: date, found: Effect, group: Text) -> Text:
    return f"{group[0]} · {period(day, found.unit, 'zh')}", f"{group[1]} · {period(day, found.unit, 'en')}"


def _is_cut(day: date, found: Effect) -> bool:
    return any(first <= day <= last for _, first, last in found.follow_up.cut)


def _tests(found: Effect, tables: dict[str, pl.DataFrame]) -> Markup | None:
    if "effect_placebos" not in tables:
        return None
    lead: Text = (
        "把实施日期提前，或给从未实施的片区安上日期：那里不应出现成效。",
        "With earlier dates, or dates for zones that never adopted, there should be no effect.",
    )
    told = [
        tag("p", both((f"{one.measure.title('zh', found.clock)}：实施前走势检验 p={number(one.pre_trend, 2)}。",
                       f"{one.measure.title('en', found.clock)}: no difference before adoption, p={number(one.pre_trend, 2)}.")))
        for one in found.findings
        if one.pre_trend is not None
    ]  # fmt: skip
    return section(
        "tests", ("检验", "Tests"), card(*told, _table(found, tables, "effect_placebos")), lead=lead
    )


def sheet_rows(found: Effect) -> list[tuple[Text, list[Text]]]:
    """The data sheet: what was compared and how."""
    first = found.estimates[0]
    cases = found.panel.all_n if found.panel else 0
    follow = found.follow_up
    adopted = [same(f"{zone} {day.isoformat()}") for zone, day in found.adopted.items()]
    small = (
        f"少于 {found.least} 件的片区时段不列出，也不计入上面的件数；依据少于 {found.least} 件的片区、分组和期次也不列出",
        f"periods of a zone with fewer than {found.least} cases, which the number of cases leaves out too; nor zones, groups and "
        "event times that rest on fewer",
    )
    return [
        (("实施片区与日期", "Adopters"), adopted or [("未写明", "not named")]),
        (("对照", "Comparison"), [(comparison_words(first, "zh"), comparison_words(first, "en"))]),
        (("方法", "Method"), [METHODS[first.method]]),
        (("证据强度", "Strength of evidence"), [STRENGTHS[first.strength]]),
        (("置信水平", "Level"), [same(percent(first.level))]),
        (("办件", "Cases"), [(count(cases, "zh", "件", "case"), count(cases, "en", "件", "case"))]),
        *([(("未列出", "Not shown"), [small])] if found.least else []),
        (("时段", "Periods"), [VALUES[found.unit]]),
        (("计时", "Clock"), [(found.clock.title("zh"), found.clock.title("en"))]),
        (("跟踪时间", "Follow-up"), [(follow.span("zh"), follow.span("en"))]),
        (("剔除", "Left out"), [(follow.sentence("zh"), follow.sentence("en"))]),
        (("模拟数据", "Simulated"), [("是", "yes") if found.simulated else ("否", "no")]),
        (
            ("画像指纹", "Fingerprints"),
            [same(f"{name} sha256 {value}") for name, value in found.inputs.items()],
        ),
    ]


def _sheet_markup(found: Effect) -> list[tuple[Text, object]]:
    return [
        (name, tag("div", *[tag("div", both(value)) for value in values]))
        for name, values in sheet_rows(found)
    ]
