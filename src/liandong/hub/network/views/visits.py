"""Exchange visits and what came of them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.db.models.functions import ExtractYear
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy

from liandong.hub.core.tables import Column
from liandong.hub.network import filters
from liandong.hub.network.forms import entries, parts
from liandong.hub.network.models import FollowUp, Visit
from liandong.hub.network.views.base import Delete, Edit, EditPart, List, Show


class VisitList(List):
    """All visits, and how many a year."""

    model = Visit
    template_name = "network/visit_list.html"
    title = gettext_lazy("交流互访")
    tab = "visits"
    filters = filters.VisitFilter
    create_page = "network:visit-new"
    beside = (("network:follow-up-list", "list-check", gettext_lazy("后续事项")),)
    columns = (
        Column("topic", gettext_lazy("主题"), "entry", "topic"),
        Column("held_on", gettext_lazy("日期"), "date", "held_on"),
        Column("zone", gettext_lazy("来访片区"), order="zone__position"),
        Column("host", gettext_lazy("接待片区"), order="host__position"),
        Column("headcount", gettext_lazy("人数"), "number", "headcount"),
        Column("follow_ups_n", gettext_lazy("后续事项"), "number"),
    )

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("zone", "host")
        return rows.annotate(follow_ups_n=Count("follow_ups"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        years = Visit.objects.order_by().annotate(year=ExtractYear("held_on")).values("year")
        context = super().get_context_data(**kwargs)
        return {**context, "years": years.annotate(n=Count("pk")).order_by("-year")[:8]}


class VisitShow(Show):
    """A visit and its follow-ups."""

    model = Visit
    template_name = "network/visit.html"
    tab = "visits"
    change_page, delete_page = "network:visit-edit", "network:visit-delete"
    facts = (
        Column("held_on", gettext_lazy("日期"), "date"),
        Column("zone", gettext_lazy("来访片区")),
        Column("host", gettext_lazy("接待片区")),
        Column("people", gettext_lazy("参加人员")),
        Column("headcount", gettext_lazy("人数"), "number"),
    )

    def get_queryset(self) -> Any:
        rows = Visit.objects.select_related("zone", "host", "circle")
        return rows.prefetch_related("follow_ups__zone")


class VisitEdit(Edit):
    """A visit, new or changed."""

    model = Visit
    form_class = entries.VisitForm
    tab = "visits"


class VisitDelete(Delete):
    """Ask, then delete a visit."""

    model = Visit
    tab = "visits"
    success_url = reverse_lazy("network:visit-list")


class FollowUpEdit(EditPart):
    """A follow-up, new or changed."""

    model, whole_model = FollowUp, Visit
    form_class = parts.FollowUpForm
    tab = "visits"
