"""Filing a request: its number, its due day, who has it first, what it is like."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.models import Circle, Firm, User, Zone
from liandong.hub.requests.domain import catalogue, numbers, telling, thread
from liandong.hub.requests.domain.theming import join_theme
from liandong.hub.requests.enums import Action, Channel, Queue
from liandong.hub.requests.models import Category, Request
from liandong.hub.requests.worktime import due_after, local_today


@transaction.atomic
def file_request(
    *,
    title: str,
    text: str,
    category: Category,
    zone: Zone,
    user: User | None,
    firm: Firm | None = None,
    channel: str = Channel.FORM,
    queue: str = Queue.SERVICE,
    contact: str = "",
    on: date | None = None,
    quietly: bool = False,
    **more: Any,
) -> Request:
    """The new request, numbered and due, with the officers of its zone told.

    ``quietly`` tells nobody: for imports, where one notice tells of all. ``more`` are other fields of the request: ``visit``, ``service``, ``programme``, ``agency``.
    """
    if firm is not None and firm.zone_id != zone.pk:
        raise ValidationError(_("企业不属于这个片区"))
    day = on or local_today()
    service = more.get("service")
    term = service.working_days if service else catalogue.term(queue)
    request = Request(
        number=numbers.take(day.year)[0],
        title=title.strip(),
        text=text.strip(),
        category=category,
        zone=zone,
        circle=Circle.of([zone]),
        filed_by=user,
        firm=firm,
        channel=channel,
        queue=queue,
        contact=contact,
        level=catalogue.first_level(),
        filed_on=day,
        month=day.replace(day=1),
        due=due_after(day, term),
        **more,
    )
    request.save()
    thread.write(request, Action.FILED, user=user)
    join_theme(request)
    if not quietly:
        telling.tell(telling.office(request), request, user, zh="新诉求", en="New request")
    return request
