"""The ledger: its list, one task, the form of a task."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.tables import Column
from liandong.hub.core.views import Editing, Listing, Showing
from liandong.hub.tasks import domain, rules
from liandong.hub.tasks.domain import hands, lights, signing, state
from liandong.hub.tasks.enums import TaskState
from liandong.hub.tasks.filters import TaskFilter
from liandong.hub.tasks.forms import TaskForm
from liandong.hub.tasks.light import Rule
from liandong.hub.tasks.models import Escalation, Evidence, Task, TaskZone, TeamMember
from liandong.hub.tasks.models.rule import with_rule

#: The states a task passes on its way, as the page shows them.
ROAD = [kind for kind in TaskState if kind != TaskState.BLOCKED]


class TaskList(Listing):
    """The ledger, what needs attention first."""

    model = Task
    room, title = "tasks", _("任务台账")
    template_name = "tasks/list.html"
    filters = TaskFilter
    create_page, may_create = "tasks:task-new", rules.may_change
    columns = (
        Column("number", _("序号"), order="number"),
        Column("name", _("任务"), "link", order="name"),
        Column("kind", _("类型"), "badge"),
        Column("zone", _("片区")),
        Column("lead_unit", _("牵头单位")),
        Column("due", _("到期"), "date", order="due"),
        Column("progress", _("进度"), "progress", order="progress"),
        Column("light", _("灯色"), "light", order="rank"),
        Column("state", _("状态"), "badge"),
    )

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("zone")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.request.htmx:
            return context
        summary = domain.summary(timezone.localdate())
        may_import = rules.may_change.test(self.request.user, None)
        return {**context, "summary": summary, "may_import": may_import, "tab": "list"}


class TaskPage(Showing):
    """One task with everything that belongs to it."""

    model = Task
    room, subtitle = "tasks", _("任务台账")
    template_name = "tasks/task.html"
    change_page, may_change = "tasks:task-edit", rules.may_change
    facts = (
        Column("number", _("序号")),
        Column("zone", _("片区")),
        Column("branch.plan", _("计划")),
        Column("life_cycle", _("全生命周期"), value=lambda task: task.get_life_cycle_display()),
        Column("start", _("起"), "date"),
        Column("due", _("止"), "date"),
        Column("lead_unit", _("牵头单位")),
        Column("responsible_units", _("责任单位")),
        Column("supporting_units", _("配合单位")),
        Column("person", _("责任人")),
        Column("contact", _("联系人")),
        Column("receipt", _("签收")),
        Column("updated_at", _("更新时间"), "moment"),
    )

    def get_queryset(self) -> Any:
        """The task, and whether it has parts of a kind at all: what is not there is not asked for."""
        rows = super().get_queryset().select_related("zone", "circle", "branch__plan", "owner", "signed_by")
        has = {
            "has_parts": Exists(TaskZone.objects.filter(task=OuterRef("pk"))),
            "has_team": Exists(TeamMember.objects.filter(task=OuterRef("pk"))),
            "has_files": Exists(Evidence.objects.filter(node__task=OuterRef("pk"))),
            "has_escalations": Exists(Escalation.objects.filter(task=OuterRef("pk"))),
        }
        return with_rule(rows.annotate(**has)).prefetch_related("nodes")

    def get_object(self, queryset: Any = None) -> Any:
        task = super().get_object(queryset)
        user = self.request.user
        if user.zone_id == task.zone_id:
            user.zone = task.zone
        _keep(task, "nodes__files", task.has_files, Evidence.objects.all())
        _keep(task, "parts", task.has_parts, TaskZone.objects.select_related("zone"))
        _keep(task, "team", task.has_team, TeamMember.objects.select_related("user"))
        _keep(
            task,
            "escalations",
            task.has_escalations,
            Escalation.objects.select_related("level", "decided_by"),
        )
        return task

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        task, user, today = self.object, self.request.user, timezone.localdate()
        rule = Rule(**task.rule_numbers) if task.rule_numbers else Rule()
        return {
            **context,
            "road": ROAD,
            "reason": lights.reason(task, today, rule),
            "may_work": rules.may_work.test(user, task),
            "may_report": rules.may_report.test(user, task),
            "may_sign": task.is_open and rules.may_sign.test(user),
            "objections": signing.objections(task, user) if task.is_open else [],
            "next_states": state.next_states(task),
            "tab": "",
        }


def _keep(task: Any, name: str, is_there: bool, rows: Any) -> None:
    """Read what belongs to the task with what the page shows of it; what is not there costs no query."""
    prefetch_related_objects([task], Prefetch(name, rows if is_there else rows.none()))


class TaskEdit(Editing):
    """The form of a task."""

    model = Task
    form_class = TaskForm
    room, subtitle = "tasks", _("任务台账")
    may = rules.may_change

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("zone", "circle")

    def check(self, record: Any) -> Any:
        if not super().check(record).is_open:
            raise PermissionDenied
        return record

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "title": _("修改任务") if self.object else _("新建任务")}

    @transaction.atomic
    def accept(self, form: Any) -> Any:
        response = super().accept(form)
        if hands.REPORTING & set(form.changed_data):
            hands.reported(form.instance, self.request.user)
        return response
