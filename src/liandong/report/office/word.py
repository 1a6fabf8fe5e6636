"""Word in the layout of GB/T 9704-2012, the standard of official documents.

The layout itself - page, grid, fonts, numbering, page numbers - is the XML in ``gbt9704/``, to be read beside the standard;
here paragraphs and tables get its styles. Fonts are named, never shipped: the font table tells open ones to fall back on.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as Word
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Twips
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph

from liandong.diagnosis.words import choose
from liandong.diagnosis.words import day as written_day
from liandong.report.markup import clean
from liandong.report.office.blocks import Block, Heading, Items, Paragraph, Run, Table, joined
from liandong.report.office.imprint import Imprint
from liandong.report.office.packing import packed, repacked
from liandong.report.wrapping import width

#: The width of the text, 156 mm, and of half a Chinese character in a table, in twentieths of a point.
TEXT_WIDTH, _HALF, _CELL_MARGINS = 8844, 105, 130
#: A table's columns are never narrower than three Chinese characters.
_LEAST = 6 * _HALF + _CELL_MARGINS
_PARTS = {
    "[Content_Types].xml": "content_types.xml",
    "_rels/.rels": "rels.xml",
    "docProps/core.xml": "core.xml",
    "word/_rels/document.xml.rels": "word/document.rels.xml",
    **{
        f"word/{name}.xml": f"word/{name}.xml"
        for name in ("document", "styles", "settings", "fontTable", "header", "footer_odd", "footer_even")
    },
}


def fresh(lang: str, title: str, *, simulated: bool) -> Word:
    """An empty document in the layout of the standard; a simulated one says so on top of every page."""
    home = files("liandong.report.office").joinpath("gbt9704")
    names = _PARTS | {"word/numbering.xml": f"word/numbering.{lang}.xml"}
    parts = {part: home.joinpath(*name.split("/")).read_bytes() for part, name in names.items()}
    document = Document(BytesIO(packed(parts)))
    document.core_properties.title = clean(title)
    document.core_properties.language = choose(lang, "zh-CN", "en")
    if simulated:
        words = choose(lang, "模拟数据，不反映真实办件", "Simulated data: no real cases")
        document.sections[0].header.paragraphs[0].add_run(words)
    return document


def saved(document: Word) -> bytes:
    """The document as bytes, the same for the same content."""
    raw = BytesIO()
    document.save(raw)
    return repacked(raw.getvalue())


def add(document: Word, words: str | Sequence[Run], style: str) -> WordParagraph:
    """A paragraph of that style."""
    paragraph = document.add_paragraph(style=style)
    for run in [Run(words)] if isinstance(words, str) else words:
        made = paragraph.add_run(clean(joined(run.text)))
        made.bold = run.is_bold or None
    return paragraph


def add_block(document: Word, block: Block, numbers: dict[str, int], lang: str) -> None:
    """A block of the text; ``numbers`` counts tables and keeps the number of each."""
    match block:
        case Heading(level, words):
            add(document, words, f"Heading {min(max(level - 1, 1), 4)}")
        case Paragraph(runs):
            add(document, runs, "公文正文")
        case Items(items, is_numbered):
            _add_items(document, items, lang, is_numbered=is_numbered)
        case Table():
            add_table(document, block, numbers, lang)


def _add_items(document: Word, items: Sequence[Sequence[Run]], lang: str, *, is_numbered: bool) -> None:
    """A list; a numbered one begins at one again, others have the dash of official documents."""
    number = _restarted(document) if is_numbered else 0
    dash = Run(choose(lang, "——", "– "))
    for runs in items:
        paragraph = add(
            document, runs if is_numbered else [dash, *runs], "List Number" if is_numbered else "List Bullet"
        )
        if is_numbered:
            properties: Any = paragraph._p.get_or_add_pPr()
            numbering = properties.get_or_add_numPr()
            numbering.get_or_add_ilvl().val = 0
            numbering.get_or_add_numId().val = number


def _restarted(document: Word) -> int:
    """The id of a numbering of its own."""
    number = document.part.numbering_part.element.add_num(1)
    number.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(number.numId)


# -- tables --------------------------------------------------------------------------------------------------------


def add_table(document: Word, table: Table, numbers: dict[str, int], lang: str) -> None:
    """A table of three lines under its caption; its head is repeated on every page, and no row is cut in two."""
    if table.caption:
        at = numbers.setdefault(table.name, len(numbers) + 1)
        add(document, choose(lang, f"表{at}　{table.caption}", f"Table {at}. {table.caption}"), "Caption")
    made = document.add_table(rows=0, cols=len(table.headings))
    made.style, made.alignment, made.autofit = "三线表", WD_TABLE_ALIGNMENT.CENTER, False
    wide = widths(table)
    for column, broad in zip(made.columns, wide, strict=True):
        column.width = Twips(broad)
    for cells in (table.headings, *table.rows):
        _fill(made, cells, wide, table.is_number)
    _mark(made.rows[0], "w:tblHeader")
    for cell in made.rows[0].cells:
        _ruled(cell)
    space = add(document, "", "表格文字")
    space.paragraph_format.line_spacing = Twips(200)


def _fill(table: Any, cells: Sequence[str], wide: Sequence[int], is_number: Sequence[bool]) -> None:
    row = table.add_row()
    _mark(row, "w:cantSplit")
    for cell, words, broad, is_right in zip(row.cells, cells, wide, is_number, strict=True):
        cell.width = Twips(broad)
        paragraph = cell.paragraphs[0]
        paragraph.style = "表格文字"
        paragraph.add_run(clean(joined(words)))
        if is_right:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def widths(table: Table, whole: int = TEXT_WIDTH) -> tuple[int, ...]:
    """The widths of the columns, which fill the text: as wide as their words where there is room, else an even share.

    >>> widths(Table("", "", ("序", "环节"), (("1", "申报"),), (False, False)))
    (4422, 4422)
    """
    columns = list(zip(table.headings, *table.rows, strict=True))
    wanted = [max(_LEAST, max(map(width, cells)) * _HALF + _CELL_MARGINS) for cells in columns]
    left, room = sorted(range(len(wanted)), key=lambda at: wanted[at]), whole
    given = [0] * len(wanted)
    for done, at in enumerate(left):
        given[at] = min(wanted[at], room // (len(left) - done))
        room -= given[at]
    spare = room // len(given)
    given = [one + spare for one in given]
    given[-1] += whole - sum(given)
    return tuple(given)


def _mark(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _ruled(cell: _Cell, side: str = "bottom", eighths: int = 6) -> None:
    """A line along one side of a cell, also where the style has it: some programs draw only what the cell itself says."""
    properties: Any = cell._tc.get_or_add_tcPr()
    borders = properties.find(qn("w:tcBorders"))
    if borders is None:
        borders = OxmlElement("w:tcBorders")
        properties.append(borders)
    borders.append(_line(side, eighths))


def _line(side: str, eighths: int) -> Any:
    """A line along one side, in eighths of a point."""
    line: Any = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", str(eighths)), ("space", "0"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    return line


# -- the end of a document -----------------------------------------------------------------------------------------


def add_attachments(document: Word, names: Sequence[str], lang: str) -> None:
    """What is attached, listed below the text after an empty line."""
    if not names:
        return
    add(document, "", "公文正文")
    head = choose(lang, "附件：", "Attachments: ")
    many = len(names) > 1
    for at, name in enumerate(names, start=1):
        number = f"{at}. " if many else ""
        paragraph = add(document, (head if at == 1 else "") + number + name, "条目")
        hang = width(head) / 2 if at == 1 else 0.0
        _indent(paragraph, left=2 + width(head) / 2, first=-hang)


def add_signature(document: Word, imprint: Imprint, lang: str) -> None:
    """Who signs, in the middle above the date, which ends four characters from the right."""
    if not imprint.signed_by and imprint.signed_on is None:
        return
    add(document, "", "公文正文")
    date = written_day(imprint.signed_on, lang) if imprint.signed_on else ""
    room = 4 + (width(date) - width(imprint.signed_by)) / 4
    _indent(add(document, imprint.signed_by, "署名"), right=max(0.0, room))
    _indent(add(document, date, "成文日期"), right=4)


def _indent(paragraph: WordParagraph, *, left: float = 0, right: float = 0, first: float = 0) -> None:
    """Indents in Chinese characters, as Word keeps them, with their size in twips for other programs."""
    properties = paragraph._p.get_or_add_pPr().get_or_add_ind()
    for name, size in (("left", left), ("right", right), ("firstLine", first), ("hanging", -first)):
        if size > 0:
            properties.set(qn(f"w:{name}Chars"), str(round(size * 100)))
            properties.set(qn(f"w:{name}"), str(round(size * 320)))


def add_annex(document: Word, number: str, title: str) -> None:
    """An attachment on a page of its own."""
    document.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)
    add(document, number, "附件")
    add(document, title, "附件标题")


def add_imprint(document: Word, imprint: Imprint, lang: str) -> None:
    """At the foot of the last page: who gets copies, who issued it and when, between lines."""
    rows = (
        [choose(lang, f"抄送：{imprint.copies_to}。", f"Copies to: {imprint.copies_to}")]
        if imprint.copies_to
        else []
    )
    if imprint.issued_by or imprint.issued_on:
        day = written_day(imprint.issued_on, lang) if imprint.issued_on else ""
        rows.append(f"{imprint.issued_by}\t" + choose(lang, f"{day}印发", f"Issued {day}"))
    if not rows:
        return
    made = document.add_table(rows=len(rows), cols=1)
    made.autofit = False
    for at, (row, words) in enumerate(zip(made.rows, rows, strict=True)):
        cell = row.cells[0]
        cell.width = Twips(TEXT_WIDTH)
        _ruled(cell, "top", 6 if at else 8)
        if at == len(rows) - 1:
            _ruled(cell, "bottom", 8)
        paragraph = cell.paragraphs[0]
        paragraph.style = "版记"
        paragraph.add_run(clean(words))
        paragraph.paragraph_format.tab_stops.add_tab_stop(Twips(TEXT_WIDTH - 280), WD_TAB_ALIGNMENT.RIGHT)
    _float(made)
    add(document, "", "表格文字").paragraph_format.line_spacing = Twips(20)


def _float(table: Any) -> None:
    """Holds the table at the foot of the text; a program that cannot leaves it behind the text."""
    place = OxmlElement("w:tblpPr")
    for name, value in (
        ("leftFromText", "0"), ("rightFromText", "0"), ("vertAnchor", "margin"), ("horzAnchor", "margin"), ("tblpXSpec", "left"), ("tblpYSpec", "bottom"),
    ):  # fmt: skip
        place.set(qn(f"w:{name}"), value)
    table._tbl.tblPr.insert(1, place)
