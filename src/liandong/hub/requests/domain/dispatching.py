"""Who has a request: over levels and agencies, downwards by dispatch, upwards by escalation."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.enums import ZoneRole
from liandong.hub.core.models import Agency, Circle, User, Zone
from liandong.hub.requests.domain import telling, thread
from liandong.hub.requests.domain.moves import locked
from liandong.hub.requests.enums import AT_OFFICE, Action, State
from liandong.hub.requests.models import Level, Request
from liandong.hub.requests.worktime import due_after


@transaction.atomic
def dispatch(
    request: Request,
    *,
    user: User,
    level: Level | None = None,
    agency: Agency | None = None,
    officer: User | None = None,
    text: str = "",
) -> Request:
    """Hand it to a level, an agency, a person; a waiting request is thereby accepted."""
    request = locked(request, Action.DISPATCH)
    if level is not None and level.position < request.level.position:
        raise ValidationError(_("上报请用“提级”，以便扩大可见范围。"))
    request.level, request.agency, request.officer = level or request.level, agency, officer
    request.state = State.WORKING if request.state == State.WAITING else request.state
    request.save()
    thread.write(request, Action.DISPATCH, user=user, text=text, is_internal=True)
    telling.tell(telling.office(request), request, user, zh="交你办理", en="Assigned to you")
    return request


@transaction.atomic
def escalate(request: Request, *, user: User | None, text: str) -> Request:
    """Raise it one level; the lead zone sees it from then on, and leaders are told (顶格协调)."""
    request = locked(request, Action.ESCALATE)
    request.level = (
        Level.objects.filter(position__lt=request.level.position).order_by("-position").first()
        or request.level
    )
    request.escalations += 1
    request.circle = Circle.of([request.zone, *Zone.objects.filter(role=ZoneRole.LEAD)])
    request.save()
    thread.write(request, Action.ESCALATE, user=user, text=text, is_internal=True)
    telling.tell(telling.above(request), request, user, zh="诉求提级", en="Escalated request")
    return request


def escalate_overdue(*, today: date, after: int = 3, limit: int = 500) -> list[Request]:
    """Raise what is overdue by more working days than allowed and was not raised yet; what was raised."""
    rows = Request.objects.filter(state__in=AT_OFFICE, due__lt=today, escalations=0).order_by("due", "id")
    late = [row for row in rows[:limit] if due_after(row.due, after) < today]
    reason = f"逾期超过 {after} 个工作日，自动提级"
    return [escalate(row, user=None, text=reason) for row in late]
