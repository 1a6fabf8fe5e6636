"""Reforms being designed, and the stress tests that were registered for them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Field, Query, Router, Schema, Status
from pydantic import StringConstraints

from liandong.hub.api.auth import allow
from liandong.hub.api.network import of_zone
from liandong.hub.api.pages import listing
from liandong.hub.api.parts import Given, Kept, Key, Line, Number, Slug, Words, chosen, found, own_zone
from liandong.hub.bottlenecks.domain import jobs
from liandong.hub.bottlenecks.enums import AnalysisState, JobState
from liandong.hub.bottlenecks.models import Analysis
from liandong.hub.core.rules import is_member
from liandong.hub.reforms import rules
from liandong.hub.reforms.domain import designing, testing
from liandong.hub.reforms.enums import OUTCOMES, DesignState
from liandong.hub.reforms.models import Design, StressRun
from liandong.hub.reforms.views import design as design_pages
from liandong.hub.reforms.views import run as run_pages

router = Router(tags=[_("突破方案")])

State = Literal["empty", "draft", "based", "refused"]
Came = Literal["", "passed", "failed", "undecided"]
Toml = Annotated[str, StringConstraints(max_length=100_000, pattern=r"^[^\x00]*$")]
_WORDS = {shown.value: word for word, shown in OUTCOMES.items()}


class _Tested(Kept):
    title: str
    outcome: Came

    @staticmethod
    def resolve_outcome(row: Any) -> str:
        return _WORDS.get(row.outcome, "")


class ReformOut(_Tested):
    """A reform as one row of the list; ``outcome`` is that of its newest stress test."""

    state: State
    steps: int
    analysis: int | None
    procedure_sha256: str
    profile_sha256: str
    is_simulated: bool

    @staticmethod
    def resolve_state(row: Any) -> str:
        return DesignState(row.state).name.lower()

    @staticmethod
    def resolve_analysis(row: Any) -> int | None:
        return row.analysis_id  # type: ignore[no-any-return]


class ChangeOut(Schema):
    """What changes in the procedure, in words."""

    kind: str
    element: str
    zh: str
    en: str


class ReformWhole(ReformOut):
    """A reform with its text, what it changes, and the first step that does not apply."""

    toml: str
    roles: list[str]
    changes: list[ChangeOut]
    refusal: dict[str, Any]


class StressTestOut(_Tested):
    """A stress test as one row of the list."""

    reform: int = Field(validation_alias="design_id")
    state: JobState
    sha256: str
    registered_at: datetime
    finished_at: datetime | None
    verdict_sha256: str


class StressTestWhole(StressTestOut):
    """A stress test with its text, the fingerprints registered before it, and the verdict in words."""

    toml: str
    earlier: list[str]
    sentences: dict[str, list[str]]
    error: str
    error_en: str


class Wanted(Schema):
    """Which ones."""

    q: Words | None = None
    zone: Slug | None = None


class ReformIn(Given):
    """The procedure that an analysis shows, to be changed."""

    title: Line
    analysis: Number
    zone: Slug | None = None
    noise: float = Field(0.2, ge=0, le=1)
    activities: int = Field(40, ge=2, le=200)


class TextIn(Given):
    """A file as the command line reads it."""

    toml: Toml


@listing(router, "/reforms", ReformOut, _("突破方案清单"))
def reforms(request: Any, wanted: Query[Wanted]) -> Any:
    """The reforms the caller may see, the newest first."""
    allow(is_member, request.user)
    return _narrowed(Design.objects.select_related("zone").defer("toml", "undo", "changes"), wanted)


@router.get("/reforms/{pk}", response=ReformWhole, summary=_("一个突破方案"))
def reform(request: Any, pk: Key) -> Any:
    """One reform."""
    return allow(is_member, request.user, _reform(pk))


@router.post("/reforms", response={201: ReformWhole}, summary=_("新的突破方案"))
def new_reform(request: Any, given: ReformIn) -> Any:
    """Begin a reform of the procedure that an analysis shows; discovery runs at once."""
    zone = own_zone(request.user, given.zone)
    allow(rules.may_work, request.user, Design(zone=zone))
    analysis = chosen(Analysis.objects.filter(state=AnalysisState.DONE), "analysis", given.analysis)
    how = {"noise": given.noise, "activities": given.activities}
    made = designing.from_analysis(title=given.title, analysis=analysis, zone=zone, user=request.user, **how)
    return Status(201, made)


@router.put("/reforms/{pk}/text", response=ReformWhole, summary=_("改写方案"))
def rewrite_reform(request: Any, pk: Key, given: TextIn) -> Any:
    """Put another text in the place of the reform's; refused, with the step, where one does not apply."""
    return designing.rewrite(allow(rules.may_work, request.user, _reform(pk)), given.toml, strict=True)


def _file(media_type: str) -> Any:
    content = {media_type: {"schema": {"type": "string", "format": "binary"}}}
    return {"responses": {200: {"content": content}}}


@router.get("/reforms/{pk}/before", summary=_("下载改革前流程"), openapi_extra=_file("application/xml"))
def procedure_before(request: Any, pk: Key) -> Any:
    """The procedure as it is, as BPMN."""
    return design_pages.Download.as_view()(request, pk=pk, kind="before")


@router.get("/reforms/{pk}/after", summary=_("下载改革后流程"), openapi_extra=_file("application/xml"))
def procedure_after(request: Any, pk: Key) -> Any:
    """The procedure after the steps, as BPMN."""
    return design_pages.Download.as_view()(request, pk=pk, kind="after")


@router.post("/reforms/{pk}/stress-tests", response={201: StressTestWhole}, summary=_("登记压力测试"))
def new_stress_test(request: Any, pk: Key, given: TextIn) -> Any:
    """Fix a test with its fingerprint and queue it; one that was registered before is the one there is."""
    design = allow(rules.may_work, request.user, _reform(pk))
    content = testing.content_of(given.toml)
    made = testing.register(design=design, content=content, user=request.user, at=timezone.now())
    return Status(201, made)


@listing(router, "/stress-tests", StressTestOut, _("压力测试清单"))
def stress_tests(request: Any, wanted: Query[Wanted]) -> Any:
    """The stress tests the caller may see, the newest first."""
    allow(is_member, request.user)
    return _narrowed(StressRun.objects.select_related("zone").defer("toml", "sentences"), wanted)


@router.get("/stress-tests/{pk}", response=StressTestWhole, summary=_("一次压力测试"))
def stress_test(request: Any, pk: Key) -> Any:
    """One stress test: what was registered, how far it is, what it came to."""
    return allow(is_member, request.user, _run(pk))


@router.post("/stress-tests/{pk}/cancel", response=StressTestWhole, summary=_("停止压力测试"))
def cancel_stress_test(request: Any, pk: Key) -> Any:
    """Ask a test that is not done to stop; one that is done stays as it is."""
    row = allow(rules.may_work, request.user, _run(pk))
    if row.is_open:
        jobs.cancel(row)
    return row


@router.get(
    "/stress-tests/{pk}/verdict",
    summary=_("下载压力测试结论"),
    openapi_extra=_file("application/octet-stream"),
)
def stress_verdict(request: Any, pk: Key) -> Any:
    """The verdict of a test that is done, as JSON."""
    return run_pages.Download.as_view()(request, pk=pk, kind="verdict")


def _reform(pk: int) -> Any:
    return found(Design.objects.select_related("zone"), pk=pk)


def _run(pk: int) -> Any:
    return found(StressRun.objects.select_related("zone"), pk=pk)


def _narrowed(rows: Any, wanted: Any) -> Any:
    rows = of_zone(rows, wanted.zone)
    return rows if wanted.q is None else rows.filter(title__icontains=wanted.q)
