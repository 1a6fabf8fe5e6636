"""Promises of all kinds: lists, the page of one, and what can be done with it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import View

from liandong.errors import SettingError
from liandong.hub.core.tables import Column
from liandong.hub.core.views import Acting, Page
from liandong.hub.network import filters, rules
from liandong.hub.network.domain import become_task, close, kept_on_time, reopen, waive
from liandong.hub.network.domain.dates import today
from liandong.hub.network.domain.neighbours import offers_tasks, task_of
from liandong.hub.network.forms.questions import CloseForm, ReasonForm
from liandong.hub.network.models import Decision, FollowUp, Obligation
from liandong.hub.network.views.base import DeletePart, InNetwork, List, Show

#: Kind in the address → model, path to the whole, tab.
KINDS: dict[str, tuple[Any, str, str]] = {
    "decisions": (Decision, "meeting", "meetings"),
    "follow-ups": (FollowUp, "visit", "visits"),
    "obligations": (Obligation, "clause__agreement", "agreements"),
}
#: Kind → the page of its form.
_EDIT = {
    "decisions": "network:decision-edit",
    "follow-ups": "network:follow-up-edit",
    "obligations": "network:obligation-edit",
}


class CommitmentList(List):
    """Promises of one kind, and the share kept on time of those that are shown."""

    template_name = "network/commitment_list.html"
    kind: ClassVar[str] = ""
    filters = filters.CommitmentFilter
    columns = (
        Column("text", gettext_lazy("事项"), "entry", "text"),
        Column("zone", gettext_lazy("责任片区"), order="zone__position"),
        Column("due_on", gettext_lazy("办结时限"), "date", "due_on"),
        Column("light", gettext_lazy("灯色"), "light"),
        Column("state", gettext_lazy("状态"), "badge", "state"),
        Column("done_on", gettext_lazy("办结日期"), "date", "done_on"),
        Column("root", gettext_lazy("依据")),
    )

    def get_queryset(self) -> Any:
        self.model, path, _tab = KINDS[self.kind]
        return super().get_queryset().select_related("zone", path)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "kept": kept_on_time(self.filterset.qs, today())}


class ObligationList(CommitmentList):
    """What agreements oblige zones to do."""

    kind, tab, title = "obligations", "agreements", gettext_lazy("协议义务")
    beside = (("network:compliance", "scale", gettext_lazy("履约情况")),)


class DecisionList(CommitmentList):
    """What meetings decided."""

    kind, tab, title = "decisions", "meetings", gettext_lazy("会议决定")


class FollowUpList(CommitmentList):
    """What visits led to."""

    kind, tab, title = "follow-ups", "visits", gettext_lazy("互访后续事项")


class CommitmentShow(Show):
    """One promise: what, who, until when; close it, cancel it, or make it a task."""

    template_name = "network/commitment.html"
    facts = (
        Column("zone", gettext_lazy("责任片区")),
        Column("due_on", gettext_lazy("办结时限"), "date"),
        Column("light", gettext_lazy("灯色"), "light"),
        Column("state", gettext_lazy("状态"), "badge"),
        Column("done_on", gettext_lazy("办结日期"), "date"),
        Column("reminded_on", gettext_lazy("最近提醒"), "date"),
    )

    def get_queryset(self) -> Any:
        model, path, self.tab = _kind(self.kwargs["kind"])  # type: ignore[misc]
        return model.objects.select_related("zone", "circle", path)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        user, promise = self.request.user, self.object
        return {
            **context,
            "kind": self.kwargs["kind"],
            "may_close": rules.may_close.test(user, promise),
            "edit_url": reverse(_EDIT[self.kwargs["kind"]], args=[promise.pk]),
            "may_edit": rules.may_change.test(user, promise.root),
            "offers_tasks": offers_tasks() and task_of(promise) is None,
        }


class CommitmentDelete(DeletePart):
    """Ask, then delete a promise."""

    def get_queryset(self) -> Any:
        model, path, self.tab = _kind(self.kwargs["kind"])  # type: ignore[misc]
        return model.objects.select_related("zone", path)


class _Moving(InNetwork, Acting):
    """A form that moves a promise from one state to another."""

    template_name = "network/form.html"
    may = rules.may_close

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.commitment: Any = None

    def get_form(self, form_class: Any = None) -> Any:
        self.commitment = self.check(_found(self.kwargs))
        return super().get_form(form_class)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "subtitle": str(self.commitment), "back": self.commitment.get_absolute_url()}

    def accept(self, form: Any) -> Any:
        self.move(form.cleaned_data)
        return HttpResponseRedirect(self.commitment.get_absolute_url())

    def move(self, values: dict[str, Any]) -> None:
        """The change itself."""
        raise NotImplementedError


class CommitmentClose(_Moving):
    """Done, with the day and the result."""

    form_class = CloseForm
    title = pgettext_lazy("操作", "办结")

    def move(self, values: dict[str, Any]) -> None:
        close(commitment=self.commitment, on=values["on"], result=values["result"])


class CommitmentWaive(_Moving):
    """Cancelled, with the reason."""

    form_class = ReasonForm
    title = gettext_lazy("取消事项")

    def move(self, values: dict[str, Any]) -> None:
        waive(commitment=self.commitment, reason=values["reason"])


class CommitmentReopen(_Moving):
    """Open again, with the reason."""

    form_class = ReasonForm
    title = gettext_lazy("重新打开")

    def move(self, values: dict[str, Any]) -> None:
        reopen(commitment=self.commitment, reason=values["reason"])


class CommitmentTask(Page, View):
    """The button that makes a task of the ledger out of a promise; pressed twice, it is one task."""

    may = rules.may_close
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> Any:
        promise = self.check(_found(kwargs))
        try:
            task = become_task(commitment=promise, user=request.user)
        except SettingError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(promise.get_absolute_url())
        messages.success(request, _("已转为任务：%(task)s") % {"task": task})
        return HttpResponseRedirect(promise.get_absolute_url())


def _kind(name: str) -> tuple[Any, str, str]:
    if name not in KINDS:
        raise Http404
    return KINDS[name]


def _found(kwargs: dict[str, Any]) -> Any:
    model, path, _tab = _kind(kwargs["kind"])
    return get_object_or_404(model.objects.select_related("zone", path), pk=kwargs["pk"])
