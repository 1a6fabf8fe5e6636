"""Writing the thread of a request, and reading out of it who had it how long."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from liandong.hub.core.models import User
from liandong.hub.requests.enums import HANDOVERS, Action, State
from liandong.hub.requests.models import Entry, Request
from liandong.hub.requests.worktime import days_between


@dataclass(frozen=True)
class Held:
    """Somebody had the request: from when until when, and how many working days that was."""

    level: Any
    agency: Any
    officer: Any
    since: datetime
    until: datetime | None
    days: int


def write(
    request: Request,
    action: Action,
    *,
    user: User | None,
    text: str = "",
    is_internal: bool = False,
    at: datetime | None = None,
    other: Request | None = None,
) -> Entry:
    """An entry of what just happened; a handover keeps who has it now."""
    holder = (
        {"level": request.level, "agency": request.agency, "officer": request.officer}
        if action in HANDOVERS
        else {}
    )
    return Entry.objects.create(
        request=request,
        action=action,
        state=request.state,
        by=user,
        text=text,
        is_internal=is_internal,
        at=at or timezone.now(),
        other=other,
        **holder,
    )


def holdings(entries: Iterable[Entry]) -> list[Held]:
    """Who had the request, in turn; the last one until it was closed, or until now."""
    entries = list(entries)
    handovers = [entry for entry in entries if entry.action in HANDOVERS]
    ends = [entry.at for entry in handovers[1:]] + [_closed(entries)]
    return [_held(entry, until) for entry, until in zip(handovers, ends, strict=False)]


def _closed(entries: list[Entry]) -> datetime | None:
    closing = (State.SOLVED, State.DECLINED, State.WITHDRAWN, State.MERGED)
    return next((entry.at for entry in entries if entry.state in closing), None)


def _held(entry: Entry, until: datetime | None) -> Held:
    start, end = timezone.localdate(entry.at), timezone.localdate(until or timezone.now())
    return Held(entry.level, entry.agency, entry.officer, entry.at, until, days_between(start, end))
