"""Effects as they were measured, their results as the library writes them, and case reports."""

from typing import Any, Literal

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Field, Query, Router, Schema

from liandong.hub.api.auth import allow
from liandong.hub.api.network import of_zone
from liandong.hub.api.pages import listing
from liandong.hub.api.parts import Kept, Key, Number, Slug, Words, found
from liandong.hub.core.domain import audit
from liandong.hub.core.rules import is_member
from liandong.hub.effects.domain import linking, results
from liandong.hub.effects.enums import OUTCOMES, Origin, Outcome
from liandong.hub.effects.models import Dossier, Effect

router = Router(tags=[_("成效")])

Came = Literal["", "better", "worse", "unclear", "unknown"]
_SHOWN = {**OUTCOMES, "unknown": Outcome.UNKNOWN}
_WORDS = {shown.value: word for word, shown in _SHOWN.items()}


class EffectOut(Kept):
    """An effect; the change of its main measure in days, or in percentage points for a share within a target."""

    title: str
    origin: Origin
    is_measured: bool
    outcome: Came
    strength: str
    measure: str
    value: float | None
    low: float | None
    high: float | None
    adopted: dict[str, str]
    is_simulated: bool
    sha256: str

    @staticmethod
    def resolve_outcome(effect: Any) -> str:
        return _WORDS.get(effect.outcome, "")


class EffectWhole(EffectOut):
    """An effect with what was found in words, what limits it, and the innovation it is about."""

    innovation: int | None
    sentences: dict[str, list[str]]
    warnings: dict[str, list[str]]

    @staticmethod
    def resolve_innovation(effect: Any) -> int | None:
        about = linking.innovation_of(effect)
        return about.pk if about else None


class DossierOut(Kept):
    """A case report as one row of the list."""

    title: str
    innovation: int = Field(validation_alias="innovation_id")
    effect: int | None = Field(None, validation_alias="effect_id")
    version: int
    is_simulated: bool


class DossierWhole(DossierOut):
    """A case report with its text in Markdown, by language."""

    texts: dict[str, str]


class EffectsWanted(Schema):
    """Which effects."""

    q: Words | None = None
    zone: Slug | None = None
    outcome: Came | None = None


@listing(router, "/effects", EffectOut, _("成效清单"))
def effects(request: Any, wanted: Query[EffectsWanted]) -> Any:
    """The effects the caller may see, the newest first."""
    allow(is_member, request.user)
    rows = of_zone(Effect.objects.select_related("zone"), wanted.zone)
    rows = rows if wanted.q is None else rows.filter(title__icontains=wanted.q)
    return rows if wanted.outcome is None else rows.filter(outcome=_SHOWN.get(wanted.outcome, ""))


@router.get("/effects/{pk}", response=EffectWhole, summary=_("一项成效"))
def effect(request: Any, pk: Key) -> Any:
    """One effect with what was found in words."""
    return allow(is_member, request.user, found(Effect.objects.select_related("zone"), pk=pk))


@router.get(
    "/effects/{pk}/results",
    summary=_("下载测算结果"),
    openapi_extra={"responses": {200: {"content": {"application/json": {"schema": {"type": "object"}}}}}},
)
def effect_results(request: Any, pk: Key) -> Any:
    """The result as ``liandong effect -o effect.json`` writes it, with every table; 404 before it was measured."""
    row = allow(is_member, request.user, found(Effect.objects.select_related("zone"), pk=pk))
    if not row.is_measured:
        raise Http404
    audit.record("download", row, {"file": "result"})
    return HttpResponse(results.content(row), content_type="application/json; charset=utf-8")


@listing(router, "/dossiers", DossierOut, _("案例报告清单"))
def dossiers(request: Any, zone: Slug | None = None, innovation: Number | None = None) -> Any:
    """The case reports the caller may see, the newest first."""
    allow(is_member, request.user)
    rows = of_zone(Dossier.objects.select_related("zone"), zone)
    return rows if innovation is None else rows.filter(innovation=innovation)


@router.get("/dossiers/{pk}", response=DossierWhole, summary=_("一份案例报告"))
def dossier(request: Any, pk: Key) -> Any:
    """One case report with its text."""
    return allow(is_member, request.user, found(Dossier.objects.select_related("zone"), pk=pk))
