"""A dossier as a Word document in the layout of GB/T 9704."""

from __future__ import annotations

from docx.document import Document as Word

from liandong.diagnosis.words import choose
from liandong.report.office.blocks import Table
from liandong.report.office.case_report import Dossier, unplaced
from liandong.report.office.word import (
    add,
    add_annex,
    add_attachments,
    add_block,
    add_imprint,
    add_signature,
    add_table,
    fresh,
    saved,
)


def dossier_word(found: Dossier) -> bytes:
    """The document as bytes; the same dossier gives the same bytes."""
    lang = found.lang
    document = fresh(lang, found.title, simulated=found.simulated)
    add(document, found.title, "Title")
    if found.simulated:
        words = choose(lang, "（文中测算数字来自模拟数据）", "(computed figures come from simulated data)")
        add(document, words, "模拟数据")
    add(document, "", "公文正文")
    numbers: dict[str, int] = {}
    for section in found.sections:
        if section.title:
            add(document, section.title, "Heading 1")
        for block in section.blocks:
            add_block(document, block, numbers, lang)
    annexes = (choose(lang, "基本情况", "Facts"), choose(lang, "结果与数据来源", "Results and sources"))
    add_attachments(document, (*annexes, *found.imprint.attachments), lang)
    add_signature(document, found.imprint, lang)
    _annexes(document, found, annexes, numbers)
    add_imprint(document, found.imprint, lang)
    return saved(document)


def _annexes(document: Word, found: Dossier, titles: tuple[str, str], numbers: dict[str, int]) -> None:
    lang = found.lang
    for at, title in enumerate(titles, start=1):
        add_annex(document, choose(lang, f"附件{at}", f"Attachment {at}"), title)
        if at == 1:
            headings = choose(lang, "项目", "Item"), choose(lang, "内容", "Content")
            add_table(document, Table("", "", headings, found.meta, (False, False)), numbers, lang)
            continue
        for table in unplaced(found):
            add_table(document, table, numbers, lang)
        if found.sources:
            rows = tuple((str(n), source) for n, source in enumerate(found.sources, start=1))
            headings = choose(lang, "序号", "No."), choose(lang, "来源", "Source")
            caption = choose(lang, "数据与材料来源", "Sources of data and claims")
            add_table(document, Table("sources", caption, headings, rows, (False, False)), numbers, lang)
