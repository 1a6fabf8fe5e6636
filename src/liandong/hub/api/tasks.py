"""The task ledger: read it, add to it, report progress, move a task on its road, sign it off."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Field, Query, Router, Schema, Status

from liandong.hub.api.auth import allow
from liandong.hub.api.pages import listing
from liandong.hub.api.parts import Day, Given, Kept, Key, Line, Slug, Text, Words, chosen, found, own_zone
from liandong.hub.core.enums import Light
from liandong.hub.core.models import Zone
from liandong.hub.core.rules import is_member
from liandong.hub.tasks import rules
from liandong.hub.tasks.domain import create_task, parts, signing, state
from liandong.hub.tasks.enums import TaskKind, TaskState
from liandong.hub.tasks.filters import TaskFilter
from liandong.hub.tasks.models import Task

router = Router(tags=[_("任务台账")])


class TaskOut(Kept):
    """A task as one row of the ledger."""

    number: str
    name: str
    kind: TaskKind
    state: TaskState
    light: Light
    year: int
    start: date | None
    due: date
    progress: int
    lead_unit: str
    responsible_units: str
    person: str
    is_simulated: bool


class NodeOut(Schema):
    """A node of a task and the evidence that it was met."""

    name: str
    due: date
    done_on: date | None
    evidence: str


class PartOut(Schema):
    """How far one zone is with its part of a linked task."""

    zone: str = Field(validation_alias="zone.slug")
    state: TaskState
    progress: int
    note: str


class TaskWhole(TaskOut):
    """A task with all that the ledger says about it."""

    basis: str
    goal: str
    supporting_units: str
    contact: str
    problems: str
    to_coordinate: str
    next_steps: str
    receipt: str
    hypothesis: str
    sandbox: str
    exit_rule: str
    stress_test: str
    signed_on: date | None
    sign_note: str
    nodes: list[NodeOut]
    parts: list[PartOut]


class TasksWanted(Schema):
    """Which tasks."""

    q: Words | None = None
    zone: Slug | None = None
    kind: TaskKind | None = None
    light: Light | None = None
    state: TaskState | None = None
    due_from: Day | None = None
    due_to: Day | None = None
    mine: bool = False


class TaskIn(Given):
    """A new task."""

    name: Line
    due: Day
    kind: TaskKind = TaskKind.ORDINARY
    zone: Slug | None = None
    zones: list[Slug] = Field([], max_length=50)
    start: Day | None = None
    basis: Text = ""
    goal: Text = ""
    lead_unit: Words = ""
    responsible_units: Words = ""
    person: Words = ""


class ReportIn(Given):
    """The report of a month; the task takes over its progress."""

    month: Day
    progress: int = Field(ge=0, le=100)
    done: Text
    next_steps: Text = ""


class MoveIn(Given):
    """The state to go to; a blocked task says why."""

    to: TaskState
    note: Text = ""


class SignIn(Given):
    """The opinion of whoever signs off."""

    note: Text


@listing(router, "/tasks", TaskOut, _("任务清单"))
def tasks(request: Any, wanted: Query[TasksWanted]) -> Any:
    """The tasks the caller may see, the most urgent first."""
    allow(is_member, request.user)
    asked = wanted.dict(exclude_none=True)
    if "zone" in asked:
        asked["zone"] = chosen(Zone.objects, "zone", asked["zone"]).pk
    return TaskFilter(asked, queryset=Task.objects.select_related("zone"), request=request).qs


@router.get("/tasks/{pk}", response=TaskWhole, summary=_("一项任务"))
def task(request: Any, pk: Key) -> Any:
    """One task, with its nodes and the zones that take part."""
    return allow(is_member, request.user, _found(pk))


@router.post("/tasks", response={201: TaskWhole}, summary=_("新任务"))
def new_task(request: Any, given: TaskIn) -> Any:
    """File a task for the caller's zone; the zones that take part are told."""
    zone = own_zone(request.user, given.zone)
    allow(rules.may_change, request.user, Task(zone=zone))
    values = given.dict(exclude={"zone", "zones"})
    zones = [chosen(Zone.objects, "zones", slug) for slug in given.zones]
    made = create_task(zone=zone, zones=zones, user=request.user, **values)
    return Status(201, _found(made.pk))


@router.post("/tasks/{pk}/reports", response=TaskWhole, summary=_("报送进度"))
def report(request: Any, pk: Key, given: ReportIn) -> Any:
    """Send the monthly report; the last one of a month counts."""
    found_task = allow(rules.may_work, request.user, _found(pk))
    parts.send_report(task=found_task, user=request.user, **given.dict())
    return _found(pk)


@router.post("/tasks/{pk}/state", response=TaskWhole, summary=_("推进到下一状态"))
def move(request: Any, pk: Key, given: MoveIn) -> Any:
    """Move the task on its road; refused with the reasons where it cannot go there."""
    found_task = allow(rules.may_work, request.user, _found(pk))
    state.move(task=found_task, to=given.to, user=request.user, note=given.note)
    return _found(pk)


@router.post("/tasks/{pk}/sign-off", response=TaskWhole, summary=_("销号"))
def sign_off(request: Any, pk: Key, given: SignIn) -> Any:
    """Close the task; nobody signs off their own."""
    found_task = allow(rules.may_sign, request.user, _found(pk))
    signing.sign_off(task=found_task, user=request.user, note=given.note, today=timezone.localdate())
    return _found(pk)


def _found(pk: int) -> Any:
    rows = Task.objects.select_related("zone").prefetch_related("nodes", "parts__zone", "team")
    return found(rows, pk=pk)
