"""The minutes of a joint meeting as Word: agenda, decisions with owner and day; made-up meetings say so."""

import io
from datetime import date

import pytest
from django.urls import reverse
from docx import Document

from liandong.hub.core.models import Circle
from liandong.hub.network.models import AgendaItem, Decision, Meeting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everything")]


@pytest.fixture
def meeting(cast, zones):
    """A meeting of the network in March, with an item and a decision; invented."""
    made = Meeting(
        zone=cast.lead.zone, circle=Circle.network(), title="第三次联席会议", year=2026, held_on=date(2026, 3, 2),
        place="青岛", chair="赵主任", attendees="王青 专员\n李照 专员", minutes="会议听取了进展。", is_example=True,
    )  # fmt: skip
    made.save()
    made.participants.set([zones.qingdao, zones.rizhao])
    AgendaItem(meeting=made, text="铜精矿两段准入").save()
    Decision(meeting=made, zone=zones.rizhao, text="五月底前试点", due_on=date(2026, 5, 31)).save()
    return made


def words(response):
    document = Document(io.BytesIO(response.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    heads = [it.text for section in document.sections for it in section.header.paragraphs]
    return "\n".join([*heads, *(it.text for it in document.paragraphs), *cells])


def test_the_page_has_a_button_and_the_document_says_what_was_decided(as_user, cast, meeting):
    address = reverse("network:minutes-word", args=[meeting.pk])
    lead = as_user(cast.lead)
    assert address in lead.get(meeting.get_absolute_url()).content.decode()
    text = words(lead.get(address))
    for each in (
        "第三次联席会议",
        "铜精矿两段准入",
        "五月底前试点",
        "2026年5月31日",
        "王青 专员",
        "会议听取了进展。",
        "模拟数据",
    ):
        assert each in text, each


def test_it_is_written_in_the_language_of_the_page(as_user, cast, meeting):
    lead = as_user(cast.lead)
    lead.cookies["django_language"] = "en"
    text = words(lead.get(reverse("network:minutes-word", args=[meeting.pk])))
    assert "Decisions" in text
    assert "Present: " in text


def test_a_meeting_without_a_day_has_no_minutes_yet(as_user, cast, meeting):
    meeting.held_on = None
    meeting.save()
    address = reverse("network:minutes-word", args=[meeting.pk])
    assert as_user(cast.lead).get(address).status_code == 404
    assert address not in as_user(cast.lead).get(meeting.get_absolute_url()).content.decode()


def test_nobody_outside_gets_it(as_user, cast, meeting):
    address = reverse("network:minutes-word", args=[meeting.pk])
    assert [as_user(who).get(address).status_code for who in (cast.rizhao, cast.firm, cast.stranger)] == [
        200,
        403,
        403,
    ]
