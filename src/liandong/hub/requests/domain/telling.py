"""Who is told what when something happens to a request."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from liandong.hub.core.domain.notify import notify
from liandong.hub.core.enums import Role, ZoneRole
from liandong.hub.core.models import User
from liandong.hub.requests.models import Request


def office(request: Request) -> QuerySet[User]:
    """The people it is assigned to; while nobody is, the officers of its zone."""
    if request.officer_id:
        return User.objects.filter(pk=request.officer_id)
    if request.agency_id and (people := User.objects.filter(agency=request.agency_id, is_active=True)):
        return people
    return User.objects.filter(zone=request.zone_id, role=Role.OFFICER, is_active=True)


def firm(request: Request) -> QuerySet[User]:
    """The firm's people; without a firm, whoever filed it."""
    if request.firm_id is None:
        return User.objects.filter(pk=request.filed_by_id)
    return User.objects.filter(firm=request.firm_id, role=Role.ENTERPRISE, is_active=True)


def above(request: Request) -> QuerySet[User]:
    """Officers and leaders of the owning zone and of the lead zone: whom an escalation reaches."""
    zones = Q(zone=request.zone_id) | Q(zone__role=ZoneRole.LEAD)
    return User.objects.filter(zones, role__in=(Role.OFFICER, Role.LEADER), is_active=True)


def tell(people: QuerySet[User], request: Request, user: User | None, *, zh: str, en: str) -> int:
    """A notice to each of them but the one who did it."""
    others = people.exclude(pk=user.pk) if user else people
    link = request.get_absolute_url()
    return notify(others, zh=f"{zh}：{request}"[:300], en=f"{en}: {request}"[:300], link=link)
