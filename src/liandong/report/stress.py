"""The report and the workbook of a stress test, in the manner of the diagnosis: one page, nothing to fetch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from math import isfinite

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
from liandong.stress.scenario import called
from liandong.stress.tables import tables
from liandong.stress.verdict import AFTER, BEFORE, DRAFT, VERSIONS, Judgement, Verdict, outcome, strained

_SECTIONS: tuple[tuple[str, Text], ...] = (
    ("findings", ("结论", "Verdict")),
    ("criteria", ("通过标准", "Criteria")),
    ("scenarios", ("各情景", "Scenarios")),
    ("days", ("逐日积压与占用率", "Over time")),
    ("assumptions", ("假设的影响", "Assumptions")),
    ("sheet", ("数据说明", "Data sheet")),
)
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
    draft = ("（草案）", " (draft)") if found.is_draft else ("", "")
    return f"压力测试：{found.name}{draft[0]}", f"Stress test: {found.name}{draft[1]}"


def stress_page(found: Verdict, *, lang: str, file_name: str) -> str:
    """The report as an HTML document in both languages, showing ``lang`` first."""
    every = tables(found)
    sections = {name: drawn for name, drawn in _drawn(found, every).items() if drawn is not None}
    content = (
        cover.banner(simulated=True),
        _draft(found),
        bar(file_name, [(name, words) for name, words in _SECTIONS if name in sections]),
        _cover(found),
        tag("main", _keys(found), *sections.values(), class_="wrap"),
        footer(" ".join(found.inputs.values())),
    )
    return document(title(found), content, stress_workbook(found), lang)


def _draft(found: Verdict) -> Markup | None:
    """The warning that nothing may be put in force on this."""
    if not found.is_draft:
        return None
    words = (f"{DRAFT[0]}，不能据此实施", f"{DRAFT[1].capitalize()}: not to be put in force")
    return tag("div", both(words), class_="simulated", role="note")


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
    if "measure" not in frame.columns or frame.is_empty():
        return frame
    kinds = {str(name): _unit(str(name)) for name in frame["measure"].unique()}
    unit = pl.col("measure").replace_strict(
        {name: unit for name, (unit, _) in kinds.items()}, return_dtype=pl.String
    )
    size = pl.col("measure").replace_strict(
        {name: size for name, (_, size) in kinds.items()}, return_dtype=pl.Float64
    )
    values = [
        name for name in ("value", "low", "high", "limit", "less", "base", "more") if name in frame.columns
    ]
    done = frame.with_columns(*(pl.col(name) / size for name in values), unit=unit)
    words = {
        "measure": {name: f"{name_of(name, 'zh')} {name_of(name, 'en')}" for name in kinds},
        "version": {name: f"{zh} {en}" for name, (zh, en) in VERSIONS.items()},
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
    """A block for each scenario: what was asked of it, with the outcome and the figure."""
    blocks = []
    for scenario in found.series:
        asked = [it for it in found.judgements if it.row.scenario == scenario]
        if asked:
            blocks.append(
                tag(
                    "div",
                    tag("h3", both(_said(partial(called, scenario)))),
                    tag("dl", *map(_judged, asked)),
                    class_="judged",
                )
            )
    return tag("div", *blocks, class_="blocks")


def _framed(head: Markup, rows: Iterable[Markup]) -> Markup:
    """A table that can be moved sideways where it is too wide."""
    whole = tag("table", tag("thead", head), tag("tbody", *rows), class_="verdicts")
    return tag("div", whole, class_="scroll", tabindex=0)


def _said(words: Callable[[str], str]) -> Text:
    """What is said in a language, in both."""
    return words("zh"), words("en")


def _judged(one: Judgement) -> Markup:
    word = tag("b", both(_said(partial(outcome, one.outcome))), class_=f"verdict {one.outcome}")
    figure = tag("div", both(_said(one.row.text)), class_="range")
    return tag("div", tag("dt", both(_said(one.criterion.title))), tag("dd", word, figure))


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
            tag("th", both(_said(partial(called, scenario))), scope="row"),
            tag("td", both(VERSIONS[version])),
            *(tag("td", both(_said(found.row(scenario, version, it).text))) for it in measures),
        )
        for scenario in found.series
        for version in versions
    ]
    return _framed(head, rows)


def _days(found: Verdict, every: dict[str, pl.DataFrame]) -> Markup | None:
    """Cases open day by day, a line for each scenario; below, the queue and the utilisation of its busiest role."""
    shown = {name: it for name, it in list(found.series.items())[:_MOST_LINES] if len(it.open_cases) > 1}
    if not shown:
        return None
    busiest = {
        name: max(roles, key=lambda it: roles[it]) for name, roles in found.utilisation.items() if roles
    }
    lead: Text = (
        "各次重复的平均。占用率为当周办理时间与在岗时间之比，占用率接近 100% 时排队才会变长。",
        "Mean over the replications. Utilisation is work as a share of the hours people are there in a week: queues grow where "
        "it comes near 100 %.",
    )
    open_cases = {_said(partial(called, name)): it.open_cases for name, it in shown.items()}
    queues = {
        _of_role(name, busiest): it.queues[busiest[name]] for name, it in shown.items() if name in busiest
    }
    busy = {_of_role(name, busiest): it.busy[busiest[name]] for name, it in shown.items() if name in busiest}
    first, length = next(iter(shown.values())).first, max(_end(it.open_cases) for it in shown.values())
    course = _Course(date.fromisoformat(first), length)
    told = [tag("p", both(_said(partial(strained, it)))) for it in found.strains]
    return section(
        "days",
        ("逐日积压与占用率", "Backlog and utilisation over time"),
        card(
            course.drawn(open_cases, 1, ("件", "cases")),
            *told,
            title=("当晚仍在办的件数", "Cases still open in the evening"),
        ),
        card(course.drawn(queues, 1, ("件", "cases")), title=("最忙岗位的排队", "Queue of the busiest role")),
        card(
            course.drawn({name: [100 * it for it in shares] for name, shares in busy.items()}, 7, ("%", "%")),
            title=("最忙岗位的占用率，逐周", "Utilisation of the busiest role, by week"),
        ),
        folded(_table(every, "stress_days"), _table(every, "stress_weeks")),
        lead=lead,
    )


def _of_role(scenario: str, busiest: Mapping[str, str]) -> Text:
    zh, en = _said(partial(called, scenario))
    return f"{zh}（{busiest[scenario]}）", f"{en} ({busiest[scenario]})"


def _end(values: Sequence[float]) -> int:
    """The day up to which all but a hundredth of the peak is done."""
    return max((at for at, value in enumerate(values) if value > max(values) / 100), default=0)


@dataclass(frozen=True)
class _Course:
    """The days that are drawn, the same in each chart."""

    first: date
    length: int

    def drawn(self, courses: Mapping[Text, Sequence[float]], every: int, unit: Text) -> Markup | None:
        """A line for each course, of which there is a value every so many days."""
        series = [
            Series(name, number, tuple(self._points(name, values, every)))
            for number, (name, values) in enumerate(courses.items(), 1)
        ]
        series = [it for it in series if it.points]
        if not series:
            return None
        highest = max(point.value for each in series for point in each.points)
        return lines(series, linear(highest, unit=unit), self._ticks())

    def _points(self, name: Text, values: Sequence[float], every: int) -> Iterator[Point]:
        """As many values as a line can show; none where nobody is there."""
        last = min(self.length // every, len(values) - 1)
        for at in range(0, last + 1, max(last // 55, 1)):
            if isfinite(values[at]):
                words = (
                    (f"第 {at + 1} 天", f"day {at + 1}")
                    if every == 1
                    else (f"第 {at + 1} 周", f"week {at + 1}")
                )
                tip = (f"{name[0]} · {words[0]}", f"{name[1]} · {words[1]}")
                yield Point(self.first + timedelta(days=every * at), values[at], tip)

    def _ticks(self) -> list[tuple[date, Text]]:
        step = max(self.length // 4, 1)
        return [
            (self.first + timedelta(days=at), (f"第 {at + 1} 天", f"day {at + 1}"))
            for at in range(0, self.length + 1, step)
        ]


def _assumptions(found: Verdict, every: dict[str, pl.DataFrame]) -> Markup | None:
    moved = [it for it in found.bars if {it.less, it.more} != {it.base}]
    if not moved:
        return None
    measure, base = moved[0].measure, moved[0].base
    bars = [it for it in moved if all(map(isfinite, (it.less, it.more)))]
    endless = [it.assumption for it in moved if it not in bars]
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
    return section(
        "assumptions",
        ("假设的影响", "Assumptions"),
        card(
            *(
                tag("p", both((f"{zh}：有办件永远办不完", f"{en}: some cases are never done")))
                for zh, en in endless
            ),
            tornado(swings, base) if swings and isfinite(base) else None,
            tag("p", both(_base(measure, base)), class_="note"),
        ),
        folded(_table(every, "stress_assumptions")),
        lead=(
            f"平常情景下每次只改一个假设，看{name_of(measure, 'zh')}变动多少；最敏感的排在最前。",
            f"In ordinary times one assumption is varied at a time: how far the {name_of(measure, 'en')} moves, the most "
            "sensitive first.",
        ),
    )


def _base(measure: str, base: float) -> Text:
    """What the bars are compared with, and why it is not the figure of the scenario."""
    return (
        f"竖线为基准 {say(measure, base, 'zh')}：什么都不改，用与各条相同的随机数运行。它与上面“平常”的数值略有出入，"
        "因为这里不重新抽取参数，重复次数也少。横条在基准一侧时，假设无论增减，指标都朝一个方向变，多是随机波动。",
        f"The line is the base, {say(measure, base, 'en')}: nothing varied, on the random numbers of the bars. It is not quite the "
        "figure of ordinary times above, as nothing is drawn anew here and there are fewer replications. A bar beside the base moves "
        "one way whichever way the assumption goes: that is mostly chance.",
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
