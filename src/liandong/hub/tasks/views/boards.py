"""Other looks at the same tasks: Gantt chart, calendar, red list with escalations, roll call."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.domain.kept import kept
from liandong.hub.core.enums import Light
from liandong.hub.core.models import Zone
from liandong.hub.core.tables import Column
from liandong.hub.core.views import Board, Listing
from liandong.hub.tasks.domain import gantt, month, parts
from liandong.hub.tasks.enums import TaskState
from liandong.hub.tasks.filters import EscalationFilter, TaskFilter
from liandong.hub.tasks.models import Escalation, Level, Report, Task

_OPEN = [state for state in TaskState if state != TaskState.CLOSED]


class Gantt(Listing):
    """Bars over months, forty tasks a page; the same tasks as a table below."""

    model = Task
    room, title = "tasks", _("甘特图")
    template_name = "tasks/gantt.html"
    filters = TaskFilter
    paginate_by = 40
    columns = (
        Column("number", _("序号"), order="number"),
        Column("name", _("任务"), "link"),
        Column("start", _("起"), "date"),
        Column("due", _("止"), "date", order="due"),
        Column("progress", _("进度"), "progress"),
        Column("light", _("灯色"), "light", order="rank"),
        Column(
            "nodes", _("节点"), value=lambda task: "；".join(f"{n.name} {n.due}" for n in task.nodes.all())
        ),
    )

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("zone").prefetch_related("nodes")

    def get_template_names(self) -> list[str]:
        return ["tasks/_gantt.html"] if self.request.htmx else [self.template_name]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        picture = gantt.chart(list(context["object_list"]), timezone.localdate())
        return {**context, "chart": picture, "tab": "gantt"}


class Calendar(Board):
    """A month of deadlines and nodes, of one's own zone unless another is asked for."""

    room, title = "tasks", _("到期日历")
    template_name = "tasks/calendar.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wanted = self.request.GET
        shown = month_of(wanted.get("month", ""))
        zone = wanted.get("zone", str(self.request.user.zone_id or ""))
        zone_id = int(zone) if zone.isdigit() else None
        before, after = month.neighbours(shown)
        return {
            **super().get_context_data(**kwargs),
            "month": shown,
            "before": before,
            "after": after,
            "today": timezone.localdate(),
            "weeks": month.weeks(shown, zone_id),
            "zones": Zone.objects.all(),
            "zone_id": zone_id,
            "tab": "calendar",
        }


class Escalations(Listing):
    """What has been red the longest, and what leaders are to decide or have decided."""

    model = Escalation
    room, title = "tasks", _("红灯与顶格协调")
    template_name = "tasks/escalations.html"
    filters = EscalationFilter
    columns = (
        Column("task", _("任务"), "link"),
        Column("task.zone", _("片区")),
        Column("level", _("层级")),
        Column("state", _("状态"), "badge"),
        Column("opened_on", _("提请日期"), "date", order="opened_on"),
        Column("deadline", _("时限"), "date", order="deadline"),
        Column("delay_before", _("决策前拖延天数"), "number", order="delay_before"),
        Column("delay_after", _("决策后用时天数"), "number", order="delay_after"),
    )

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("task__zone").prefetch_related("level")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.request.htmx:
            return context
        red = Task.objects.filter(light=Light.RED).select_related("zone").order_by("red_since", "pk")[:10]
        more = {"red": list(red), "levels": list(Level.objects.all()), "today": timezone.localdate()}
        return {**context, **more, "red_columns": RED_COLUMNS, "tab": "escalations"}


RED_COLUMNS = (
    Column("name", _("任务"), "link"),
    Column("zone", _("片区")),
    Column("lead_unit", _("牵头单位")),
    Column("person", _("责任人")),
    Column("red_since", _("亮红灯起"), "date"),
    Column(
        "days",
        _("红灯天数"),
        "number",
        value=lambda task: (timezone.localdate() - task.red_since).days + 1 if task.red_since else None,
    ),
    Column("state", _("状态"), "badge"),
)


class RollCall(Listing):
    """Who has reported this month and who has not; the open tasks without a report are listed."""

    model = Task
    room, title = "tasks", _("月报点名")
    template_name = "tasks/roll_call.html"
    columns = (
        Column("number", _("序号"), order="number"),
        Column("name", _("任务"), "link"),
        Column("zone", _("片区")),
        Column("lead_unit", _("牵头单位")),
        Column("person", _("责任人")),
        Column("light", _("灯色"), "light", order="rank"),
        Column("updated_at", _("更新时间"), "moment"),
    )

    def get_queryset(self) -> Any:
        self.month = month_of(self.request.GET.get("month", ""))
        rows = super().get_queryset().filter(state__in=_OPEN)
        sent = Report.objects.filter(task=OuterRef("pk"), month=self.month)
        return rows.filter(~Exists(sent)).select_related("zone")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        before, after = month.neighbours(self.month)
        more = {"month": self.month, "before": before, "after": after, "deadline": parts.REPORT_DAY}
        return {**context, **more, "zones": _called(self.month), "tab": "reports"}


def month_of(text: str) -> date:
    """The first day of the month in the text (2026-03), of this month where it is not one."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return timezone.localdate().replace(day=1)


def _called(first: date) -> list[dict[str, Any]]:
    """For each zone: its open tasks, and how many of them were reported on."""
    todo, sent = kept(f"tasks.called {first}", lambda: _reported(first))
    return [
        {"zone": zone, "todo": todo[zone.pk], "sent": sent.get(zone.pk, 0)}
        for zone in Zone.objects.all()
        if zone.pk in todo
    ]


def _reported(first: date) -> tuple[dict[int, int], dict[int, int]]:
    """How many open tasks each zone has, and how many of them were reported on; two queries."""
    count = {"n": Count("pk")}
    rows = Task.objects.filter(state__in=_OPEN).order_by()
    reports = Report.objects.filter(month=first, task__state__in=_OPEN).order_by()
    return (
        dict(rows.values_list("zone").annotate(**count)),
        dict(reports.values_list("task__zone").annotate(**count)),
    )
