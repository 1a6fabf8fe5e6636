"""Minutes of a joint meeting (会议纪要) in the form GB/T 9704 has for them: red name, attendance, what was decided."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from liandong.bundle.fields import Fields, Text
from liandong.diagnosis.words import choose
from liandong.diagnosis.words import day as written_day
from liandong.errors import FileMissing
from liandong.report.office.blocks import Run, Table, blocks
from liandong.report.office.imprint import Imprint, refuse
from liandong.report.office.word import add, add_block, add_imprint, add_table, fresh, saved


@dataclass(frozen=True)
class Decision:
    """What was decided, who does it, until when."""

    text: str
    owner: str
    due: date | None = None


@dataclass(frozen=True)
class Meeting:
    """The facts of a meeting."""

    title: str
    held_on: date
    place: str
    chair: str
    attendees: tuple[str, ...]
    agenda: tuple[str, ...]
    decisions: tuple[Decision, ...]
    #: What was said, as Markdown; it may be left out.
    text: str = ""
    #: The number of the minutes, such as 〔2026〕3号.
    number: str = ""
    absent: tuple[str, ...] = ()
    #: Who sat in without a vote.
    observers: tuple[str, ...] = ()
    copies_to: str = ""
    issued_by: str = ""
    issued_on: date | None = None
    #: Whether the meeting is made up, as in a demonstration.
    simulated: bool = False


def minutes(meeting: Meeting, *, lang: str = "zh") -> bytes:
    """The minutes as a Word document; the same facts give the same bytes."""
    document = fresh(lang, meeting.title, simulated=meeting.simulated)
    add(document, choose(lang, "联席会议纪要", "Minutes of the joint meeting"), "纪要标志")
    add(document, meeting.number, "纪要编号")
    line = choose(lang, f"{meeting.issued_by}　　{written_day(meeting.issued_on or meeting.held_on, lang)}", f"{meeting.issued_by}  {meeting.issued_on or meeting.held_on}")  # fmt: skip
    add(document, line, "红色分隔线")
    add(document, meeting.title, "Title")
    add(document, "", "公文正文")
    add(document, _opening(meeting, lang), "公文正文")
    numbers: dict[str, int] = {}
    if meeting.agenda:
        add(document, choose(lang, "议题", "Agenda"), "Heading 1")
        for at, item in enumerate(meeting.agenda, start=1):
            add(document, choose(lang, f"（{at}）{item}", f"({at}) {item}"), "公文正文")
    if meeting.text:
        add(document, choose(lang, "会议情况", "What was said"), "Heading 1")
        for block in blocks(meeting.text):
            add_block(document, block, numbers, lang)
    if meeting.decisions:
        add(document, choose(lang, "议定事项", "Decisions"), "Heading 1")
        add_table(document, _decisions(meeting.decisions, lang), numbers, lang)
    for head, names in _attendance(meeting, lang):
        add(document, [Run(head, is_bold=True), Run(choose(lang, "、", ", ").join(names))], "公文正文")
    imprint = Imprint(copies_to=meeting.copies_to, issued_by=meeting.issued_by, issued_on=meeting.issued_on)
    add_imprint(document, imprint, lang)
    return saved(document)


def _opening(meeting: Meeting, lang: str) -> str:
    when = written_day(meeting.held_on, lang)
    return choose(
        lang,
        f"{when}，{meeting.chair}在{meeting.place}主持召开{meeting.title}。现将会议议定事项纪要如下。",
        f"On {when} {meeting.chair} chaired “{meeting.title}” at {meeting.place}. These are its minutes.",
    )


def _decisions(decisions: Sequence[Decision], lang: str) -> Table:
    rows = tuple(
        (str(at), one.text, one.owner or "—", written_day(one.due, lang))
        for at, one in enumerate(decisions, start=1)
    )
    headings = (("序号", "No."), ("事项", "Decision"), ("责任单位", "Owner"), ("完成时限", "Due"))
    caption = choose(lang, "议定事项清单", "Decisions, owners and days")
    return Table("decisions", caption, tuple(choose(lang, *one) for one in headings), rows, (False,) * 4)


def _attendance(meeting: Meeting, lang: str) -> list[tuple[str, tuple[str, ...]]]:
    every = (
        (choose(lang, "出席：", "Present: "), meeting.attendees),
        (choose(lang, "请假：", "Apologies: "), meeting.absent),
        (choose(lang, "列席：", "In attendance: "), meeting.observers),
    )
    return [(head, names) for head, names in every if names]


def read_meeting(path: str | os.PathLike[str]) -> Meeting:
    """The facts in a TOML file with the fields of ``Meeting``, decisions as ``[[decisions]]``.

    Raises FileMissing, DossierError, which tells everything that is wrong in it.
    """
    if not Path(path).is_file():
        raise FileMissing(path=path)
    problems: list[Text] = []
    fields = Fields.of_file(Path(path).read_bytes(), Path(path).name, problems)
    decisions = tuple(
        Decision(one.take("text", str), one.take("owner", str), one.maybe("due", date))
        for one in fields.tables("decisions")
    )
    meeting = Meeting(
        title=fields.take("title", str),
        held_on=fields.take("held_on", date),
        place=fields.take("place", str),
        chair=fields.take("chair", str),
        attendees=fields.texts("attendees"),
        agenda=fields.texts("agenda"),
        decisions=decisions,
        text=fields.take("text", str, default=""),
        number=fields.take("number", str, default=""),
        absent=fields.texts("absent"),
        observers=fields.texts("observers"),
        copies_to=fields.take("copies_to", str, default=""),
        issued_by=fields.take("issued_by", str, default=""),
        issued_on=fields.maybe("issued_on", date),
        simulated=fields.take("simulated", bool, default=False),
    )
    fields.finish()
    refuse(str(path), problems)
    return meeting
