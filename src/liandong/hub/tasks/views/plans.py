"""Plans: the list with their shares, the tree with its checks, overlaps between plans."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.generic import UpdateView

from liandong.hub.core import rules as core_rules
from liandong.hub.core.domain import audit
from liandong.hub.core.tables import Column
from liandong.hub.core.views import Editing, Listing, Once, Page, Showing
from liandong.hub.tasks import domain, rules
from liandong.hub.tasks.domain import plans
from liandong.hub.tasks.enums import TaskState
from liandong.hub.tasks.forms import BranchForm, PlanForm
from liandong.hub.tasks.models import Branch, Plan


class PlanList(Listing):
    """All plans, the shares they give and where two of them overlap."""

    model = Plan
    room, title = "tasks", _("计划")
    template_name = "tasks/plans.html"
    create_page, may_create = "tasks:plan-new", rules.may_change
    columns = (
        Column("name", _("计划"), "link", order="name"),
        Column("structure", _("数字结构")),
        Column("announced", _("公布任务数"), "number"),
        Column("tasks", _("任务"), "number"),
        Column("done", _("办结"), "number"),
        Column("year", _("年度"), order="year"),
        Column("source", _("来源")),
        Column("source_date", _("截至")),
    )

    def get_queryset(self) -> Any:
        done = Q(branches__tasks__state=TaskState.CLOSED)
        counts = {"tasks": Count("branches__tasks"), "done": Count("branches__tasks", filter=done)}
        return super().get_queryset().select_related("source").annotate(**counts).order_by("-year", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.request.htmx:
            return context
        return {**context, "shares": domain.shares(), "overlaps": plans.all_overlaps(), "tab": "plans"}


class PlanPage(Showing):
    """One plan as a tree, with every count held against what was announced."""

    model = Plan
    room, subtitle = "tasks", _("计划")
    template_name = "tasks/plan.html"
    change_page, may_change = "tasks:plan-edit", rules.may_change
    facts = (
        Column("structure", _("数字结构")),
        Column("announced", _("公布任务数"), "number"),
        Column("province_total", _("全省任务数"), "number"),
        Column("province_note", _("全省数的来历")),
        Column("year", _("年度")),
        Column("source", _("来源")),
        Column("quote", _("原文")),
        Column("source_date", _("截至")),
        Column("zone", _("片区")),
    )

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("zone", "circle", "source")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        twigs = plans.tree(self.object)
        return {**context, "twigs": twigs, "checks": plans.checks(self.object, twigs), "tab": "plans"}


class PlanEdit(Editing):
    """The form of a plan."""

    model, form_class = Plan, PlanForm
    room, title = "tasks", _("计划")
    may = rules.may_change


class BranchEdit(Once, Page, UpdateView):  # type: ignore[type-arg]
    """A branch of the plan in the address, new or existing."""

    model, form_class = Branch, BranchForm
    template_name = "core/form.html"
    room: ClassVar[str] = "tasks"
    title = _("计划分支")
    may = core_rules.is_official | core_rules.is_operator

    def get_object(self, queryset: Any = None) -> Any:
        if "pk" in self.kwargs:
            branch = get_object_or_404(Branch.objects.select_related("plan"), pk=self.kwargs["pk"])
        else:
            branch = Branch(plan=get_object_or_404(Plan, pk=self.kwargs["plan"]))
        if not rules.may_change.test(self.request.user, branch.plan):
            raise PermissionDenied
        return branch

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "plan": self.object.plan}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        plan = self.object.plan
        return {**context, "subtitle": str(plan), "back": plan.get_absolute_url()}

    def accept(self, form: Any) -> Any:
        branch = form.save()
        audit.record("branch", branch.plan, {"name": branch.name, "announced": branch.announced})
        return HttpResponseRedirect(branch.plan.get_absolute_url())
