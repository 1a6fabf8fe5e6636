"""Many requests at once, with the entries their state implies: for demonstrations and for the performance test."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from django.utils import timezone

from liandong.hub.requests.enums import Action, State
from liandong.hub.requests.models import Entry, Request

_LAST = {
    State.SOLVED: Action.CONFIRM,
    State.RETURNED: Action.RETURN,
    State.DECLINED: Action.DECLINE,
    State.WITHDRAWN: Action.WITHDRAW,
}


def rows_in_bulk(rows: list[Request], size: int = 5000) -> list[Request]:
    """The rows, written without a save each; whoever calls writes one entry of the audit chain for all."""
    return list(Request.objects.bulk_create(rows, batch_size=size))


def entries_of(request: Request) -> Iterator[Entry]:
    """Filed, answered and closed, as far as the request came."""
    yield _entry(request, Action.FILED, State.WAITING, request.filed_on, 10, level=request.level)
    if request.state not in (State.WAITING, State.DECLINED):
        yield _entry(request, Action.ACCEPT, State.WORKING, request.filed_on, 15)
    if request.answered_on:
        yield _entry(
            request, Action.ANSWER, State.ASKING, request.answered_on, 11, text="示例：已协调办理，请确认。"
        )
    last = _LAST.get(State(request.state))
    if last is not None:
        day = request.solved_on or request.answered_on or request.filed_on
        yield _entry(request, last, State(request.state), day, 16, text=request.reason)


def _entry(request: Request, action: Action, state: State, day: date, hour: int, **more: object) -> Entry:
    at = timezone.make_aware(datetime.combine(day, time(hour)))
    return Entry(request=request, at=at, action=action, state=state, **more)
