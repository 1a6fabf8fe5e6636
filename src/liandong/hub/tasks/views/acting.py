"""What is done to a task: state, sign-off, light by hand, receipt, monthly report, escalation."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from liandong.hub.core import rules as core_rules
from liandong.hub.core.views import Acting, ActingOn, Page
from liandong.hub.tasks import forms, rules
from liandong.hub.tasks.domain import ladder, lights, parts, signing, state
from liandong.hub.tasks.models import Escalation, Task


class OnTask(ActingOn):
    """A form that does something to a task; a refusal is shown above the form, with its reasons."""

    model = Task
    room = "tasks"
    may_do = rules.may_work
    #: What the page shows of what belongs to the task.
    needed: ClassVar[tuple[str, ...]] = ()
    #: Whether the page says more than "no" about a task that is signed off.
    is_for_closed: ClassVar[bool] = False

    @cached_property
    def object(self) -> Any:
        """The task; one that is signed off is not opened for a change."""
        task = super().object
        if not task.is_open and not self.is_for_closed:
            raise PermissionDenied
        return task

    def get_queryset(self) -> Any:
        return Task.objects.select_related("zone", "circle").prefetch_related(*self.needed)


class Move(OnTask):
    """The next state of the task."""

    form_class = forms.MoveForm
    title = _("变更状态")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "task": self.object}

    def act(self, data: dict[str, Any]) -> None:
        state.move(task=self.object, to=data["to"], user=self.request.user, note=data["note"])


class SignOff(OnTask):
    """Sign-off by somebody who does not answer for the task."""

    form_class = forms.SignOffForm
    title = _("销号")
    template_name = "tasks/sign_off.html"
    may_do = rules.may_sign
    needed = ("nodes", "team", "parts__zone")
    is_for_closed = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "task": self.object,
            "objections": signing.objections(self.object, self.request.user),
        }

    def act(self, data: dict[str, Any]) -> None:
        signing.sign_off(
            task=self.object, user=self.request.user, note=data["note"], today=timezone.localdate()
        )


class Override(OnTask):
    """A light set by hand, or the rule's light again."""

    form_class = forms.OverrideForm
    title = _("人工亮灯")
    may_do = rules.may_change

    def act(self, data: dict[str, Any]) -> None:
        if not data["light"]:
            lights.clear_override(task=self.object, user=self.request.user)
            return
        lights.override(
            task=self.object,
            light=data["light"],
            reason=data["reason"],
            until=data["until"],
            user=self.request.user,
            today=timezone.localdate(),
        )


class Report(OnTask):
    """The report of this month."""

    form_class = forms.ReportForm
    title = _("报送本月月报")

    def get_initial(self) -> dict[str, Any]:
        return {"progress": self.object.progress, "next_steps": self.object.next_steps}

    def act(self, data: dict[str, Any]) -> None:
        values = {name: data[name] for name in ("progress", "done", "next_steps")}
        parts.send_report(task=self.object, month=timezone.localdate(), user=self.request.user, **values)


class Escalate(OnTask):
    """A matter taken to a leader before the clock does."""

    form_class = forms.EscalateForm
    title = _("提请顶格协调")

    def get_initial(self) -> dict[str, Any]:
        return {"matter": self.object.to_coordinate or self.object.problems}

    def act(self, data: dict[str, Any]) -> None:
        values = {"level": data["level"], "matter": data["matter"], "user": self.request.user}
        ladder.escalate(task=self.object, today=timezone.localdate(), **values)


class Receive(Page, View):
    """The receipt: one click, sent as a form."""

    may = core_rules.is_official | core_rules.is_operator

    def post(self, request: Any, pk: int) -> HttpResponse:
        task = get_object_or_404(Task, pk=pk)
        if not rules.may_report.test(request.user, task) or not task.is_open:
            raise PermissionDenied
        state.receive(task=task, user=request.user, today=timezone.localdate())
        return HttpResponseRedirect(task.get_absolute_url())


class Decide(Acting):
    """A leader's decision on an escalation."""

    form_class = forms.DecideForm
    room, title = "tasks", _("顶格协调决策")
    template_name = "tasks/escalation.html"

    @cached_property
    def escalation(self) -> Any:
        rows = Escalation.objects.select_related("task__zone", "level", "decided_by")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and self.allowed(request.user):
            self.escalation  # noqa: B018 — not found comes before the form
        return super().dispatch(request, *args, **kwargs)

    @property
    def may_decide(self) -> bool:
        """Whether the person sits on this rung."""
        user = self.request.user
        return rules.may_decide.test(user) and ladder.may_decide_at(user, self.escalation)

    def get_initial(self) -> dict[str, Any]:
        return {"decision": self.escalation.decision}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        more = {"escalation": self.escalation, "may_decide": self.may_decide}
        return {**context, **more, "back": self.escalation.task.get_absolute_url()}

    def form_valid(self, form: Any) -> Any:
        if not self.may_decide:
            raise PermissionDenied
        try:
            return super().form_valid(form)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)

    def accept(self, form: Any) -> Any:
        data = {name: form.cleaned_data[name] for name in ("decision", "deadline")}
        ladder.decide(escalation=self.escalation, user=self.request.user, today=timezone.localdate(), **data)
        return HttpResponseRedirect(self.escalation.task.get_absolute_url())
