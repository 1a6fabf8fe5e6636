"""Bottlenecks, the analyses that measured them, and their profiles to take away."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema, Status

from liandong.hub.api.auth import allow
from liandong.hub.api.network import of_zone
from liandong.hub.api.pages import listing
from liandong.hub.api.parts import Day, Given, Kept, Key, Line, Slug, Text, Words, found, own_zone
from liandong.hub.bottlenecks import rules
from liandong.hub.bottlenecks.domain import open_bottleneck, opening
from liandong.hub.bottlenecks.enums import AnalysisState, BottleneckState
from liandong.hub.bottlenecks.models import Analysis, Bottleneck
from liandong.hub.bottlenecks.views.analysis import Download
from liandong.hub.core.rules import is_member
from liandong.hub.tasks.enums import TaskKind

router = Router(tags=[_("堵点诊断")])


class BottleneckOut(Kept):
    """A bottleneck; ``case_days`` a month with its interval where it was measured."""

    title: str
    title_en: str
    state: BottleneckState
    step: str
    log_zone: str
    party: str
    analysis: int | None
    case_days: float | None
    low: float | None
    high: float | None
    statutory_share: float | None
    n: int | None
    sentence: str
    sentence_en: str
    note: str
    is_simulated: bool

    @staticmethod
    def resolve_analysis(bottleneck: Any) -> int | None:
        return bottleneck.analysis_id  # type: ignore[no-any-return]


class AnalysisOut(Kept):
    """An analysis as one row of the list."""

    title: str
    title_en: str
    state: AnalysisState
    source: str
    licence: str
    sha256: str
    period: str
    cases: int | None
    events: int | None
    first: datetime | None
    last: datetime | None
    median_seconds: float | None
    log_zones: list[str]
    is_simulated: bool
    done_at: datetime | None


class FindingOut(Schema):
    """A bottleneck as measured, with the formula of its number."""

    rank: int
    log_zone: str
    activity: str
    party: str
    n: int
    case_days: float
    low: float
    high: float
    is_certain: bool
    statutory_share: float
    sentence: str
    sentence_en: str
    formula: str
    formula_en: str


class AnalysisWhole(AnalysisOut):
    """An analysis with its summary and the findings that weigh most."""

    sentences: dict[str, list[str]]
    sections: list[str]
    findings: list[FindingOut]

    @staticmethod
    def resolve_findings(analysis: Any) -> list[Any]:
        return list(analysis.findings.all()[:50])


class BottlenecksWanted(Schema):
    """Which bottlenecks."""

    q: Words | None = None
    zone: Slug | None = None
    state: BottleneckState | None = None


class AnalysesWanted(Schema):
    """Which analyses."""

    q: Words | None = None
    zone: Slug | None = None
    state: AnalysisState | None = None


class BottleneckIn(Given):
    """A bottleneck somebody takes on, not measured yet."""

    title: Line
    zone: Slug | None = None


class StateIn(Given):
    """The next state, and what was found out."""

    state: BottleneckState
    note: Text = ""


class RemedyIn(Given):
    """The task that is to remove the bottleneck."""

    name: Line
    due: Day
    kind: TaskKind = TaskKind.ORDINARY


class RemedyOut(Schema):
    """The task that was made."""

    task: int
    due: date


@listing(router, "/bottlenecks", BottleneckOut, _("堵点清单"))
def bottlenecks(request: Any, wanted: Query[BottlenecksWanted]) -> Any:
    """The bottlenecks the caller may see, the heaviest first."""
    allow(is_member, request.user)
    return _narrowed(Bottleneck.objects.select_related("zone"), wanted)


@router.get("/bottlenecks/{pk}", response=BottleneckOut, summary=_("一个堵点"))
def bottleneck(request: Any, pk: Key) -> Any:
    """One bottleneck."""
    return allow(is_member, request.user, _bottleneck(pk))


@router.post("/bottlenecks", response={201: BottleneckOut}, summary=_("新堵点"))
def new_bottleneck(request: Any, given: BottleneckIn) -> Any:
    """Take a bottleneck on for the caller's zone."""
    zone = own_zone(request.user, given.zone)
    allow(rules.may_work, request.user, Bottleneck(zone=zone))
    return Status(201, open_bottleneck(title=given.title, zone=zone, user=request.user))


@router.post("/bottlenecks/{pk}/state", response=BottleneckOut, summary=_("核实、改善、关闭"))
def move_bottleneck(request: Any, pk: Key, given: StateIn) -> Any:
    """Take the bottleneck to its next state."""
    rule = rules.may_change if given.state == BottleneckState.CLOSED else rules.may_work
    row = allow(rule, request.user, _bottleneck(pk))
    return opening.move(bottleneck=row, state=given.state, note=given.note)


@router.post("/bottlenecks/{pk}/task", response={201: RemedyOut}, summary=_("转为任务"))
def remedy(request: Any, pk: Key, given: RemedyIn) -> Any:
    """Make the task that is to remove the bottleneck, linked to it."""
    row = allow(rules.may_change, request.user, _bottleneck(pk))
    task = opening.make_task(bottleneck=row, user=request.user, **given.dict())
    return Status(201, {"task": task.pk, "due": task.due})


@listing(router, "/analyses", AnalysisOut, _("诊断清单"))
def analyses(request: Any, wanted: Query[AnalysesWanted]) -> Any:
    """The analyses the caller may see, the newest first."""
    allow(is_member, request.user)
    return _narrowed(Analysis.objects.select_related("zone"), wanted)


@router.get("/analyses/{pk}", response=AnalysisWhole, summary=_("一次诊断"))
def analysis(request: Any, pk: Key) -> Any:
    """One analysis with its summary and findings."""
    return allow(is_member, request.user, found(Analysis.objects.select_related("zone"), pk=pk))


_FILE = {"schema": {"type": "string", "format": "binary"}}


@router.get(
    "/analyses/{pk}/profile",
    summary=_("下载流程画像"),
    openapi_extra={"responses": {200: {"content": {"application/octet-stream": _FILE}}}},
)
def profile(request: Any, pk: Key) -> Any:
    """The profile as a file, as the page gives it: other zones get it without the people."""
    return Download.as_view()(request, pk=pk, kind="profile")


def _bottleneck(pk: int) -> Any:
    return found(Bottleneck.objects.select_related("zone"), pk=pk)


def _narrowed(rows: Any, wanted: Any) -> Any:
    rows = of_zone(rows, wanted.zone)
    rows = rows if wanted.q is None else rows.filter(title__icontains=wanted.q)
    return rows if wanted.state is None else rows.filter(state=wanted.state)
