"""The innovation library: innovations with their dossiers, recognition events, the replication matrix, published figures."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from ninja import Field, Query, Router, Schema

from liandong.hub.api.auth import allow
from liandong.hub.api.network import of_zone
from liandong.hub.api.pages import listing
from liandong.hub.api.parts import Day, Kept, Key, Number, Slug, Words, found
from liandong.hub.core.enums import Qualifier
from liandong.hub.innovations.enums import Fit, Level, Outcome, Phase, Precision, Stage, Status
from liandong.hub.innovations.models import Adoption, Claim, Innovation, Recognition
from liandong.hub.innovations.rules import may_read

router = Router(tags=[_("成果库")])


class InnovationOut(Kept):
    """An innovation as one row of the library."""

    number: str
    title: str
    title_en: str
    summary: str
    library: str = Field(validation_alias="library.slug")
    field: str | None = Field(None, validation_alias="field.slug")
    stage: Stage
    level: Level
    zone_on: date | None
    is_joint: bool
    adopted: int
    completeness: int
    is_placeholder: bool


class InnovationWhole(InnovationOut):
    """An innovation with its dossier."""

    partners: list[str]
    cooperating: str
    proposed_on: date | None
    tested_on: date | None
    live_on: date | None
    evaluated_on: date | None
    background: str
    measures: str
    legal: list[Any]
    effects: str
    conditions: list[Any]
    risks: str
    next_steps: str

    @staticmethod
    def resolve_partners(innovation: Any) -> list[str]:
        return [zone.slug for zone in innovation.partners.all()]


class RecognitionOut(Kept):
    """Who recognised an innovation, when, how exactly that day is known, by which document."""

    innovation: int = Field(validation_alias="innovation_id")
    channel: str = Field(validation_alias="channel.slug")
    outcome: Outcome
    on: date
    precision: Precision
    document: str
    batch: str


class AdoptionOut(Kept):
    """A cell of the replication matrix; ``zone`` takes over."""

    innovation: int = Field(validation_alias="innovation_id")
    status: Status
    since: date
    precision: Precision
    reason: str
    has_basis: Fit
    has_volume: Fit
    has_systems: Fit
    parameters: dict[str, Any]
    deviation: str


class ClaimOut(Kept):
    """A figure that somebody published, with its hedge and its words."""

    code: str
    innovation: int | None = Field(None, validation_alias="innovation_id")
    subject: str
    metric: str
    metric_en: str
    text: str
    value: Decimal | None
    value_high: Decimal | None
    unit: str
    qualifier: Qualifier
    phase: Phase
    period: str
    source: str = Field(validation_alias="source.slug")
    quote: str


class InnovationsWanted(Schema):
    """Which innovations."""

    q: Words | None = None
    zone: Slug | None = None
    library: Slug | None = None
    field: Slug | None = None
    stage: Stage | None = None
    level: Level | None = None


class AdoptionsWanted(Schema):
    """Which cells of the matrix."""

    zone: Slug | None = None
    innovation: Number | None = None
    status: Status | None = None


@listing(router, "/innovations", InnovationOut, _("成果清单"))
def innovations(request: Any, wanted: Query[InnovationsWanted]) -> Any:
    """The innovations the caller may see, the newest first."""
    allow(may_read, request.user)
    rows = of_zone(Innovation.objects.select_related("zone", "library", "field"), wanted.zone)
    if wanted.q:
        rows = rows.filter(Q(title__icontains=wanted.q) | Q(number__icontains=wanted.q))
    slugs = {f"{name}__slug": getattr(wanted, name) for name in ("library", "field")}
    asked = slugs | {name: getattr(wanted, name) for name in ("stage", "level")}
    return rows.filter(**{name: value for name, value in asked.items() if value is not None})


@router.get("/innovations/{pk}", response=InnovationWhole, summary=_("一项成果"))
def innovation(request: Any, pk: Key) -> Any:
    """One innovation with its dossier."""
    allow(may_read, request.user)
    return found(
        Innovation.objects.select_related("zone", "library", "field").prefetch_related("partners"), pk=pk
    )


@listing(router, "/recognitions", RecognitionOut, _("认定记录"))
def recognitions(
    request: Any, zone: Slug | None = None, innovation: Number | None = None, until: Day | None = None
) -> Any:
    """Recognition events, the oldest first; ``until`` a day, so that counts as of then recompute."""
    allow(may_read, request.user)
    rows = of_zone(Recognition.objects.select_related("zone", "channel"), zone)
    rows = rows if innovation is None else rows.filter(innovation=innovation)
    return rows if until is None else rows.filter(on__lte=until)


@listing(router, "/adoptions", AdoptionOut, _("复制推广矩阵"))
def adoptions(request: Any, wanted: Query[AdoptionsWanted]) -> Any:
    """The cells of the replication matrix, the latest first."""
    allow(may_read, request.user)
    rows = of_zone(Adoption.objects.select_related("zone"), wanted.zone)
    return rows.filter(**wanted.dict(include={"innovation", "status"}, exclude_none=True))


@router.get("/adoptions/{pk}", response=AdoptionOut, summary=_("一项复制推广"))
def adoption(request: Any, pk: Key) -> Any:
    """One cell of the matrix."""
    return allow(may_read, request.user, found(Adoption.objects.select_related("zone"), pk=pk))


@listing(router, "/claims", ClaimOut, _("公开数据主张"))
def claims(request: Any, innovation: Number | None = None, q: Words | None = None) -> Any:
    """Published figures; never mixed with what is computed here."""
    allow(may_read, request.user)
    rows = Claim.objects.select_related("zone", "source")
    rows = rows if innovation is None else rows.filter(innovation=innovation)
    return rows.filter(Q(subject__icontains=q) | Q(metric__icontains=q)) if q else rows
