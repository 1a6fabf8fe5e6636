"""The minutes of a joint meeting as a Word document, in the form that GB/T 9704 has for minutes (纪要)."""

from __future__ import annotations

from liandong.hub.core.language import page_language
from liandong.hub.network.models import Meeting


def word(meeting: Meeting) -> bytes:
    """The document in the language of the page; the meeting has a day, and its agenda and decisions are at hand."""
    from liandong.report.office import Decision, minutes
    from liandong.report.office import Meeting as Facts

    assert meeting.held_on is not None
    zones = [str(zone) for zone in meeting.participants.all()]
    facts = Facts(
        title=meeting.title,
        held_on=meeting.held_on,
        place=meeting.place or "—",
        chair=meeting.chair or str(meeting.zone),
        attendees=tuple(line.strip() for line in meeting.attendees.splitlines() if line.strip())
        or tuple(zones),
        agenda=tuple(item.text for item in meeting.agenda.all()),
        decisions=tuple(Decision(it.text, str(it.zone), it.due_on) for it in meeting.decisions.all()),
        text=meeting.minutes,
        copies_to=("、" if page_language() == "zh" else ", ").join(zones),
        issued_by=str(meeting.zone),
        issued_on=meeting.held_on,
        simulated=meeting.is_example,
    )
    return minutes(facts, lang=page_language())
