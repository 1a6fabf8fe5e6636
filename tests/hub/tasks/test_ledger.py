"""XLSX out = XLSX in; a ledger is imported whole or not at all, after a look at what would change."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from liandong.hub.core.domain.actor import acting
from liandong.hub.core.models import AuditEntry
from liandong.hub.core.tables import csv_rows, workbook
from liandong.hub.tasks.domain.ledger import applying, reading, writing
from liandong.hub.tasks.domain.ledger.preview import preview
from liandong.hub.tasks.models import LedgerUpload, Task

HEADINGS = [
    *(
        "序号",
        "任务",
        "依据",
        "目标",
        "牵头单位",
        "责任单位",
        "配合单位",
        "责任人",
        "联系人",
        "起",
        "止",
        "节点",
        "进度%",
    ),
    *("灯色", "存在问题", "需协调事项", "下步打算", "更新时间", "签收"),
]


def exported(zone):
    return workbook(writing.COLUMNS, writing.ledger(zone), "台账")


def cells(content):
    return [[cell.value for cell in row] for row in load_workbook(io.BytesIO(content)).active.iter_rows()]


def book(*rows):
    made = Workbook()
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def uploaded(cast, zone, content, name="台账.xlsx"):
    return LedgerUpload.objects.create(
        user=cast.lead, zone=zone, file_name=name, rows=reading.read(name, content)
    )


def agree(upload):
    return applying.apply(upload=upload, seen=applying.fingerprint(preview(upload.zone, upload.rows)))


@pytest.mark.django_db
def test_the_file_has_the_columns_of_practice(ledger, zones):
    rows = cells(exported(zones.qingdao))
    assert (rows[0], len(rows)) == (HEADINGS, 1 + 173)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["xlsx", "csv", "gb18030"])
def test_an_exported_ledger_changes_nothing_when_imported(kind, ledger, zones, cast):
    Task.objects.filter(number="重点-001").update(
        goal="=1+1\n第二行", problems="'-甲", contact="+86 532", next_steps="@甲"
    )
    content = exported(zones.qingdao)
    file, name = content, "台账.xlsx"
    if kind != "xlsx":
        text = "".join(csv_rows(writing.COLUMNS, writing.ledger(zones.qingdao))).removeprefix("\ufeff")
        file, name = text.encode("utf-8-sig" if kind == "csv" else "gb18030"), "台账.csv"
    found = preview(zones.qingdao, reading.read(name, file))
    assert (found.new, found.changed, found.faults, found.ignored) == ([], [], [], 0)
    assert len(found.unchanged) == 173
    with pytest.raises(ValidationError):
        applying.apply(upload=uploaded(cast, zones.qingdao, file, name), seen="another look")
    agree(uploaded(cast, zones.qingdao, file, name))
    assert cells(exported(zones.qingdao)) == cells(content)


@pytest.mark.django_db
def test_changed_cells_and_new_rows_are_shown_and_then_applied(task, zones, cast, everything):
    rows = cells(exported(zones.qingdao))
    rows[1][HEADINGS.index("进度%")] = 40
    rows[1][HEADINGS.index("责任人")] = cast.customs.display_name
    rows[1][HEADINGS.index("节点")] = (
        "方案印发｜2026-03-01｜2026-02-27｜青自贸〔2026〕1号\n试运行｜2026年6月1日"
    )
    new = [None] * len(HEADINGS)
    new[0], new[1], new[9], new[10] = "新-1", "简易注销", date(2026, 1, 5), "2026.12.31"
    upload = uploaded(cast, zones.qingdao, book(*rows, new))
    found = preview(zones.qingdao, upload.rows)
    assert [(line.number, [change.column for change in line.changes]) for line in found.changed] == [
        (task.number, ["责任人", "节点", "进度%"])
    ]
    assert [(line.number, line.values["start"], line.values["due"]) for line in found.new] == [
        ("新-1", date(2026, 1, 5), date(2026, 12, 31))
    ]
    agree(upload)
    task.refresh_from_db()
    nodes = [(n.name, n.due, n.done_on, n.evidence) for n in task.nodes.all()]
    assert (task.progress, task.owner) == (40, cast.customs)
    assert nodes == [
        ("方案印发", date(2026, 3, 1), date(2026, 2, 27), "青自贸〔2026〕1号"),
        ("试运行", date(2026, 6, 1), None, ""),
    ]
    assert Task.objects.get(number="新-1").zone == zones.qingdao
    assert AuditEntry.objects.get(action="import").changes == {"file": "台账.xlsx", "new": 1, "changed": 1}
    with pytest.raises(ValidationError, match="已经导入过"):
        agree(upload)


@pytest.mark.django_db
def test_every_wrong_cell_is_listed_and_no_row_is_imported(task, zones, cast, everything):
    rows = [
        ["序号", "任务", "起", "止", "进度%", "节点"],
        ["1", "甲", None, "2026-12-31", 50, None],
        ["1", "乙", None, "2026-12-31", 50, None],
        ["2", None, None, "明年", 101, "方案"],
        ["3", "丙" * 201, "2026-05-01", "2026-04-01", -1, None],
        [None, "丁", None, None, "½", None],
    ]
    upload = uploaded(cast, zones.qingdao, book(*rows))
    found = preview(zones.qingdao, upload.rows)
    assert [(f.row, f.column, f.value, f.reason) for f in found.faults] == [
        (3, "序号", "1", "与第 2 行的序号相同"),
        (4, "止", "明年", "不是日期，请写成 2026-03-01"),
        (4, "进度%", "101", "要是 0 到 100 的整数"),
        (4, "节点", "方案", "节点要写成“名称｜时限｜完成日期｜证据”，一行一个"),
        (4, "任务", "", "不能为空"),
        (5, "任务", "丙" * 201, "超过 200 个字"),
        (5, "进度%", "-1", "要是 0 到 100 的整数"),
        (5, "止", "2026-04-01", "早于“起”2026-05-01"),
        (6, "进度%", "½", "要是 0 到 100 的整数"),
        (6, "序号", "", "不能为空"),
        (6, "止", "", "不能为空"),
    ]
    with pytest.raises(ValidationError, match="没有导入任何一行"):
        agree(upload)
    assert Task.objects.count() == 1


@pytest.mark.django_db
def test_a_ledger_that_changed_meanwhile_is_looked_at_again(task, zones, cast, everything):
    rows = cells(exported(zones.qingdao))
    rows[1][HEADINGS.index("进度%")] = 40
    upload = uploaded(cast, zones.qingdao, book(*rows))
    seen = applying.fingerprint(preview(zones.qingdao, upload.rows))
    task.progress = 20
    task.save()
    with pytest.raises(ValidationError, match="有变化"):
        applying.apply(upload=upload, seen=seen)


@pytest.mark.django_db
def test_a_closed_task_is_not_changed_by_a_file(ledger, zones, cast):
    rows = [["序号", "任务", "止", "目标"], ["试点-001", "试点任务第1项（示例）", "2021-03-31", "别的"]]
    found = preview(zones.qingdao, reading.read("a.xlsx", book(*rows)))
    assert [(f.row, f.column, f.reason) for f in found.faults] == [(2, "目标", "任务已经销号，不能再改")]


@pytest.fixture
def crossed(task, zones, cast, everything, monkeypatch):
    """An upload that was exported before the task was changed on the web; its officer changed the contact only."""
    task.progress, task.problems = 40, "旧问题"
    task.save()
    rows = cells(exported(zones.qingdao))
    later = timezone.now() + timedelta(minutes=5)
    newer = Task.objects.get(pk=task.pk)
    newer.progress, newer.problems = 70, "新问题"
    with acting(cast.rizhao.username), monkeypatch.context() as patched:
        patched.setattr(timezone, "now", lambda: later)
        newer.save()
    rows[1][HEADINGS.index("联系人")] = "新联系人"
    return uploaded(cast, zones.qingdao, book(*rows))


def now(task):
    return Task.objects.values_list("progress", "problems", "contact").get(pk=task.pk)


@pytest.mark.django_db
def test_a_row_older_than_its_task_is_a_conflict_with_both_values_and_who_changed_it(
    crossed, task, zones, cast, everything
):
    found = preview(zones.qingdao, crossed.rows)
    assert (found.changed, found.unchanged, len(found.conflicts), found.can_apply) == ([], [], 1, True)
    who = str(cast.rizhao)
    assert [(c.column, c.before, c.after, c.by) for c in found.conflicts[0].clashes] == [
        ("联系人", "", "新联系人", ""),
        ("进度%", "70", "40", who),
        ("存在问题", "新问题", "旧问题", who),
    ]
    with pytest.raises(ValidationError, match="没有勾选"):
        agree(crossed)
    assert now(task) == (70, "新问题", "")


@pytest.mark.django_db
def test_of_an_older_row_only_what_is_ticked_is_taken_over(crossed, task, cast, as_user, everything):
    browser, page = as_user(cast.lead), f"/tasks/import/{crossed.pk}/"
    look = browser.get(page)
    shown = look.content.decode()
    key = next(c.key for c in look.context["found"].conflicts[0].clashes if c.field == "contact")
    assert (shown.count('name="take"'), str(cast.rizhao) in shown) == (3, True)
    assert browser.post(page, {"seen": look.context["seen"], "take": [key]}).status_code == 302
    assert now(task) == (70, "新问题", "新联系人")


@pytest.mark.django_db
def test_an_older_row_of_a_task_that_was_closed_meanwhile_stops_nobody_else(crossed, task, zones, everything):
    Task.objects.filter(pk=task.pk).update(state="closed")
    rows = [*crossed.rows, {"row": 3, "序号": "新-1", "任务": "甲", "止": "2026-12-31"}]
    crossed.rows = rows
    crossed.save()
    assert len(agree(crossed).new) == 1
    assert now(task) == (70, "新问题", "")


@pytest.mark.django_db
@pytest.mark.parametrize("cut", [16, 19], ids=["to the minute", "to the second"])
def test_a_spreadsheet_that_cuts_the_seconds_off_makes_no_conflict(cut, task, zones, cast, everything):
    rows = cells(exported(zones.qingdao))
    at, progress = HEADINGS.index("更新时间"), HEADINGS.index("进度%")
    rows[1][at], rows[1][progress] = rows[1][at][:cut], 40
    found = preview(zones.qingdao, reading.read("a.xlsx", book(*rows)))
    assert ([len(line.changes) for line in found.changed], found.conflicts, found.faults) == ([1], [], [])


def _zip(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def _with_macro():
    out = io.BytesIO(book(["序号"]))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", b"", "不是台账文件"),
        ("a.csv", b"", "文件是空的"),
        ("a.xlsx", b"MZ\x90\x00 a program", "不是台账文件"),
        ("a.csv", b"a\0b", "不是台账文件"),
        ("a.csv", b"\xff\xff\xff", "编码"),
        ("a.csv", "序号,任务\n1,甲".encode(), "缺少这些列：止"),
        ("a.csv", "序号,任务,止,止\n1,甲,,".encode(), "出现了两次：止"),
        ("a.csv", "序号,任务,止\n,,\n".encode(), "没有一行数据"),
        ("a.csv", ("序号,任务,止\n" + "1,甲,2026-01-01\n" * 5001).encode(), "5001 行"),
        ("a.xlsx", b"PK\x03\x04broken", "文件损坏"),
        ("a.xlsx", _zip(a="b"), "不是 Excel 工作簿"),
        ("a.xlsx", _zip(xl__workbook="x", **{"xl/workbook.xml": "<!DOCTYPE a []><a/>"}), "不是 Excel 工作簿"),
        ("a.xlsx", _with_macro(), "带宏"),
        ("a.xlsx", book(["序号", "任务", "止"], ["1", "=1+1", "2026-01-01"]), "B2 是公式"),
        ("a.xlsx", b"PK\x03\x04" + b"0" * (10 * 1024 * 1024), "超过 10 MB"),
    ],
)
def test_files_that_are_no_ledger_are_refused_with_the_reason(name, content, said):
    with pytest.raises(reading.LedgerError, match=said):
        reading.read(name, content)


@pytest.mark.django_db
def test_the_pages_lead_from_the_file_over_the_look_to_the_import(task, zones, cast, as_user, everything):
    rows = cells(exported(zones.qingdao))
    rows[1][HEADINGS.index("目标")] = "缩短到 5 天"
    file = io.BytesIO(book(*rows))
    file.name = "台账.xlsx"
    browser = as_user(cast.lead)
    page = browser.post("/tasks/import/", {"zone": zones.qingdao.pk, "file": file})["Location"]
    look = browser.get(page)
    assert ("缩短到 5 天" in look.content.decode(), as_user(cast.rizhao).get(page).status_code) == (True, 404)
    assert browser.post(page, {"seen": look.context["seen"]}).status_code == 302
    task.refresh_from_db()
    assert task.goal == "缩短到 5 天"


@pytest.mark.django_db
def test_an_officer_imports_into_their_own_zone_only(zones, cast, as_user):
    file = io.BytesIO(book(["序号", "任务", "止"], ["1", "甲", "2026-12-31"]))
    file.name = "a.xlsx"
    sent = as_user(cast.rizhao).post("/tasks/import/", {"zone": zones.qingdao.pk, "file": file})
    assert (sent.status_code, set(sent.context["form"].errors)) == (200, {"zone"})
    codes = [as_user(person).get("/tasks/import/").status_code for person in (cast.leader, cast.customs)]
    assert codes == [403, 403]
