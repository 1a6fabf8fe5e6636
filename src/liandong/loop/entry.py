"""The entry page of the demonstration: every step of the loop with its finding and its file, real and simulated apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from liandong.diagnosis import Diagnosis
from liandong.diagnosis.words import count
from liandong.loop.turning import Adoption, Turn
from liandong.report.markup import Markup, Text, both, tag
from liandong.report.page import bar, document
from liandong.report.parts import card, section
from liandong.report.sections import cover
from liandong.report.sections.sheet import footer
from liandong.report.workbook import Cover, book_of

TITLE: Text = ("联动：从堵点到复制推广", "Liandong: from bottleneck to replication")
_SECTIONS: tuple[tuple[str, Text], ...] = (
    ("bottleneck", ("找堵点", "Bottleneck")),
    ("reform", ("突破方案", "Reform")),
    ("stress", ("压力测试", "Stress test")),
    ("bundle", ("成果包", "Bundle")),
    ("effect", ("成效", "Effect")),
    ("dossier", ("案例报告", "Dossier")),
    ("real", ("真实日志", "Real logs")),
    ("sheet", ("真实与模拟", "Real and simulated")),
)
_BANNER: Text = (
    "第 1 至 6 步为模拟数据，不反映真实办件；其后的诊断另行标明真实或模拟",
    "Steps 1 to 6 are simulated and show no real cases; of the diagnoses after them each says what it is",
)
#: As many sentences of a step are shown where a report of its own has all of them.
_MOST = 4


@dataclass(frozen=True)
class Diagnosed:
    """A real log that was diagnosed: title, where its report lies, where it comes from."""

    title: Text
    file: str
    found: Diagnosis
    source: str
    is_simulated: bool


def entry(found: Turn, logs: Sequence[Diagnosed], *, lang: str) -> str:
    """The page as HTML in both languages, showing ``lang`` first; files are linked by relative address."""
    sections = {
        "bottleneck": _step(
            1, "bottleneck", _sentences(found.diagnosis), _link("diagnosis.html", ("诊断报告", "diagnosis"))
        ),
        "reform": _step(2, "reform", _changes(found), *_pictures(), most=None),
        "stress": _step(
            3,
            "stress",
            _pairs(found.verdict.sentences("zh"), found.verdict.sentences("en")),
            _link("stress.html", ("压力测试报告", "report on the stress test")),
            _link("forecast.json", ("预测（可评分）", "forecast, to be scored")),
        ),
        "bundle": _step(
            4, "bundle", _bundle(found), _link(f"{found.facts.id}.fip", ("成果包", "bundle")), most=None
        ),
        "effect": _step(
            5,
            "effect",
            _pairs(found.effect.sentences("zh"), found.effect.sentences("en")),
            _link("effect.html", ("成效报告", "report on the effect")),
            _link("effect.json", ("测算结果（可给预测评分）", "result, to score the forecast")),
        ),
        "dossier": _step(
            6,
            "dossier",
            [
                (
                    "案例报告里的数字都由以上结果填入，宣称与测算分列。",
                    "Every number of the dossier is filled in from these results; claimed and computed stand apart.",
                )
            ],
            _link("dossier.docx", ("案例报告（Word）", "dossier (Word)")),
            _link("dossier.pptx", ("宣讲幻灯片", "slides")),
            _link("dossier.html", ("网页", "page")),
        ),
        "real": _real(logs),
        "sheet": section(
            "sheet", ("真实与模拟", "Real and simulated"), card(*_sheet(found, logs), is_long=True)
        ),
    }
    content = (
        tag("div", both(_BANNER), class_="simulated", role="note"),
        bar("index", [(name, words) for name, words in _SECTIONS if name in sections]),
        _cover(found),
        tag("main", _keys(found), *sections.values(), class_="wrap"),
        footer(found.bundle.digest),
    )
    return document(TITLE, content, _book(found), lang)


def write_entry(found: Turn, logs: Sequence[Diagnosed], path: Path, *, lang: str = "zh") -> None:
    """Writes the entry page."""
    path.write_text(entry(found, logs, lang=lang), "utf-8", newline="\n")


# -- the top -------------------------------------------------------------------------------------------------------


def _cover(found: Turn) -> Markup:
    zh, en = found.facts.title
    told: list[Text] = [
        (zh, en),
        (f"牵头：{found.facts.origin}", f"led by {found.facts.origin}"),
        (f"{len(found.adoptions) + 1} 个片区", f"{len(found.adoptions) + 1} zones"),
    ]
    eyebrow = tag("div", both(("制度创新闭环演示", "The loop of institutional innovation")), class_="eyebrow")
    shown = tag("div", *[tag("span", both(words)) for words in told], class_="facts")
    return tag("header", tag("div", eyebrow, tag("h1", both(TITLE)), shown, class_="wrap"), class_="cover")


def _keys(found: Turn) -> Markup:
    installed = sum(one.reasons is None for one in found.adoptions)
    word = _verdict(found)
    cases = found.diagnosis.overview.cases
    return tag(
        "dl",
        cover.key(
            ("办件（模拟）", "Cases (simulated)"),
            cover.large((f"{cases:,} 件", f"{cases:,} cases")),
            ("改革前", "before the reform"),
        ),
        cover.key(
            ("压力测试", "Stress test"),
            tag("span", both(word), class_="figure"),
            ("标准先登记", "criteria registered first"),
        ),
        cover.key(
            ("复制推广", "Replication"),
            cover.large((f"{installed} 个片区", f"{installed} zones")),
            (
                f"另有 {len(found.adoptions) - installed} 个不适用",
                f"{len(found.adoptions) - installed} do not fit",
            ),
        ),
        class_="keys",
    )


def _verdict(found: Turn) -> Text:
    from liandong.stress.verdict import outcome

    return outcome(found.verdict.outcome, "zh"), outcome(found.verdict.outcome, "en")


# -- the steps -----------------------------------------------------------------------------------------------------


def _step(number: int, name: str, told: Sequence[Text], *links: Markup, most: int | None = _MOST) -> Markup:
    """A step: what it found in a few sentences, and its files."""
    items = [tag("li", both(pair, "div")) for pair in told[:most]]
    more = len(told) - len(items)
    rest = (
        tag("p", both((f"另有 {more} 条，见报告。", f"{more} more in the report.")), class_="note")
        if more > 0
        else None
    )
    words = dict(_SECTIONS)[name]
    title = (f"{number}. {words[0]}", f"{number}. {words[1]}")
    return section(
        name, title, card(tag("ol", *items, class_="findings"), rest, tag("p", *links, class_="links"))
    )


def _link(file: str, words: Text) -> Markup:
    return tag("a", both(words), href=file, class_="button")


def _pairs(zh: Sequence[str], en: Sequence[str]) -> list[Text]:
    return list(zip(zh, en, strict=True))


def _sentences(found: Diagnosis) -> list[Text]:
    return _pairs(found.sentences("zh"), found.sentences("en"))


def _changes(found: Turn) -> list[Text]:
    """What differs, activities first: gateways follow from them."""
    ordered = sorted(found.changes, key=lambda one: "Gateway" in one.element or "Gateway" in one.en)
    return [(one.zh, one.en) for one in ordered]


def _pictures() -> list[Markup]:
    names: list[tuple[str, Text]] = [
        ("before", ("改革前（颜色为用时）", "before, coloured by time")),
        ("after", ("改革后", "after")),
    ]
    return [_link(f"{name}.svg", words) for name, words in names] + [
        _link(f"innovation/process/{name}.bpmn", (f"{zh} BPMN", f"{name} BPMN"))
        for name, zh in (("before", "改革前"), ("after", "改革后"))
    ]


def _bundle(found: Turn) -> list[Text]:
    digest = found.bundle.digest
    head: Text = (
        f"成果包 {found.facts.name}，摘要 {digest}；演示用公开密钥签名，不能证明任何事。",
        f"Bundle {found.facts.name}, digest {digest}; signed with an open key for demonstrations, which proves nothing.",
    )
    return [head, *map(_adopted, found.adoptions)]


def _adopted(one: Adoption) -> Text:
    if one.reasons is None:
        return f"{one.zone}：适用性核对通过，已安装。", f"{one.zone}: fits, installed."
    return f"{one.zone}：{one.reasons[0]}。", f"{one.zone}: {one.reasons[1]}."


def _real(logs: Sequence[Diagnosed]) -> Markup:
    """Second part: diagnoses of logs that come with the program."""
    cards = [
        card(
            tag("p", both(_sentences(one.found)[2])),
            tag("p", _link(one.file, ("诊断报告", "diagnosis")), class_="links"),
            tag("p", both((f"来源：{one.source}", f"Source: {one.source}")), class_="note"),
            title=(one.title[0] + _mark(one)[0], one.title[1] + _mark(one)[1]),
        )
        for one in logs
    ]
    return section("real", ("真实日志的诊断", "Diagnoses of real logs"), *cards)


def _mark(one: Diagnosed) -> Text:
    if one.is_simulated:
        return ("", "") if "模拟" in one.title[0] else ("（模拟数据）", " (simulated)")
    return "（真实）", " (real)"


def _sheet(found: Turn, logs: Sequence[Diagnosed]) -> list[Markup]:
    cases = found.diagnosis.overview.cases
    told: list[Text] = [
        (
            f"第 1 至 6 步：七个片区的 {count(cases, 'zh', '件办件', 'case')}由仿真按 innovation/assumptions.toml 里写明的假设产生，不是真实办件；"
            "法律依据和“宣称”一栏引自公开材料，出处见 innovation/evidence/claims.csv。",
            f"Steps 1 to 6: the {count(cases, 'en', '件', 'case')} of the seven zones are simulated from the assumptions stated in "
            "innovation/assumptions.toml; they are no real cases. Legal bases and the column “claimed” are quoted from published "
            "documents, their sources in innovation/evidence/claims.csv.",
        ),
        *(
            (f"{one.title[0]}{_mark(one)[0]}：{one.source}", f"{one.title[1]}{_mark(one)[1]}: {one.source}")
            for one in logs
        ),
    ]
    return [tag("p", both(words)) for words in told]


def _book(found: Turn) -> bytes:
    """The files of the turn with their hashes, as a workbook."""
    files = pl.DataFrame([{"file": name, "sha256": value} for name, value in found.hashes.items()])
    told = _changes(found)
    first = Cover(TITLE, True, told, [(("摘要", "Digest"), [(found.bundle.digest, found.bundle.digest)])], [])
    return book_of(first, {"files": files})
