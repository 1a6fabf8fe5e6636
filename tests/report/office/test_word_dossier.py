"""The Word document, read back with python-docx, against the clauses of GB/T 9704-2012."""

from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, Twips

from liandong.report.office import dossier, dossier_word
from liandong.report.office.word import TEXT_WIDTH


@pytest.fixture(scope="module")
def word(made):
    return Document(BytesIO(dossier_word(made)))


def east(word, style):
    return word.styles[style].element.rPr.rFonts.get(qn("w:eastAsia"))


def test_the_page_is_that_of_the_standard(word):
    page = word.sections[0]
    sizes = (
        page.page_width,
        page.page_height,
        page.top_margin,
        page.bottom_margin,
        page.left_margin,
        page.right_margin,
    )
    for size, wanted in zip(sizes, (210, 297, 37, 35, 28, 26), strict=True):
        assert abs(size - Mm(wanted)) < Mm(0.1)
    grid = page._sectPr.find(qn("w:docGrid"))
    assert (page.page_height - page.top_margin - page.bottom_margin) // Twips(
        int(grid.get(qn("w:linePitch")))
    ) == 22
    character = Pt(16) + Twips(-5)
    assert (page.page_width - page.left_margin - page.right_margin) // character == 28


def test_fonts_are_those_of_the_standard_by_name_with_open_fallbacks(word):
    styles = ("Title", "Heading 1", "Heading 2", "Heading 3")
    assert [east(word, style) for style in styles] == ["方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312"]
    assert word.styles["Title"].font.size == Pt(22)
    assert word.styles["Heading 3"].font.bold
    defaults = word.styles.element.find(f".//{qn('w:rPrDefault')}")
    assert defaults.find(f".//{qn('w:rFonts')}").get(qn("w:eastAsia")) == "仿宋_GB2312"
    assert defaults.find(f".//{qn('w:sz')}").get(qn("w:val")) == "32"
    fonts = next(
        part.blob for part in word.part.package.iter_parts() if str(part.partname) == "/word/fontTable.xml"
    ).decode()
    assert fonts.count("<w:altName") == 6
    assert "Noto Serif CJK SC" in fonts


def test_headings_are_numbered_by_word_in_the_order_of_the_standard(word):
    numbering = word.part.numbering_part.element
    levels = [(one.get(qn("w:val"))) for one in numbering[0].iter(qn("w:lvlText"))]
    assert levels == ["%1、", "（%2）", "%3. ", "（%4）"]
    heads = [(one.style.name, one.text) for one in word.paragraphs if one.style.name.startswith("Heading")]
    assert heads == [
        ("Heading 1", "背景"), ("Heading 1", "主要做法"), ("Heading 2", "流程再造"), ("Heading 2", "依据与分工"),
        ("Heading 3", "时限"), ("Heading 1", "实践效果"), ("Heading 1", "复制推广"),
    ]  # fmt: skip


def test_tables_hold_what_the_dossier_says_and_fill_the_text(word, made):
    found = [tuple(tuple(cell.text for cell in row.cells) for row in table.rows) for table in word.tables]
    for name in ("steps", "effect", "claims", "parameters"):
        table = made.table(name)
        assert (table.headings, *table.rows) in found
    for table in word.tables[:3]:
        assert table.style.name == "三线表"
        assert sum(column.width for column in table.columns) == Twips(TEXT_WIDTH)


def test_every_page_and_table_of_simulated_figures_says_so(word):
    assert word.sections[0].header.paragraphs[0].text == "模拟数据，不反映真实办件"
    captions = [one.text for one in word.paragraphs if one.style.name == "Caption"]
    assert captions[:3] == [
        "表1　流程前后对比",
        "表2　成效测算（模拟数据）",
        "表3　宣称与测算（测算为模拟数据）",
    ]


def test_page_numbers_stand_outside_between_dashes(word):
    odd, even = word.sections[0].footer.paragraphs[0], word.sections[0].even_page_footer.paragraphs[0]
    assert (odd.text, even.text) == ("— 1 —", "— 1 —")
    assert [str(one.alignment).split()[0] for one in (odd, even)] == ["RIGHT", "LEFT"]
    assert word.settings.odd_and_even_pages_header_footer


def test_signature_date_and_imprint_close_the_document(word):
    texts = [one.text for one in word.paragraphs]
    at = texts.index("中国（山东）自由贸易试验区青岛片区管理委员会")
    assert texts[at + 1] == "2023年11月20日"
    assert texts[at - 3 : at - 1] == ["附件：1. 基本情况", "2. 结果与数据来源"]
    last = [cell.text for row in word.tables[-1].rows for cell in row.cells]
    assert last == ["抄送：省自贸办，各联动创新区。", "青岛片区管委会办公室\t2023年11月21日印发"]


def test_the_same_dossier_gives_the_same_bytes(made, innovation):
    assert dossier_word(made) == dossier_word(dossier(innovation))


def test_the_english_document_is_numbered_in_the_english_way(made_en):
    word = Document(BytesIO(dossier_word(made_en)))
    assert next(word.part.numbering_part.element[0].iter(qn("w:lvlText"))).get(qn("w:val")) == "%1. "
    assert word.sections[0].header.paragraphs[0].text == "Simulated data: no real cases"
