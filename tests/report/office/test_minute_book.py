"""Minutes of a joint meeting, read back."""

from datetime import date
from io import BytesIO

import pytest
from docx import Document

from liandong.errors import DossierError
from liandong.report.office import Decision, Meeting, minutes, read_meeting

MEETING = Meeting(
    title="第三次联席会议",
    held_on=date(2026, 11, 20),
    place="青岛",
    chair="王主任",
    attendees=("青岛片区王某", "日照综保区李某"),
    agenda=("铜精矿两段准入复制推广",),
    decisions=(
        Decision("完成本地化参数设定", "日照综保区", date(2026, 12, 31)),
        Decision("更新目录", "青岛片区"),
    ),
    text="会议听取了**汇报**。",
    number="〔2026〕3号",
    copies_to="各片区",
    issued_by="联席会议办公室",
)
TOML = """\
title = "第三次联席会议"
held_on = 2026-11-20
place = "青岛"
chair = "王主任"
attendees = ["青岛片区王某", "日照综保区李某"]
agenda = ["铜精矿两段准入复制推广"]
text = "会议听取了**汇报**。"
number = "〔2026〕3号"
copies_to = "各片区"
issued_by = "联席会议办公室"
[[decisions]]
text = "完成本地化参数设定"
owner = "日照综保区"
due = 2026-12-31
[[decisions]]
text = "更新目录"
owner = "青岛片区"
"""


def test_minutes_hold_attendance_and_decisions_with_owner_and_day():
    word = Document(BytesIO(minutes(MEETING)))
    assert [one.text for one in word.paragraphs if one.text] == [
        "联席会议纪要", "〔2026〕3号", "联席会议办公室　　2026年11月20日", "第三次联席会议",
        "2026年11月20日，王主任在青岛主持召开第三次联席会议。现将会议议定事项纪要如下。",
        "议题", "（1）铜精矿两段准入复制推广", "会议情况", "会议听取了汇报。", "议定事项", "表1　议定事项清单",
        "出席：青岛片区王某、日照综保区李某",
    ]  # fmt: skip
    assert [[cell.text for cell in row.cells] for row in word.tables[0].rows] == [
        ["序号", "事项", "责任单位", "完成时限"],
        ["1", "完成本地化参数设定", "日照综保区", "2026年12月31日"],
        ["2", "更新目录", "青岛片区", "—"],
    ]


def test_facts_are_read_from_toml_and_give_the_same_bytes(tmp_path):
    (tmp_path / "m.toml").write_text(TOML, "utf-8")
    assert read_meeting(tmp_path / "m.toml") == MEETING
    assert minutes(read_meeting(tmp_path / "m.toml")) == minutes(MEETING)


def test_everything_that_is_wrong_is_told_at_once(tmp_path):
    (tmp_path / "m.toml").write_text('title = "甲"\nheld_on = "昨天"\nplaze = 1\n', "utf-8")
    with pytest.raises(
        DossierError, match=r"held_on: it must be a date.*place: it is missing.*plaze: it is not known"
    ):
        read_meeting(tmp_path / "m.toml")
