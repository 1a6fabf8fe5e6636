"""The report and the workbook of a stress test, in the manner of the diagnosis: one page, nothing to fetch."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import partial

import polars as pl

from liandong.diagnosis.words import Clock
from liandong.report.charts import Point, Series, linear, lines
from liandong.report.charts.tornado import Swing, tornado
from liandong.report.markup import Markup, Text, both, tag
from liandong.report.page import bar, document
from liandong.report.parts import card, folded, formula_words, section
from liandong.report.sections import cover
from liandong.report.sections.sheet import footer
from liandong.report.table import facts, table
from liandong.report.workbook import Cover, book_of
from liandong.stress.criterion import is_share, is_time, name_of, say
from liandong.stress.tables import tables
from liandong.stress.verdict import AFTER, BEFORE, CHANGE, Judgement, Verdict, outcome, strained

_SECTIONS: tuple[tuple[str, Text], ...] = (
    ("findings", ("结论", "Verdict")),
    ("criteria", ("通过标准", "Criteria")),
    ("scenarios", ("各情景", "Scenarios")),
    ("days", ("逐日积压", "Day by day")),
    ("assumptions", ("假设的影响", "Assumptions")),
    ("sheet", ("数据说明", "Data sheet")),
)
_VERSIONS: dict[str, Text] = {
    BEFORE: ("现行", "as it is"),
    AFTER: ("改革后", "reformed"),
    CHANGE: ("变化", "change"),
}
_FORMULA: Text = (
    "每次重复按画像计数重新抽取各去向份额、用时分布与来件水平（狄利克雷、伽马分布），再运行一遍；"
    "区间为各次重复的中间 95%，既含随机波动，也含参数的不确定。前后两版用同一组随机数，差异只来自方案。",
    "each replication draws the shares, durations and level of arrivals anew from what the profile counted (Dirichlet and gamma "
    "distributions) and runs once; the interval holds the middle 95 % of the replications, so both kinds of chance. Both versions run "
    "on the same random numbers.",
)
_MOST_LINES = 8


def title(found: Verdict) -> Text:
    """The title of the report."""
    return f"压力测试：{found.name}", f"Stress test: {found.name}"


def stress_page(found: Verdict, *, lang: str, file_name: str) -> str:
    """The report as an HTML document in both languages, showing ``lang`` first."""
    every = tables(found)
    sections = {name: drawn for name, drawn in _drawn(found, every).items() if drawn is not None}
    content = (
        cover.banner(simulated=True),
        bar(file_name, [(name, words) for name, words in _SECTIONS if name in sections]),
        _cover(found),
        tag("main", _keys(found), *sections.values(), class_="wrap"),
        footer(" ".join(found.inputs.values())),
    )
    return document(title(found), content, stress_workbook(found), lang)


def parts(found: Verdict) -> dict[str, str]:
    """The parts of the report for pages of others, by name: ``keys`` and the sections, each safe markup in both languages."""
    drawn = _drawn(found, tables(found))
    return {"keys": str(_keys(found))} | {name: str(it) for name, it in drawn.items() if it is not None}


def stress_workbook(found: Verdict) -> bytes:
    """All tables as a workbook."""
    told = [(zh, en) for zh, en in _sentences(found)]
    first = Cover(title(found), True, told, _sheet(found), [(("区间", "Interval"), _FORMULA)])
    return book_of(first, {name: _readable(frame) for name, frame in tables(found).items()})


def _drawn(found: Verdict, every: dict[str, pl.DataFrame]) -> dict[str, Markup | None]:
    items = [tag("li", both(pair, "div")) for pair in _sentences(found)]
    lead: Text = (
        "标准在运行之前登记；之后改动标准、流程、画像或方案，指纹即不同。",
        "The criteria were registered before the run; whatever of them, the procedure, profile or reform changes, the fingerprint does.",
    )
    return {
        "findings": section("findings", ("结论", "Verdict"), tag("ol", *items, class_="findings card")),
        "criteria": section(
            "criteria",
            ("通过标准", "Criteria"),
            card(_criteria(found), formula_words(_FORMULA)),
            folded(_table(every, "stress_criteria")),
            lead=lead,
        ),
        "scenarios": section(
            "scenarios",
            ("各情景", "Scenarios"),
            card(_scenarios(found)),
            folded(
                *(_table(every, name) for name in ("stress_figures", "stress_utilisation", "stress_strains"))
            ),
        ),
        "days": _days(found, every),
        "assumptions": _assumptions(found, every),
        "sheet": section("sheet", ("数据说明", "Data sheet"), card(facts(_rows(found)), is_long=True)),
    }


def _sentences(found: Verdict) -> list[Text]:
    zh, en = found.sentences("zh"), found.sentences("en")
    return list(zip(zh, en, strict=True))


def _table(every: dict[str, pl.DataFrame], name: str) -> Markup:
    return table(_readable(every[name]), name, Clock())


def _readable(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with durations in days and shares in per cent, the unit beside them, codes as words."""
    if "measure" not in frame.columns:
        return frame
    kinds = {str(name): _unit(str(name)) for name in frame["measure"].unique()}
    unit = pl.col("measure").replace_strict(
        {name: unit for name, (unit, _) in kinds.items()}, return_dtype=pl.String
    )
    size = pl.col("measure").replace_strict(
        {name: size for name, (_, size) in kinds.items()}, return_dtype=pl.Float64
    )
    values = [name for name in ("value", "low", "high", "limit", "less", "more") if name in frame.columns]
    done = frame.with_columns(*(pl.col(name) / size for name in values), unit=unit)
    words = {
        "measure": {name: f"{name_of(name, 'zh')} {name_of(name, 'en')}" for name in kinds},
        "version": {name: f"{zh} {en}" for name, (zh, en) in _VERSIONS.items()},
        "outcome": {
            it: f"{outcome(it, 'zh')} {outcome(it, 'en')}" for it in ("passed", "failed", "undecided")
        },
    }
    return done.with_columns(
        pl.col(name).replace(told) for name, told in words.items() if name in done.columns
    )


def _unit(measure: str) -> tuple[str, float]:
    if is_share(measure):
        return "%", 0.01
    return ("天 d", 86_400.0) if is_time(measure) else ("", 1.0)


# -- the top -------------------------------------------------------------------------------------------------------


def _cover(found: Verdict) -> Markup:
    at = found.registration.made_at.strftime("%Y-%m-%d %H:%M %Z")
    told: list[Text] = [
        (f"标准登记于 {at}", f"criteria registered {at}"),
        (f"{len(found.series)} 个情景", f"{len(found.series)} scenarios"),
        (f"每个 {found.replications} 次重复", f"{found.replications} replications each"),
    ]
    if found.is_reform:
        told.append(("现行与改革后逐一对照", "as it is and reformed, side by side"))
    eyebrow = tag("div", both(("压力测试报告", "Report on a stress test")), class_="eyebrow")
    shown = tag("div", *[tag("span", both(words)) for words in told], class_="facts")
    return tag(
        "header", tag("div", eyebrow, tag("h1", both(title(found))), shown, class_="wrap"), class_="cover"
    )


def _keys(found: Verdict) -> Markup:
    word = _said(partial(outcome, found.outcome))
    counts = {
        kind: sum(it.outcome == kind for it in found.judgements) for kind in ("passed", "failed", "undecided")
    }
    note: Text = (
        f"{counts['passed']} 项通过，{counts['failed']} 项不通过，{counts['undecided']} 项不能断定",
        f"{counts['passed']} passed, {counts['failed']} failed, {counts['undecided']} undecided",
    )
    first = [cover.key(("结论", "Verdict"), tag("span", both(word), class_="figure"), note)]
    usual = next(iter(found.series))
    asked = dict.fromkeys(it.criterion.measure for it in found.judgements)
    for measure in list(asked)[:3]:
        row = found.row(usual, AFTER if found.is_reform else BEFORE, measure)
        value = _said(partial(say, measure, row.value))
        limits = (
            f"{usual}；{say(measure, row.low, 'zh')} 至 {say(measure, row.high, 'zh')}",
            f"{usual}; {say(measure, row.low, 'en')} to {say(measure, row.high, 'en')}",
        )
        first.append(cover.key(_said(partial(name_of, measure)), cover.large(value), limits))
    return tag("dl", *first, class_="keys")


# -- the sections --------------------------------------------------------------------------------------------------


def _criteria(found: Verdict) -> Markup:
    """A criterion a row, a scenario a column; each cell with its outcome and figure."""
    scenarios = list(found.series)
    groups: dict[object, dict[str, Judgement]] = {}
    for it in found.judgements:
        groups.setdefault(it.criterion, {})[it.row.scenario] = it
    head = tag(
        "tr", tag("th", both(("标准", "Criterion"))), *(tag("th", name, scope="col") for name in scenarios)
    )
    rows = [
        tag(
            "tr",
            tag("th", both(_said(one.criterion.title)), scope="row"),
            *(_judged(each.get(name)) for name in scenarios),
        )
        for each in groups.values()
        for one in [next(iter(each.values()))]
    ]
    return _framed(head, rows)


def _framed(head: Markup, rows: Iterable[Markup]) -> Markup:
    """A table that can be moved sideways where it is too wide."""
    whole = tag("table", tag("thead", head), tag("tbody", *rows), class_="verdicts")
    return tag("div", whole, class_="scroll", tabindex=0)


def _said(words: Callable[[str], str]) -> Text:
    """What is said in a language, in both."""
    return words("zh"), words("en")


def _judged(one: Judgement | None) -> Markup:
    if one is None:
        return tag("td", "—")
    word = both(_said(partial(outcome, one.outcome)))
    figure = both(_said(one.row.text))
    return tag("td", tag("b", word, class_=f"verdict {one.outcome}"), tag("div", figure, class_="range"))


def _scenarios(found: Verdict) -> Markup:
    """A scenario a row, with what matters before and after."""
    measures = [
        it
        for it in ("median", "p90", "backlog", "utilisation")
        if any(row.measure == it for row in found.rows)
    ]
    versions = (BEFORE, AFTER) if found.is_reform else (BEFORE,)
    heads = [both(_said(partial(name_of, it))) for it in measures]
    head = tag(
        "tr",
        tag("th", both(("情景", "Scenario"))),
        tag("th", both(("版本", "Version"))),
        *(tag("th", it, scope="col") for it in heads),
    )
    rows = [
        tag(
            "tr",
            tag("th", scenario, scope="row"),
            tag("td", both(_VERSIONS[version])),
            *(tag("td", both(_said(found.row(scenario, version, it).text))) for it in measures),
        )
        for scenario in found.series
        for version in versions
    ]
    return _framed(head, rows)


def _days(found: Verdict, every: dict[str, pl.DataFrame]) -> Markup | None:
    """Cases open day by day, a line for each scenario."""
    series = [
        Series(
            (name, name),
            number,
            tuple(
                Point(
                    date.fromisoformat(days.first) + timedelta(days=at),
                    value,
                    (f"{name} · 第 {at + 1} 天", f"{name} · day {at + 1}"),
                )
                for at, value in _thinned(days.open_cases)
            ),
        )
        for number, (name, days) in enumerate(list(found.series.items())[:_MOST_LINES], 1)
        if len(days.open_cases) > 1
    ]
    if not series:
        return None
    first = series[0].points[0].day
    last = max(each.points[-1].day for each in series)
    step = max((last - first).days // 4, 1)
    ticks = [
        (first + timedelta(days=at), (f"第 {at + 1} 天", f"day {at + 1}"))
        for at in range(0, (last - first).days + 1, step)
    ]
    highest = max(point.value for each in series for point in each.points)
    lead: Text = (
        "各次重复的平均；纵轴为当晚仍在办的件数。",
        "Mean over the replications; the axis counts cases still open in the evening.",
    )
    chart = lines(series, linear(highest, unit=("件", "cases")), ticks)
    told = [tag("p", both(_said(partial(strained, it)))) for it in found.strains]
    return section(
        "days",
        ("逐日积压", "Day by day"),
        card(chart, *told),
        folded(_table(every, "stress_days")),
        lead=lead,
    )


def _thinned(values: tuple[float, ...]) -> list[tuple[int, float]]:
    """As many days as a line can show, up to where all but a hundredth of the peak is done."""
    open_still = [at for at, value in enumerate(values) if value > max(values) / 100]
    last = max(open_still, default=0)
    step = max(last // 55, 1)
    return [(at, values[at]) for at in range(0, last + 1, step)]


def _assumptions(found: Verdict, every: dict[str, pl.DataFrame]) -> Markup | None:
    moved = [it for it in found.bars if it.less != it.more]
    bars = [it for it in moved if float("inf") not in (it.less, it.more)]
    endless = [it.assumption for it in moved if it not in bars]
    if not moved:
        return None
    measure = moved[0].measure
    swings = [
        Swing(
            it.assumption,
            it.less,
            it.more,
            (
                f"{say(measure, it.less, 'zh')} ↔ {say(measure, it.more, 'zh')}",
                f"{say(measure, it.less, 'en')} ↔ {say(measure, it.more, 'en')}",
            ),
        )
        for it in bars
    ]
    lead: Text = (
        f"平常情景下每次只改一个假设，看{name_of(measure, 'zh')}变动多少；最敏感的排在最前。",
        f"In ordinary times one assumption is varied at a time: how far the {name_of(measure, 'en')} moves, the most sensitive first.",
    )
    return section(
        "assumptions",
        ("假设的影响", "Assumptions"),
        card(
            *(
                tag("p", both((f"{zh}：有办件永远办不完", f"{en}: some cases are never done")))
                for zh, en in endless
            ),
            tornado(swings) if swings else None,
        ),
        folded(_table(every, "stress_assumptions")),
        lead=lead,
    )


def _sheet(found: Verdict) -> list[tuple[Text, list[Text]]]:
    """The data sheet: what was tried, and what the profile did not tell."""
    made = found.registration
    earlier = [(it, it) for it in made.earlier] or [("无", "none")]
    return [
        (("登记时间", "Registered"), [(made.made_at.isoformat(), made.made_at.isoformat())]),
        (("登记指纹", "Fingerprint"), [(made.sha256, made.sha256)]),
        (("此前登记的版本", "Versions registered before"), earlier),
        (
            ("输入", "Inputs"),
            [(f"{name} sha256 {it}", f"{name} sha256 {it}") for name, it in found.inputs.items()],
        ),
        (("重复次数", "Replications"), [(str(found.replications), str(found.replications))]),
        (("画像未说明、由次优替代", "What the profile does not tell"), list(found.notes) or [("无", "none")]),
        (("模拟数据", "Simulated"), [("是", "yes")]),
    ]


def _rows(found: Verdict) -> list[tuple[Text, object]]:
    return [(name, tag("div", *[tag("div", both(it)) for it in values])) for name, values in _sheet(found)]
