"""Nodes, the zones' sub-status and the team: the forms of what belongs to a task."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.generic import UpdateView, View

from liandong.hub.core import rules as core_rules
from liandong.hub.core.domain.attaching import download
from liandong.hub.core.views import Deleting, Once, Page
from liandong.hub.tasks import forms, rules
from liandong.hub.tasks.domain import evidence, parts
from liandong.hub.tasks.models import Evidence, Node, Task, TaskZone, TeamMember


class PartEdit(Once, Page, UpdateView):  # type: ignore[type-arg]
    """A form for a part: of the task in the address (``task``) when new, else the part itself (``pk``)."""

    template_name = "core/form.html"
    room: ClassVar[str] = "tasks"
    may_do: ClassVar[Any] = rules.may_work

    def get_object(self, queryset: Any = None) -> Any:
        if "pk" in self.kwargs:
            part = get_object_or_404(self.model.objects.select_related("task__zone"), pk=self.kwargs["pk"])
            self.task = part.task
        else:
            self.task = get_object_or_404(Task.objects.select_related("zone"), pk=self.kwargs["task"])
            part = self.model(task=self.task)
        if not self.permits(part) or not self.task.is_open:
            raise PermissionDenied
        return part

    def permits(self, part: Any) -> bool:
        """Whether the person may change this part."""
        return bool(type(self).may_do.test(self.request.user, self.task))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "subtitle": self.task.name, "back": self.task.get_absolute_url()}

    def accept(self, form: Any) -> Any:
        self.keep(form.save(commit=False))
        return HttpResponseRedirect(self.task.get_absolute_url())

    def keep(self, part: Any) -> None:
        """Save the part."""
        parts.save_part(part=part, task=self.task, by=self.request.user)


class NodeEdit(PartEdit):
    """A node."""

    model, form_class, title = Node, forms.NodeForm, _("节点")

    def accept(self, form: Any) -> Any:
        response = super().accept(form)
        evidence.attach(node=form.instance, files=form.cleaned_data["files"], user=self.request.user)
        return response


class ZoneEdit(PartEdit):
    """A zone says how far it is; others do not say it for it, except the owner of the task."""

    model, form_class, title = TaskZone, forms.TaskZoneForm, _("各片区进展")

    def permits(self, part: Any) -> bool:
        user = self.request.user
        is_own = core_rules.is_official.test(user) and user.zone_id == part.zone_id
        return is_own or bool(rules.may_change.test(user, self.task))


class MemberEdit(PartEdit):
    """Somebody joins the team."""

    model, form_class, title = TeamMember, forms.MemberForm, _("加入专班")

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        present = self.task.team.values_list("user", flat=True)
        form.fields["user"].queryset = form.fields["user"].queryset.exclude(pk__in=list(present))
        return form

    def keep(self, part: Any) -> None:
        parts.add_member(task=self.task, member=part, by=self.request.user)


class PartDelete(Deleting):
    """Asks, then takes a node or a member away."""

    room: ClassVar[str] = "tasks"
    may = core_rules.is_official | core_rules.is_operator

    def check(self, record: Any) -> Any:
        if not rules.may_work.test(self.request.user, record.task) or not record.task.is_open:
            raise PermissionDenied
        return record

    def form_valid(self, form: Any) -> Any:
        address = self.object.get_absolute_url()
        parts.remove_part(part=self.object, task=self.object.task, by=self.request.user)
        return HttpResponseRedirect(address)


class NodeDelete(PartDelete):
    """A node that was a mistake."""

    model = Node


class Download(Page, View):
    """A file of evidence, to whoever may see the task; never shown in the browser."""

    def get(self, request: Any, pk: int) -> Any:
        return download(get_object_or_404(Evidence, pk=pk))


class MemberDelete(PartDelete):
    """Somebody leaves the team."""

    model = TeamMember
