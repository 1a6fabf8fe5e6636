"""Zones, agencies, agreements and meetings."""

from datetime import date
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from ninja import Field, Path, Router, Schema

from liandong.hub.api.auth import allow
from liandong.hub.api.pages import listing
from liandong.hub.api.parts import Kept, Key, Slug, found
from liandong.hub.core.enums import Light, ZoneKind, ZoneRole
from liandong.hub.core.models import Agency, Zone
from liandong.hub.core.rules import is_enterprise, is_member
from liandong.hub.network.enums import AgreementKind, CommitmentState, MeetingKind, MeetingState
from liandong.hub.network.models import Agreement, Decision, Meeting, Obligation

router = Router(tags=[_("联动网络")])

#: Zones and agencies are known to everybody who was given a role.
may_look = is_member | is_enterprise


class ZoneOut(Schema):
    """A zone and where it lies on the link map."""

    slug: str
    name: str
    name_en: str
    role: ZoneRole
    kind: ZoneKind
    field: str
    longitude: float
    latitude: float


class AgencyOut(Schema):
    """An agency of a zone; ``party`` is its name in event logs."""

    id: int
    zone: str = Field(validation_alias="zone.slug")
    name: str
    name_en: str
    party: str


class AgreementOut(Kept):
    """An agreement and the zones that signed it."""

    title: str
    kind: AgreementKind
    parties: list[str]
    other_parties: str
    document_no: str
    signed_on: date | None
    ends_on: date | None
    summary: str
    is_example: bool

    @staticmethod
    def resolve_parties(agreement: Any) -> list[str]:
        return [zone.slug for zone in agreement.parties.all()]


class MeetingOut(Kept):
    """A joint meeting."""

    title: str
    kind: MeetingKind
    state: MeetingState
    held_on: date | None
    year: int
    place: str
    minutes: str
    is_example: bool


class CommitmentOut(Kept):
    """What a zone promised, until when, and whether it was kept."""

    text: str
    due_on: date
    state: CommitmentState
    done_on: date | None
    result: str
    light: Light
    is_example: bool


@listing(router, "/zones", ZoneOut, _("片区清单"))
def zones(request: Any) -> Any:
    """The linked zones, the lead first."""
    allow(may_look, request.user)
    return Zone.objects.all()


@router.get("/zones/{slug}", response=ZoneOut, summary=_("一个片区"))
def zone(request: Any, slug: Annotated[Slug, Path()]) -> Any:
    """One zone by its slug."""
    allow(may_look, request.user)
    return found(Zone.objects, slug=slug)


@listing(router, "/agencies", AgencyOut, _("部门清单"))
def agencies(request: Any, zone: Slug | None = None) -> Any:
    """The agencies of all zones, or of one."""
    allow(may_look, request.user)
    return of_zone(Agency.objects.select_related("zone"), zone)


@listing(router, "/agreements", AgreementOut, _("合作协议"))
def agreements(request: Any, zone: Slug | None = None) -> Any:
    """The agreements the caller may see."""
    allow(is_member, request.user)
    return of_zone(Agreement.objects.select_related("zone").prefetch_related("parties"), zone)


@router.get("/agreements/{pk}", response=AgreementOut, summary=_("一份协议"))
def agreement(request: Any, pk: Key) -> Any:
    """One agreement."""
    return allow(is_member, request.user, found(Agreement.objects.select_related("zone"), pk=pk))


@listing(router, "/obligations", CommitmentOut, _("协议义务"))
def obligations(request: Any, zone: Slug | None = None, state: CommitmentState | None = None) -> Any:
    """What clauses of agreements oblige zones to do."""
    allow(is_member, request.user)
    return _in_state(of_zone(Obligation.objects.select_related("zone"), zone), state)


@listing(router, "/meetings", MeetingOut, _("联席会议"))
def meetings(request: Any, zone: Slug | None = None) -> Any:
    """The joint meetings the caller may see."""
    allow(is_member, request.user)
    return of_zone(Meeting.objects.select_related("zone"), zone)


@router.get("/meetings/{pk}", response=MeetingOut, summary=_("一次会议"))
def meeting(request: Any, pk: Key) -> Any:
    """One meeting."""
    return allow(is_member, request.user, found(Meeting.objects.select_related("zone"), pk=pk))


@listing(router, "/decisions", CommitmentOut, _("会议决定"))
def decisions(request: Any, zone: Slug | None = None, state: CommitmentState | None = None) -> Any:
    """What meetings decided that zones do."""
    allow(is_member, request.user)
    return _in_state(of_zone(Decision.objects.select_related("zone"), zone), state)


def of_zone(rows: Any, slug: str | None) -> Any:
    """The rows of one zone, all of them where none is named."""
    return rows if slug is None else rows.filter(zone__slug=slug)


def _in_state(rows: Any, state: CommitmentState | None) -> Any:
    return rows if state is None else rows.filter(state=state)
