"""A deck for a briefing (宣讲): one idea a slide, told by its title; every figure is native and can be edited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Inches, Pt

from liandong.bundle.facts import UNPUBLISHED
from liandong.diagnosis.words import choose
from liandong.effect import Estimate
from liandong.procedure.model import Node
from liandong.report.markup import clean
from liandong.report.office.blocks import Table
from liandong.report.office.case_report import Dossier
from liandong.report.office.measured import Measured
from liandong.report.office.packing import WHEN, repacked
from liandong.report.office.results import moved, signed
from liandong.report.office.tables import Step, interval, steps
from liandong.report.wrapping import shorten, width

_WIDE, _HIGH, _EDGE = 13.333, 7.5, 0.7
_BLUE, _INK, _GREY, _RED, _GREEN, _AMBER, _PALE = (
    "14508F", "1F2933", "6B7785", "B3381E", "1E7B4A", "9A5B00", "E8F0F9",
)  # fmt: skip
_CHANGES = {"kept": _BLUE, "removed": _RED, "added": _GREEN, "moved": _AMBER}
#: More rows than this are left to the workbook, which the slide says.
_MOST_ROWS, _MOST_BOXES = 7, 12


def dossier_slides(found: Dossier) -> bytes:
    """The deck as bytes; the same dossier gives the same bytes."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(_WIDE), Inches(_HIGH)
    properties = deck.core_properties
    properties.title, properties.author, properties.last_modified_by = clean(found.title), "Liandong", ""
    properties.created = properties.modified = WHEN
    _cover(deck, found)
    for draw in (_process, _effect, _claims, _stress, _replicate, _contact):
        draw(deck, found)
    raw = BytesIO()
    deck.save(raw)
    return repacked(raw.getvalue())


def _color(text: str) -> Any:
    return RGBColor.from_string(text)  # type: ignore[no-untyped-call]


# -- pieces --------------------------------------------------------------------------------------------------------


def _slide(deck: Any, found: Dossier, title: str) -> Any:
    """A slide with its idea on top; a simulated one says so."""
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    head = slide.shapes.title
    head.left, head.top, head.width, head.height = (
        Inches(_EDGE),
        Inches(0.45),
        Inches(_WIDE - 2 * _EDGE - 1.6),
        Inches(1.1),
    )
    _words(head.text_frame, title, 30 if width(title) <= 56 else 24, _BLUE, is_bold=True)
    if found.simulated:
        box = _box(slide, _WIDE - _EDGE - 1.5, 0.5, 1.5, 0.42, fill=_RED)
        _words(
            box.text_frame,
            choose(found.lang, "模拟数据", "Simulated"),
            14,
            "FFFFFF",
            is_bold=True,
            align=PP_ALIGN.CENTER,
        )
    line = choose(found.lang, f"{found.title} · {len(deck.slides)}", f"{found.title} · {len(deck.slides)}")
    _text(slide, _EDGE, _HIGH - 0.5, _WIDE - 2 * _EDGE, 0.35, line, 11, _GREY)
    return slide


def _words(
    frame: Any, words: str, size: float, color: str, *, is_bold: bool = False, align: Any = PP_ALIGN.LEFT
) -> None:
    """The text of a shape, in fonts that have Chinese."""
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
    frame.margin_left = frame.margin_right = Inches(0.06)
    for at, line in enumerate(clean(words).split("\n")):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        paragraph.alignment = align
        run = paragraph.add_run()
        run.text = line
        run.font.size, run.font.bold, run.font.name = Pt(size), is_bold, "Arial"
        run.font.color.rgb = _color(color)
        properties = run._r.get_or_add_rPr()
        east = properties.makeelement(
            "{http://schemas.openxmlformats.org/drawingml/2006/main}ea", {"typeface": "微软雅黑"}
        )
        properties.append(east)


def _text(
    slide: Any,
    x: float,
    y: float,
    wide: float,
    high: float,
    words: str,
    size: float,
    color: str = _INK,
    **how: Any,
) -> None:
    box = slide.shapes.add_textbox(Inches(x), Inches(y), Inches(wide), Inches(high))
    _words(box.text_frame, words, size, color, **how)


def _box(slide: Any, x: float, y: float, wide: float, high: float, *, fill: str, line: str = "") -> Any:
    shape = slide.shapes.add_shape(
        MSO_SHAPE.ROUNDED_RECTANGLE, Inches(x), Inches(y), Inches(wide), Inches(high)
    )
    shape.fill.solid()
    shape.fill.fore_color.rgb = _color(fill)
    shape.line.color.rgb = _color(line or fill)
    shape.shadow.inherit = False
    return shape


def _line(slide: Any, x: float, y: float, to_x: float, to_y: float, color: str, points: float) -> None:
    line = slide.shapes.add_connector(
        MSO_CONNECTOR.STRAIGHT, Inches(x), Inches(y), Inches(to_x), Inches(to_y)
    )
    line.line.color.rgb, line.line.width = _color(color), Pt(points)


def _table(slide: Any, table: Table, top: float, lang: str) -> None:
    """The first rows of a table; the workbook has the others, and that is said."""
    rows = table.rows[:_MOST_ROWS]
    shape = slide.shapes.add_table(
        len(rows) + 1, len(table.headings), Inches(_EDGE), Inches(top), Inches(_WIDE - 2 * _EDGE), Inches(0.5)
    )
    made = shape.table
    wanted = [min(40, max(6, *map(width, cells))) for cells in zip(table.headings, *rows, strict=True)]
    for at, column in enumerate(made.columns):
        column.width = Inches((_WIDE - 2 * _EDGE) * wanted[at] / sum(wanted))
    for y, cells in enumerate((table.headings, *rows)):
        for x, words in enumerate(cells):
            cell = made.cell(y, x)
            align = PP_ALIGN.RIGHT if table.is_number[x] else PP_ALIGN.LEFT
            _words(cell.text_frame, words, 14, "FFFFFF" if y == 0 else _INK, is_bold=y == 0, align=align)
            cell.fill.solid()
            cell.fill.fore_color.rgb = _color(_BLUE if y == 0 else "FFFFFF" if y % 2 else _PALE)
    if len(table.rows) > _MOST_ROWS:
        words = choose(
            lang,
            f"另有 {len(table.rows) - _MOST_ROWS} 行，见工作簿。",
            f"{len(table.rows) - _MOST_ROWS} more rows are in the workbook.",
        )
        _text(slide, _EDGE, _HIGH - 0.95, _WIDE - 2 * _EDGE, 0.35, words, 12, _GREY)


# -- the slides ----------------------------------------------------------------------------------------------------


def _cover(deck: Any, found: Dossier) -> None:
    slide = _slide(deck, found, "")
    slide.shapes.title._element.getparent().remove(slide.shapes.title._element)
    _text(slide, 1, 2.1, _WIDE - 2, 1.4, found.title, 44, _BLUE, is_bold=True)
    _text(slide, 1, 3.5, _WIDE - 2, 1.4, found.summary, 22)
    facts = "\n".join(f"{name}{choose(found.lang, '：', ': ')}{value}" for name, value in found.meta[:4])
    _text(slide, 1, 5.0, _WIDE - 2, 1.5, facts, 16, _GREY)


def _process(deck: Any, found: Dossier) -> None:
    """Before above after, step by step: what is gone is red, what is new green, what moved amber."""
    if found.evidence.procedures is None:
        return
    rows = steps(found.evidence.procedures)
    gone, new = (sum(what == name for what, *_ in rows) for name in ("removed", "added"))
    shifted = len({one.id for what, one, _ in rows if what == "moved" and one})
    told = [(gone, "取消", "removed"), (new, "新增", "new"), (shifted, "调整", "moved")]
    zh = "，".join(f"{word} {n} 个环节" for n, word, _ in told if n)
    en = ", ".join(f"{n} step{'' if n == 1 else 's'} {word}" for n, _, word in told if n)
    slide = _slide(
        deck,
        found,
        choose(found.lang, f"流程怎么变：{zh or '次序调整'}", f"What changed: {en or 'the order'}"),
    )
    sides: tuple[tuple[str, list[tuple[str, Node]]], ...] = (
        (choose(found.lang, "改革前", "Before"), _side(rows, 1)),
        (choose(found.lang, "改革后", "After"), _side(rows, 2)),
    )
    for at, (name, nodes) in enumerate(sides):
        top = 2.0 + 2.5 * at
        _text(slide, _EDGE, top - 0.45, 4, 0.4, name, 16, _GREY, is_bold=True)
        _row(slide, nodes, top, found.lang)


def _side(rows: Sequence[Step], at: int) -> list[tuple[str, Node]]:
    return [(row[0], node) for row in rows if (node := (row[1], row[2])[at - 1]) is not None]


def _row(slide: Any, nodes: Sequence[tuple[str, Node]], top: float, lang: str) -> None:
    shown, gap = nodes[:_MOST_BOXES], 0.22
    wide = min(2.2, (_WIDE - 2 * _EDGE + gap) / max(1, len(shown)) - gap)
    for at, (what, node) in enumerate(shown):
        x = _EDGE + at * (wide + gap)
        is_kept, color = what == "kept", _CHANGES[what]
        box = _box(slide, x, top, wide, 1.3, fill=_PALE if is_kept else "FFFFFF", line=color)
        _words(
            box.text_frame,
            shorten(node.label, 40),
            15,
            _INK if is_kept else color,
            is_bold=not is_kept,
            align=PP_ALIGN.CENTER,
        )
        if at:
            _line(slide, x - gap, top + 0.65, x, top + 0.65, _GREY, 1.5)
    if len(nodes) > len(shown):
        rest = len(nodes) - len(shown)
        _text(
            slide,
            _EDGE,
            top + 1.35,
            6,
            0.35,
            choose(lang, f"另有 {rest} 个环节", f"{rest} more steps"),
            12,
            _GREY,
        )


def _effect(deck: Any, found: Dossier) -> None:
    """The change of each duration as a dot with its interval, left of nought where it fell."""
    effect = found.evidence.effect
    shown = [one for one in effect.estimates if not one.zone and one.value is not None][:5] if effect else []
    if effect is None or not shown:
        return
    first = shown[0]
    slide = _slide(
        deck,
        found,
        f"{first.measure.title(found.lang, effect.clock)}{choose(found.lang, '', ' ')}{moved(first, found.lang, effect.clock)}",
    )
    for kind in (False, True):
        group = [one for one in shown if one.measure.is_share == kind]
        most = max(
            (abs(edge) for one in group for edge in (one.value, one.low, one.high) if edge is not None),
            default=0.0,
        )
        for one in group:
            _dot(slide, one, 2.2 + 0.85 * shown.index(one), most or 1.0, effect, found.lang)
    _line(slide, 7.0, 1.9, 7.0, 2.1 + 0.85 * len(shown), _GREY, 1)
    words = (f"{effect_basis(first, found.lang)}", choose(found.lang, "圆点为估计，横线为 95% 区间，竖线为没有变化。", "Dots are estimates, bars 95 % intervals, the line is no change."))  # fmt: skip
    _text(slide, _EDGE, 6.3, _WIDE - 2 * _EDGE, 0.6, "\n".join(words), 13, _GREY)


def effect_basis(one: Estimate, lang: str) -> str:
    """What an estimate rests on: how many cases, against whom."""
    zh = f"实施后 {one.n_treated:,} 件，对照 {one.n_comparison:,} 件"
    return choose(lang, zh, f"{one.n_treated:,} cases after adoption, {one.n_comparison:,} to compare with")


def _dot(slide: Any, one: Estimate, y: float, most: float, effect: Measured, lang: str) -> None:
    middle, half = 7.0, 2.0
    color = {"better": _GREEN, "worse": _RED}.get(one.verdict, _GREY)
    _text(slide, _EDGE, y - 0.3, 3.9, 0.6, one.measure.title(lang, effect.clock), 17)
    if one.low is not None and one.high is not None:
        _line(slide, middle + half * one.low / most, y, middle + half * one.high / most, y, color, 4)
    x = middle + half * (one.value or 0.0) / most
    dot = slide.shapes.add_shape(
        MSO_SHAPE.OVAL, Inches(x - 0.11), Inches(y - 0.11), Inches(0.22), Inches(0.22)
    )
    dot.fill.solid()
    dot.fill.fore_color.rgb = dot.line.color.rgb = _color(color)
    words = f"{signed(one, one.value, lang, effect.clock)}\n{interval(one, effect, lang)}"
    _text(slide, 9.3, y - 0.38, _WIDE - 9.3 - _EDGE, 0.76, words, 15, color)


def _tabled(deck: Any, found: Dossier, name: str, title: str) -> Any:
    table = found.table(name)
    if table is None:
        return None
    slide = _slide(deck, found, title)
    _table(slide, table, 1.9, found.lang)
    return slide


def _claims(deck: Any, found: Dossier) -> None:
    _tabled(
        deck,
        found,
        "claims",
        choose(found.lang, "材料怎么说，数据怎么算：分开列", "What documents say, beside what was computed"),
    )


def _stress(deck: Any, found: Dossier) -> None:
    verdict = found.evidence.verdict
    if verdict is None:
        return
    words = {
        "passed": ("通过", "passed"),
        "failed": ("不通过", "failed"),
        "undecided": ("不能断定", "undecided"),
    }
    said = choose(found.lang, *words[verdict["outcome"]])
    _tabled(deck, found, "stress", choose(found.lang, f"压力测试：{said}", f"Stress test: {said}"))


def _replicate(deck: Any, found: Dossier) -> None:
    slide = _slide(
        deck,
        found,
        choose(found.lang, "怎样复制：依据、条件、可调参数", "How to replicate: basis, needs, parameters"),
    )
    innovation = found.evidence.innovation
    _text(slide, _EDGE, 1.6, _WIDE - 2 * _EDGE, 1.7, "\n".join(_needs(found)), 16)
    table = found.table("parameters")
    if table is not None:
        _table(slide, table, 3.5, found.lang)
    if innovation.licence == UNPUBLISHED:
        return
    command = f"liandong bundle install {innovation.id}-{innovation.version}.fip"
    _text(
        slide,
        _EDGE,
        6.4,
        _WIDE - 2 * _EDGE,
        0.4,
        choose(found.lang, f"安装成果包：{command}", f"Install the bundle: {command}"),
        13,
        _GREY,
    )


def _needs(found: Dossier) -> Iterator[str]:
    innovation, lang = found.evidence.innovation, found.lang
    for one in innovation.basis[:3]:
        yield choose(
            lang,
            f"依据：{one.title}（{'全国' if one.is_national else '地方'}）",
            f"Basis: {one.title} ({'national' if one.is_national else 'local'})",
        )
    if innovation.capabilities:
        yield choose(
            lang,
            "条件：" + "、".join(innovation.capabilities),
            "Needs: " + "; ".join(innovation.capabilities),
        )


def _contact(deck: Any, found: Dossier) -> None:
    lang = found.lang
    slide = _slide(deck, found, choose(lang, "联系", "Contact"))
    lines = [
        found.contact,
        found.imprint.signed_by,
        choose(
            lang,
            f"来源片区：{found.evidence.innovation.origin}",
            f"Zone of origin: {found.evidence.innovation.origin}",
        ),
    ]
    _text(slide, _EDGE, 2.0, _WIDE - 2 * _EDGE, 2, "\n".join(line for line in lines if line), 24)
    _text(slide, _EDGE, 4.6, _WIDE - 2 * _EDGE, 2, "\n".join(found.sources[:6]), 12, _GREY)
