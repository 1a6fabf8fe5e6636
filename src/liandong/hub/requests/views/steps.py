"""The steps of a request, as data: who may take one, what is asked, what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.views import Acting
from liandong.hub.requests import rules
from liandong.hub.requests.domain import attaching, dispatching, merging, moves
from liandong.hub.requests.enums import Action
from liandong.hub.requests.forms import acting
from liandong.hub.requests.models import Request


@dataclass(frozen=True)
class Step:
    """One step: a button on the page of the request, and the form behind it."""

    action: Action
    may: Any
    form: type[acting.StepForm]
    icon: str
    run: Callable[..., Any]
    hint: Any = ""
    style: str = ""
    is_inline: bool = False


def _answer(request: Request, *, user: Any, text: str, files: list[Any]) -> Any:
    moves.answer(request, user=user, text=text)
    attaching.attach(request.entries.filter(action=Action.ANSWER).latest("id"), files)


def _message(request: Request, *, user: Any, text: str, files: list[Any]) -> Any:
    attaching.attach(moves.say(request, user=user, text=text), files)


def _note(request: Request, *, user: Any, text: str, files: list[Any]) -> Any:
    attaching.attach(moves.say(request, user=user, text=text, is_internal=True), files)


def _merge(request: Request, *, user: Any, into: Request, text: str, **_unused: Any) -> Any:
    merging.merge(request, into=into, user=user, text=text)


_IRREVERSIBLE = _("这一步不能撤销。")

STEPS: dict[str, Step] = {
    step.action.value: step
    for step in (
        Step(
            Action.CONFIRM,
            rules.may_confirm,
            acting.ConfirmForm,
            "circle-check",
            moves.confirm,
            _("确认后诉求办结。企业通过电话确认的，由未参与答复的人员代为登记。"),
            "btn-success",
        ),
        Step(
            Action.RETURN,
            rules.may_confirm,
            acting.ReasonForm,
            "refresh",
            moves.send_back,
            _("问题没有解决时退回，请写明还差什么。"),
        ),
        Step(Action.ACCEPT, rules.may_handle, acting.RemarkForm, "check", moves.accept, "", "btn-primary"),
        Step(
            Action.ANSWER,
            rules.may_handle,
            acting.AnswerForm,
            "send",
            _answer,
            _("答复后由企业确认是否解决。"),
            "btn-primary",
        ),
        Step(Action.DISPATCH, rules.may_handle, acting.DispatchForm, "route", dispatching.dispatch),
        Step(
            Action.ESCALATE,
            rules.may_handle,
            acting.ReasonForm,
            "arrow-up",
            dispatching.escalate,
            _("提级后上一层级承办，牵头片区可以看到这件诉求，领导会收到通知。"),
        ),
        Step(Action.MERGE, rules.may_handle, acting.MergeForm, "link", _merge, _IRREVERSIBLE),
        Step(
            Action.DECLINE,
            rules.may_handle,
            acting.ReasonForm,
            "x",
            moves.decline,
            _("理由会告知企业。这一步不能撤销。"),
        ),
        Step(Action.WITHDRAW, rules.may_withdraw, acting.RemarkForm, "trash", moves.withdraw, _IRREVERSIBLE),
        Step(
            Action.MESSAGE,
            rules.may_write,
            acting.MessageForm,
            "messages",
            _message,
            _("企业和承办人都能看到。"),
            is_inline=True,
        ),
        Step(
            Action.NOTE,
            rules.may_handle,
            acting.MessageForm,
            "lock",
            _note,
            _("内部备注，企业看不到。"),
            is_inline=True,
        ),
    )
}


def open_to(step: Step, user: Any, request: Request) -> bool:
    """Whether the person may take the step now."""
    return request.state in moves.ALLOWED[step.action] and bool(step.may.test(user, request))


class StepPage(Acting):
    """The form of one step."""

    may = rules.may_look
    room = "requests"
    template_name = "requests/step.html"

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        if kwargs["action"] not in STEPS:
            raise Http404
        self.step = STEPS[kwargs["action"]]
        rows = Request.objects.select_related("category", "zone", "firm", "level")
        self.object = get_object_or_404(rows, pk=kwargs["pk"])
        if not self.step.may.test(request.user, self.object):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_class(self) -> Any:
        return self.step.form

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "request_": self.object, "user": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        more = {"object": self.object, "step": self.step, "back": self.object.get_absolute_url()}
        return {**context, **more, "title": self.step.action.label, "subtitle": str(self.object)}

    def accept(self, form: Any) -> Any:
        values = {name: value for name, value in form.cleaned_data.items() if name != "once"}
        self.step.run(self.object, user=self.request.user, **values)
        return HttpResponseRedirect(self.object.get_absolute_url())
