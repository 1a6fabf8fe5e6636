"""Visits, coverage, pairs, hearings and the catalogue of services: plain lists, pages and forms."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liandong.hub.core.models import Zone
from liandong.hub.core.rules import is_enterprise, is_member, is_official, is_operator, may_work
from liandong.hub.core.tables import Column
from liandong.hub.core.views import Board, Editing, Listing, Showing, table_response
from liandong.hub.requests import filters
from liandong.hub.requests.domain import statistics
from liandong.hub.requests.domain.coverage import coverage, unvisited
from liandong.hub.requests.forms import records
from liandong.hub.requests.models import Hearing, Pairing, Project, Request, Service, Visit
from liandong.hub.requests.worktime import local_today


class Visits(Listing):
    """Visits and meetings, the latest first."""

    model = Visit
    room = "requests"
    title = _("走访与会商")
    template_name = "requests/plain.html"
    filters = filters.Visits
    create_page = "requests:visit-new"
    may_create = may_work
    columns = (
        Column("on", _("日期"), "date", order="on"),
        Column("kind", _("形式"), "badge"),
        Column("where", _("对象"), "link"),
        Column("visitor", _("走访人")),
        Column("zone", _("片区")),
    )

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("firm", "project", "zone").defer("notes")


class VisitPage(Showing):
    """A visit, its notes, and the requests that came out of it."""

    model = Visit
    room = "requests"
    template_name = "requests/visit.html"
    change_page = "requests:visit-change"
    may_change = may_work
    facts = (
        Column("kind", _("形式"), "badge"),
        Column("on", _("日期"), "date"),
        Column("visitor", _("走访人")),
        Column("firm", _("企业")),
        Column("project", _("项目")),
        Column("place", _("地点")),
        Column("zone", _("片区")),
    )

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("firm", "project", "zone", "circle")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Request.objects.filter(visit=self.object).order_by("id")[:100]
        return {**super().get_context_data(**kwargs), "rows": rows, "columns": _FROM_VISIT}


_FROM_VISIT = (
    Column("number", _("编号"), "link"),
    Column("title", _("标题")),
    Column("state", _("状态"), "badge"),
    Column("due", _("办理期限"), "date"),
)


class _Beside(Editing):
    """A form of the room that officials of the zone may use."""

    may = may_work
    room = "requests"
    list_page = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "back": reverse(self.list_page)}


class VisitForm(_Beside):
    """A visit."""

    model = Visit
    form_class = records.VisitForm
    title = _("登记走访")
    list_page = "requests:visit-list"


class ProjectForm(_Beside):
    """A project to be visited; back to the coverage."""

    model = Project
    form_class = records.ProjectForm
    title = _("走访项目")
    list_page = "requests:coverage"

    def get_success_url(self) -> str:
        return reverse(self.list_page)


class PairingForm(_Beside):
    """A pair."""

    model = Pairing
    form_class = records.PairingForm
    title = _("干部联企")
    list_page = "requests:pairing-list"

    def get_success_url(self) -> str:
        return reverse(self.list_page)


class Pairings(Listing):
    """Who looks after which firm."""

    model = Pairing
    room = "requests"
    title = _("干部联企")
    subtitle = _("“双联”一对一")
    template_name = "requests/plain.html"
    create_page = "requests:pairing-new"
    may_create = may_work
    columns = (
        Column("cadre", _("干部"), "link", order="cadre"),
        Column("firm", _("企业")),
        Column("programme", pgettext_lazy("走访", "活动")),
        Column("zone", _("片区")),
        Column("since", pgettext_lazy("期限", "起"), "date"),
        Column("until", pgettext_lazy("期限", "止"), "date"),
    )

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("firm", "programme", "zone")


class Hearings(Listing):
    """Hearings and what was recommended."""

    model = Hearing
    room = "requests"
    title = _("听证与建议")
    template_name = "requests/plain.html"
    create_page = "requests:hearing-new"
    may_create = may_work
    columns = (
        Column("title", _("事项"), "link"),
        Column("held_on", _("听证日期"), "date", order="held_on"),
        Column("addressee", _("被建议单位")),
        Column("reply_due", _("回复期限"), "date"),
        Column("replied_on", _("回复日期"), "date"),
        Column("zone", _("片区")),
    )

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("zone")


class HearingPage(Showing):
    """One hearing."""

    model = Hearing
    room = "requests"
    template_name = "requests/hearing.html"
    change_page = "requests:hearing-change"
    may_change = may_work
    facts = (
        Column("held_on", _("听证日期"), "date"),
        Column("addressee", _("被建议单位")),
        Column("reply_due", _("回复期限"), "date"),
        Column("replied_on", _("回复日期"), "date"),
        Column("zone", _("片区")),
    )

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("zone", "circle")


class HearingForm(_Beside):
    """A hearing."""

    model = Hearing
    form_class = records.HearingForm
    title = _("听证与建议")
    list_page = "requests:hearing-list"


class Services(Listing):
    """What firms may ask for; asking opens a request (S065)."""

    model = Service
    may = is_member | is_enterprise
    room = "requests"
    title = _("服务目录")
    template_name = "requests/services.html"
    columns = (
        Column("name", _("服务"), "link", value=str),
        Column("text", _("服务内容")),
        Column("category", _("类别")),
        Column("working_days", _("办理时限（工作日）"), "number"),
    )

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("category")


_COVERED = (
    Column("zone", _("片区")),
    Column("kind", _("对象"), value=lambda row: _("企业") if row.kind == "firm" else _("项目")),
    Column("visited", _("已走访"), "number"),
    Column("total", _("总数"), "number"),
    Column("share", _("覆盖率"), "percent"),
    Column("last", _("最近走访"), "date"),
)


class Coverage(Board):
    """How far visits cover firms and projects in a span of days."""

    room = "requests"
    title = _("走访覆盖率")
    template_name = "requests/coverage.html"

    def span(self) -> tuple[date, date]:
        """The days asked for; by default the last twelve months."""
        today = local_today()
        since = _day(self.request.GET.get("since"), statistics.year_ago(today))
        return since, _day(self.request.GET.get("until"), today)

    def zones(self) -> list[Zone]:
        """The zones whose visits the reader sees."""
        user = self.request.user
        if user.zone_id and not is_operator.test(user):
            return [user.zone]
        return list(Zone.objects.all())

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if request.GET.get("export") in ("csv", "xlsx"):
            since, until = self.span()
            rows = coverage(zones=self.zones(), since=since, until=until)
            return table_response(_COVERED, rows, str(self.title), request.GET["export"])
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        since, until = self.span()
        zones = self.zones()
        missing = unvisited(zone=zones[0], since=since, until=until) if len(zones) == 1 else []
        rows = coverage(zones=zones, since=since, until=until)
        context = super().get_context_data(**kwargs)
        may_add = is_official.test(self.request.user)
        more = {"rows": rows, "columns": _COVERED, "missing": missing, "may_add": may_add}
        return {**context, **more, "since": since, "until": until}


def _day(text: str | None, default: date) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return default
