"""A dossier as one HTML page in the manner of the reports: both languages where both are written, nothing to fetch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from liandong.diagnosis.words import choose
from liandong.report.confining import confined
from liandong.report.markup import Markup, Text, both, join, tag
from liandong.report.office.blocks import Block, Heading, Items, Paragraph, Run, Table, joined
from liandong.report.office.case_report import Dossier, unplaced
from liandong.report.page import bar, document
from liandong.report.parts import section
from liandong.report.procedure.drawing import STYLE, procedure_svg
from liandong.report.sections import cover
from liandong.report.sections.sheet import footer
from liandong.report.table import facts

#: The element that holds a picture: the style of pictures reaches nothing outside of it.
_SCOPE = "procedure"
_LANGUAGE = {"zh": "zh-CN", "en": "en"}


def dossier_page(found: Sequence[Dossier], *, lang: str, file_name: str) -> str:
    """The page of the dossier in its languages (one or two), ``lang`` shown first."""
    # The hub shows the parts alone, without the workbook.
    from liandong.report.office.book import dossier_workbook

    first = next((one for one in found if one.lang == lang), found[0])
    title = _title(found)
    inputs = first.evidence.effect.inputs.values() if first.evidence.effect else ()
    sections = [
        ("text", ("正文", "Text")),
        ("process", ("流程前后", "Before and after")),
        ("results", ("结果", "Results")),
    ]
    content = (
        cover.banner(simulated=first.simulated),
        bar(file_name, sections),
        _cover(title, first),
        tag("main", section("text", ("正文", "Text"), _both(found, _text)), _process(first), section("results", ("结果与来源", "Results and sources"), _both(found, _results)), class_="wrap"),
        footer(" ".join(inputs)),
    )  # fmt: skip
    style = confined(STYLE, f".{_SCOPE}")
    return document(title, content, dossier_workbook(first), first.lang, extra_style=style)


def _title(found: Sequence[Dossier]) -> Text:
    titles = {one.lang: one.title for one in found}
    only = found[0].title
    return titles.get("zh", only), titles.get("en", only)


def _cover(title: Text, first: Dossier) -> Markup:
    eyebrow = tag("div", both(("案例报告", "Dossier")), class_="eyebrow")
    told = [tag("span", f"{name} {value}") for name, value in first.meta]
    return tag(
        "header",
        tag("div", eyebrow, tag("h1", both(title)), tag("div", *told, class_="facts"), class_="wrap"),
        class_="cover",
    )


def _both(found: Sequence[Dossier], draw: object) -> Markup:
    """What is drawn of each dossier; where there are two the page shows the one in its language."""
    assert callable(draw)
    return join(
        *[
            tag(
                "div",
                *draw(one),
                class_="card long" + (f" {one.lang}" if len(found) > 1 else ""),
                lang=_LANGUAGE[one.lang],
            )
            for one in found
        ]
    )


@dataclass(frozen=True)
class Parts:
    """A dossier for pages of others: markup that is safe as it is, without any style inside."""

    #: What stands in each section of the text, in their order.
    sections: tuple[Markup, ...]
    #: The procedure before and after; empty where it is not known.
    pictures: tuple[Markup, ...]
    #: Tables that the text does not place, sources, facts.
    results: Markup


def parts(found: Dossier) -> Parts:
    """The parts of the page. Pictures look right where ``STYLE`` of ``report.procedure.drawing`` reaches them."""
    drawn = [procedure_svg(one, has_style=False) for one in found.evidence.procedures or ()]
    told = tuple(join(*map(_block, one.blocks)) for one in found.sections)
    return Parts(told, tuple(map(Markup, drawn)), join(*_results(found)))


def _text(found: Dossier) -> list[Markup]:
    return [
        part
        for one in found.sections
        for part in (*([tag("h3", one.title)] if one.title else []), *map(_block, one.blocks))
    ]


def _block(block: Block) -> Markup:
    match block:
        case Heading(_, words):
            return tag("h4", words)
        case Paragraph(runs):
            return tag("p", *_runs(runs))
        case Items(items, is_numbered):
            return tag("ol" if is_numbered else "ul", *[tag("li", *_runs(runs)) for runs in items])
        case Table():
            return _table(block)
    return Markup("")


def _runs(runs: Sequence[Run]) -> list[object]:
    return [tag("b", joined(run.text)) if run.is_bold else joined(run.text) for run in runs]


def _table(table: Table) -> Markup:
    def cells(name: str, words: Sequence[str]) -> list[Markup]:
        pairs = zip(words, table.is_number, strict=True)
        return [tag(name, one, class_="num" if is_number else None) for one, is_number in pairs]

    rows = [tag("tr", *cells("td", row)) for row in table.rows]
    head = tag("thead", tag("tr", *cells("th", table.headings)))
    drawn = tag("div", tag("table", head, tag("tbody", *rows)), class_="scroll", tabindex=0)
    return tag("div", tag("h3", table.caption) if table.caption else None, drawn, class_="table")


def _process(first: Dossier) -> Markup | None:
    """The procedure before and after, as pictures."""
    if first.evidence.procedures is None:
        return None
    names: tuple[Text, Text] = ("改革前", "Before"), ("改革后", "After")
    drawn = [
        tag(
            "div",
            tag("h3", both(name)),
            tag("div", Markup(procedure_svg(one, has_style=False)), class_=f"scroll {_SCOPE}", tabindex=0),
            class_="card",
        )
        for name, one in zip(names, first.evidence.procedures, strict=True)
    ]
    return section("process", ("流程前后", "Before and after"), *drawn)


def _results(found: Dossier) -> list[Markup]:
    parts = [_table(table) for table in unplaced(found)]
    sources = tag("ol", *[tag("li", source) for source in found.sources])
    sheet = facts([((name, name), value) for name, value in found.meta])
    return [*parts, tag("h3", choose(found.lang, "来源", "Sources")), sources, sheet]
