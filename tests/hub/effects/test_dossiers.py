"""Case reports: figures come from results by name, every version is kept, what was computed cannot be typed over."""

import io
from zipfile import ZipFile

import pytest
from django.core.exceptions import ValidationError
from openpyxl import load_workbook

from liandong.hub.core.models import AuditEntry
from liandong.hub.effects.domain import comparing, importing, printing, sections, writing
from liandong.hub.effects.models import Dossier, Version
from liandong.hub.innovations.domain.claims import claims_about

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everything")]
TITLES = ["", "背景", "主要做法", "实践效果", "复制推广", "风险与防控", "下一步工作"]


def titles(dossier, lang="zh"):
    return [it.title for it in sections.parted(dossier.texts[lang])]


def test_a_case_report_starts_from_the_library_with_the_results_there_are(dossier):
    assert titles(dossier) == TITLES
    text = dossier.texts["zh"]
    assert "检测排队长。" in text
    assert [
        name for name in ("{{table.effect}}", "{{table.claims}}", "{{table.basis}}") if name not in text
    ] == []
    assert "{{table.复制推广条件}}" in text
    assert "{{table.stress}}" not in text
    assert titles(dossier, "en")[1:3] == ["Background", "What was done"]


def test_figures_come_from_the_effect_by_name(dossier, cast):
    writing.write_section(
        dossier, "zh", 1, "背景", "中位数{{effect.median.moved}}。", user=cast.lead, began=dossier.version
    )
    found = writing.report(dossier, "zh")
    assert found.sections[1].blocks[0].text.startswith("中位数缩短 2.99 天")
    assert found.simulated


def test_a_name_that_no_result_has_is_refused_and_nothing_is_kept(dossier, cast):
    before = dossier.version
    with pytest.raises(ValidationError, match=r"effect\.medain"):
        writing.write_section(
            dossier, "zh", 1, "背景", "{{effect.medain.change}}", user=cast.lead, began=before
        )
    assert Dossier.objects.get(pk=dossier.pk).version == before
    assert dossier.versions.count() == before


def test_sections_are_added_changed_and_taken_out(dossier, cast):
    place = len(TITLES)
    writing.write_section(dossier, "zh", place, "附", "完。", user=cast.lead, began=dossier.version)
    assert titles(dossier) == [*TITLES, "附"]
    writing.write_section(dossier, "zh", place, "附", "", user=cast.lead, began=dossier.version)
    assert titles(dossier) == TITLES


def test_a_change_of_somebody_else_is_not_written_over(dossier, cast):
    began = dossier.version
    writing.write_section(dossier, "zh", 1, "背景", "先写的。", user=cast.lead, began=began)
    late = Dossier.objects.select_related("innovation__zone", "effect", "run").get(pk=dossier.pk)
    with pytest.raises(ValidationError, match="别人保存过"):
        writing.write_section(late, "zh", 1, "背景", "后写的。", user=cast.lead, began=began)
    assert "先写的。" in Dossier.objects.get(pk=dossier.pk).texts["zh"]


def test_what_others_saved_meanwhile_stays(dossier, cast):
    stale = [
        Dossier.objects.select_related("innovation__zone", "effect", "run", "zone").get() for _ in range(5)
    ]
    writing.write_section(dossier, "zh", 1, "背景", "先写的。", user=cast.lead, began=dossier.version)
    writing.sign(stale[0], {"signed_by": "青岛"})
    writing.share(stale[1], is_shared=True)
    writing.bring(stale[2], {"企业": [{"企业": "甲"}]})
    writing.quote(stale[3], effect=dossier.effect, run=None)
    writing.write(stale[4], "en", "# {{title}}\n", user=cast.lead)
    now = Dossier.objects.get()
    assert "先写的。" in now.texts["zh"]
    assert (now.version, now.imprint, list(now.tables)) == (4, {"signed_by": "青岛"}, ["企业"])
    assert now.circle.is_network
    last = AuditEntry.objects.filter(kind="effects.dossier").latest("number")
    assert set(last.changes) == {"texts", "version"}


def test_every_version_is_kept_and_can_come_back(dossier, cast):
    first = dossier.versions.get(lang="zh")
    writing.write_section(dossier, "zh", 1, "背景", "改过。", user=cast.lead, began=dossier.version)
    newest = dossier.versions.first()
    assert [(it.number, it.lang, it.section) for it in dossier.versions.all()] == [
        (3, "zh", "背景"),
        (2, "en", ""),
        (1, "zh", ""),
    ]
    changed = writing.changes(first.text, newest.text)
    assert ("-", "检测排队长。") in changed
    assert ("+", "改过。") in changed
    writing.restore(dossier, first, user=cast.lead)
    assert dossier.texts["zh"] == first.text
    assert dossier.version == 4


def test_a_version_is_never_changed_and_each_change_is_audited(dossier):
    version = dossier.versions.first()
    version.text = "x"
    with pytest.raises(TypeError):
        version.save()
    entries = AuditEntry.objects.filter(kind="effects.dossier", object_id=str(dossier.pk))
    assert [it.action for it in entries] == ["update", "update", "create"]
    assert Version.objects.count() == 2


def test_results_that_a_text_quotes_cannot_be_taken_away(dossier):
    with pytest.raises(ValidationError, match="effect"):
        writing.quote(dossier, effect=None, run=None)
    assert Dossier.objects.get(pk=dossier.pk).effect_id is not None


def test_a_claim_stands_beside_what_was_computed_in_every_form(dossier, effect, innovation):
    claim = claims_about(innovation)[1]
    comparing.choose(effect, {str(claim.pk): ("less", "median")})
    dossier.effect = effect
    rows = {row[0]: row for row in writing.report(dossier, "zh").table("claims").rows}
    assert rows["通关缩短"][1:4] == ("3 天", "−2.99 天，28%（−3.69 天 至 −2.29 天）", "在测算区间内")
    assert rows["通关用时（改革前）"][2:4] == ("11.2 天（实施前）", "并列供比较")


@pytest.mark.parametrize(
    ("kind", "inside"),
    [("docx", "word/document.xml"), ("pptx", "ppt/presentation.xml"), ("xlsx", "xl/workbook.xml")],
)
def test_files_are_those_of_the_library_and_the_same_every_time(dossier, kind, inside):
    content = printing.printed(dossier, kind, "zh")
    assert content == printing.printed(dossier, kind, "zh")
    assert inside in ZipFile(io.BytesIO(content)).namelist()


def test_the_page_holds_both_languages_and_says_it_is_simulated(dossier):
    html = printing.printed(dossier, "html", "zh").decode()
    assert "进口铜精矿“两段准入”" in html
    assert "Two-stage supervision" in html
    assert "模拟数据" in html


def test_the_workbook_imports_again_unchanged(dossier):
    content = printing.printed(dossier, "xlsx", "zh")
    taken = importing.take(dossier, "案例.xlsx", content)
    assert (taken.changed, taken.unchanged > 3) == ((), True)
    assert Dossier.objects.get(pk=dossier.pk).tables == {}


def test_a_computed_figure_that_was_changed_in_excel_is_refused(dossier):
    book = load_workbook(io.BytesIO(printing.printed(dossier, "xlsx", "zh")))
    sheet = next(it for it in book if "effect" in it.title and it["A1"].value)
    column = next(cell.column for cell in sheet[1] if "hange" in str(cell.value) or "变化" in str(cell.value))
    sheet.cell(2, column).value = -9.0
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(ValidationError, match="effect"):
        importing.take(dossier, "案例.xlsx", out.getvalue())


def test_a_table_of_ones_own_is_brought_as_csv_quoted_and_changed_in_the_workbook(dossier, cast):
    assert importing.take(dossier, "企业.csv", "企业,天数\n甲,6\n乙,7\n".encode()).changed == ("企业",)
    text = "甲用 {{企业.甲.天数}} 天。\n\n{{table.企业}}"
    writing.write_section(dossier, "zh", 1, "背景", text, user=cast.lead, began=dossier.version)
    book = load_workbook(io.BytesIO(printing.printed(dossier, "xlsx", "zh")))
    sheet = next(it for it in book if it["A2"].value == "甲")
    sheet["B2"].value = "5"
    out = io.BytesIO()
    book.save(out)
    assert importing.take(dossier, "案例.xlsx", out.getvalue()).changed == ("企业",)
    assert "甲用 5 天。" in str(writing.report(dossier, "zh").sections[1].blocks[0].text)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xlsx", b"no book", "不是 Excel"),
        ("a.csv", b"\xff\xfe\x00", "UTF-8"),
        ("a.csv", b"k,v\n", "空的"),
        ("a.csv", b"k,v\n1,2\n1,3\n", "重复"),
        ("claims.csv", b"k,v\n1,2\n", "不能用"),
        ("claim.csv", b"id,v\nT001,2\n", "不能用"),
        ("effect_adopters.csv", b"k,v\n1,2\n", "不能用"),
        ("basis.csv", b"k,v\n1,2\n", "不能用"),
        ("stress.csv", b"k,v\n1,2\n", "不能用"),
        ("复制推广条件.csv", b"k,v\n1,2\n", "不能用"),
        ("a.csv", b",\n1,2\n", "空的"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(dossier, name, content, words):
    with pytest.raises(ValidationError, match=words):
        importing.take(dossier, name, content)


def test_a_sheet_cannot_take_the_place_of_a_table_of_the_library(dossier):
    book = load_workbook(io.BytesIO(printing.printed(dossier, "xlsx", "zh")))
    columns = next(it for it in book if "columns" in it.title)
    columns.append(["steps", "环节", "text"])
    sheet = book.create_sheet("steps")
    sheet.append(["环节"])
    sheet.append(["不办"])
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(ValidationError, match="steps"):
        importing.take(dossier, "案例.xlsx", out.getvalue())


def test_a_blank_line_above_the_headings_is_skipped(dossier):
    assert importing.take(dossier, "企业.csv", "\r\n企业,天数\r\n甲,6\r\n".encode()).changed == ("企业",)
    assert dossier.tables["企业"] == [{"企业": "甲", "天数": "6"}]


def test_a_workbook_that_lost_a_column_is_refused_with_its_reason(dossier):
    book = load_workbook(io.BytesIO(printing.printed(dossier, "xlsx", "zh")))
    sheet = next(it for it in book if "effect_adopters" in it.title)
    sheet.delete_cols(sheet.max_column)
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(ValidationError, match="单元格有误"):
        importing.take(dossier, "案例.xlsx", out.getvalue())


def test_signature_and_people_stand_in_the_word_file(dossier):
    writing.sign(dossier, {"signed_by": "青岛自贸片区", "signed_on": "2026-11-22", "copies_to": ""})
    assert dossier.imprint == {"signed_by": "青岛自贸片区", "signed_on": "2026-11-22"}
    assert writing.report(dossier, "zh").imprint.signed_by == "青岛自贸片区"


def test_an_officers_text_cannot_break_the_start(innovation, cast):
    innovation.background = "## 标题\n{{没有}}\n<!-- x"
    innovation.save()
    made = writing.create(innovation=innovation, effect=None, run=None, zone=cast.lead.zone, user=cast.lead)
    assert titles(made)[:3] == ["", "背景", "主要做法"]
