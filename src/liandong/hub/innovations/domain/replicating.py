"""Replication: offering an innovation to a zone, moving it on, and how far the network is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.domain.notify import notify
from liandong.hub.core.enums import Role
from liandong.hub.core.models import User, Zone
from liandong.hub.innovations.enums import Fit, Level, Stage, Status
from liandong.hub.innovations.models import Adoption, Innovation, Step

#: Where an adoption may go from each status. What was dropped may be offered again.
NEXT = {
    Status.OFFERED: (Status.FIT, Status.DROPPED),
    Status.FIT: (Status.PILOTING, Status.LIVE, Status.DROPPED),
    Status.PILOTING: (Status.LIVE, Status.DROPPED),
    Status.LIVE: (Status.DROPPED,),
    Status.DROPPED: (Status.OFFERED,),
}


@dataclass(frozen=True)
class Summary:
    """How far replication is: adoptions by status, live ones by zone, the latest that went live."""

    by_status: dict[str, int]
    live_by_zone: dict[str, int]
    innovations: int
    latest: list[Adoption]


def replications() -> Summary:
    """The summary for the cockpit, of what the reader may see."""
    rows = Adoption.objects.order_by()
    live = rows.filter(status=Status.LIVE)
    return Summary(
        by_status=dict(rows.values_list("status").annotate(n=Count("pk"))),
        live_by_zone=dict(live.values_list("zone__slug").annotate(n=Count("pk"))),
        innovations=live.aggregate(n=Count("innovation", distinct=True))["n"],
        latest=list(live.select_related("innovation", "zone").order_by("-since", "-id")[:5]),
    )


@transaction.atomic
def offer(*, innovation: Innovation, zone: Zone, by: Any, on: date | None = None) -> Adoption:
    """Offer an innovation to a zone and tell its officers; an offer made before is answered."""
    if zone.pk == innovation.zone_id:
        raise ValidationError(_("这是该片区自己的成果，不需要推送。"))
    made = Adoption.objects.filter(innovation=innovation, zone=zone).first()
    if made is not None:
        return made
    made = Adoption(innovation=innovation, zone=zone, circle=innovation.circle, since=on or _today())
    made.save()
    Step.objects.create(adoption=made, status=made.status, on=made.since, by=by)
    text = {"zh": f"新推送成果：{innovation.title}", "en": f"Offered to your zone: {innovation.title}"}
    notify(
        User.objects.filter(zone=zone, role=Role.OFFICER, is_active=True),
        link=made.get_absolute_url(),
        **text,
    )
    return made


@transaction.atomic
def work(*, adoption: Adoption, status: str, on: date, reason: str, by: Any) -> Adoption:
    """Save what was changed about an adoption and, where the status is new, take that step."""
    before = Adoption.objects.select_for_update().get(pk=adoption.pk).status
    adoption.status = status
    if status != before:
        _check(adoption, Status(before), Status(status), reason)
        adoption.since, adoption.reason = on, reason
        Step.objects.create(adoption=adoption, status=status, on=on, reason=reason, by=by)
    adoption.save()
    recount(Innovation.objects.filter(pk=adoption.innovation_id))
    return adoption


def compute(*, adoption: Adoption, computed: dict[str, Any]) -> None:
    """Keep the effect that was worked out from the zone's own counts. What is claimed stays beside it as it was."""
    adoption.computed = computed
    adoption.save()


def _check(adoption: Adoption, before: Status, after: Status, reason: str) -> None:
    if after not in NEXT[before]:
        raise ValidationError(
            _("不能从“%(a)s”直接到“%(b)s”。") % {"a": before.label, "b": after.label}, code="status"
        )
    if after == Status.DROPPED and not reason:
        raise ValidationError(_("终止需要写明理由。"), code="reason")
    if after in (Status.PILOTING, Status.LIVE) and adoption.has_basis != Fit.YES:
        raise ValidationError(_("试点和落地之前，法律依据须查明可用。"), code="has_basis")


def in_range(condition: dict[str, Any], value: str) -> bool:
    """Whether a local value keeps within the range the innovation allows.

    >>> in_range({"low": "20", "high": "45"}, "50")
    False
    """
    try:
        number = Decimal(value)
    except InvalidOperation:
        return False
    low, high = condition.get("low"), condition.get("high")
    return (not low or number >= Decimal(low)) and (not high or number <= Decimal(high))


def recount(innovations: Any) -> int:
    """Recompute in how many zones each of these innovations is live; how many rows."""
    live = (
        Adoption.objects.filter(innovation=OuterRef("pk"), status=Status.LIVE)
        .order_by()
        .values("innovation")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return int(innovations.update(adopted=Coalesce(Subquery(live), 0)))


def recommended(zone: Zone, *, limit: int = 10) -> Any:
    """Innovations that suit the kind of zone (分类促进), not yet offered there: the highest recognised first."""
    there = Adoption.objects.filter(innovation=OuterRef("pk"), zone=zone)
    return (
        Innovation.objects.filter(suits__contains=zone.kind, level__gte=Level.ZONE, is_placeholder=False)
        .exclude(zone=zone)
        .exclude(stage__in=(Stage.WITHDRAWN, Stage.NO_EFFECT))
        .exclude(Exists(there))
        .select_related("zone", "field")
        .order_by("-level", "-adopted", "-id")[:limit]
    )


def _today() -> date:
    return timezone.localdate()
