"""The officers' roster and their training."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Prefetch
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy

from liandong.hub.core.tables import Column
from liandong.hub.core.views import Acting
from liandong.hub.network import filters, rules
from liandong.hub.network.domain import parameters, record_attendance, with_training
from liandong.hub.network.domain.dates import months_before, today
from liandong.hub.network.enums import Flag
from liandong.hub.network.forms import entries
from liandong.hub.network.forms.questions import AttendanceForm
from liandong.hub.network.models import Attendance, Membership, Officer, Training
from liandong.hub.network.views.base import Delete, Edit, InNetwork, List, Show


class OfficerList(List):
    """Who is officer where, last trained when; those with a gap are one click away."""

    model = Officer
    template_name = "network/officer_list.html"
    title = gettext_lazy("制度创新专员")
    tab = "officers"
    filters = filters.OfficerFilter
    create_page = "network:officer-new"
    beside = (("network:training-list", "school", gettext_lazy("专员培训")),)

    @property
    def columns(self) -> Any:  # type: ignore[override]
        """The table; the last column asks the rule of the day."""
        since = self.since
        return (
            Column("name", gettext_lazy("姓名"), "entry", "name"),
            Column("zone", gettext_lazy("片区"), order="zone__position"),
            Column("agency", gettext_lazy("部门"), value=lambda row: row.agency or ""),
            Column("duty", gettext_lazy("分工")),
            Column("appointed_on", gettext_lazy("任命日期"), "date", "appointed_on"),
            Column("trained_on", gettext_lazy("最近培训"), "date", "trained_on"),
            Column(
                "gap",
                gettext_lazy("提示"),
                "badge",
                value=lambda row: Flag.GAP if _lacks(row, since) else Flag.NONE,
            ),
        )

    def get_queryset(self) -> Any:
        self.since = months_before(today(), parameters.value("training-months"))
        rows = super().get_queryset()
        return with_training(rows, on=today()).select_related("zone", "agency")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "since": self.since}


class OfficerShow(Show):
    """An officer: appointment, training, teams."""

    model = Officer
    template_name = "network/officer.html"
    tab = "officers"
    change_page, delete_page = "network:officer-edit", "network:officer-delete"
    facts = (
        Column("zone", gettext_lazy("片区")),
        Column("agency", gettext_lazy("部门"), value=lambda row: row.agency or ""),
        Column("duty", gettext_lazy("分工")),
        Column("appointed_on", gettext_lazy("任命日期"), "date"),
        Column("document_no", gettext_lazy("任命文号")),
        Column("ended_on", gettext_lazy("离任日期"), "date"),
    )

    def get_queryset(self) -> Any:
        rows = with_training(Officer.objects.select_related("zone", "agency", "circle"), on=today())
        return rows.prefetch_related(
            Prefetch("attendances", Attendance.objects.select_related("training")),
            Prefetch("memberships", Membership.objects.select_related("body")),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        since = months_before(today(), parameters.value("training-months"))
        return {**context, "gap": _lacks(self.object, since), "since": since}


class OfficerEdit(Edit):
    """An officer, new or changed."""

    model = Officer
    form_class = entries.OfficerForm
    tab = "officers"


class OfficerDelete(Delete):
    """Ask, then delete an officer; better is a day of leaving."""

    model = Officer
    tab = "officers"
    success_url = reverse_lazy("network:officer-list")


class TrainingList(List):
    """All training sessions."""

    model = Training
    title = gettext_lazy("专员培训")
    tab = "officers"
    filters = filters.TrainingFilter
    create_page = "network:training-new"
    beside = (("network:officer-list", "users", gettext_lazy("制度创新专员")),)
    columns = (
        Column("title", gettext_lazy("培训名称"), "entry", "title"),
        Column("held_on", gettext_lazy("日期"), "date", "held_on"),
        Column("zone", gettext_lazy("组织片区")),
        Column("hours", gettext_lazy("学时"), order="hours"),
        Column("attendances_n", gettext_lazy("出勤人数"), "number", "attendances_n"),
    )

    def get_queryset(self) -> Any:
        self.queryset = Training.objects.select_related("zone").annotate(attendances_n=Count("attendances"))
        return super().get_queryset()


class TrainingShow(Show):
    """A training and who was there."""

    model = Training
    template_name = "network/training.html"
    tab = "officers"
    change_page, delete_page = "network:training-edit", "network:training-delete"
    facts = (
        Column("held_on", gettext_lazy("日期"), "date"),
        Column("hours", gettext_lazy("学时")),
        Column("place", gettext_lazy("地点")),
        Column("zone", gettext_lazy("组织片区")),
    )

    def get_queryset(self) -> Any:
        rows = Training.objects.select_related("zone", "circle")
        return rows.prefetch_related("attendances__officer__zone")


class TrainingEdit(Edit):
    """A training, new or changed."""

    model = Training
    form_class = entries.TrainingForm
    tab = "officers"


class TrainingDelete(Delete):
    """Ask, then delete a training with its attendance."""

    model = Training
    tab = "officers"
    success_url = reverse_lazy("network:training-list")


class AttendancePage(InNetwork, Acting):
    """Tick who was at a training."""

    template_name = "network/form.html"
    title = gettext_lazy("登记出勤")
    tab = "officers"
    may = rules.may_change
    form_class = AttendanceForm

    def get_form_kwargs(self) -> dict[str, Any]:
        self.training = self.check(get_object_or_404(Training.objects, pk=self.kwargs["pk"]))
        return {**super().get_form_kwargs(), "training": self.training}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "subtitle": str(self.training), "back": self.training.get_absolute_url()}

    def accept(self, form: Any) -> Any:
        record_attendance(training=self.training, officers=form.cleaned_data["officers"])
        return HttpResponseRedirect(self.training.get_absolute_url())


def _lacks(officer: Any, since: Any) -> bool:
    serving = officer.ended_on is None or officer.ended_on > today()
    return serving and (officer.trained_on is None or officer.trained_on < since)
