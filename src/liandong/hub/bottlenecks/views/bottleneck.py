"""A bottleneck: its page, its form, and what is done about it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liandong.hub.bottlenecks import forms, rules
from liandong.hub.bottlenecks.domain import opening
from liandong.hub.bottlenecks.enums import NEXT_STATES, BottleneckState
from liandong.hub.bottlenecks.models import Bottleneck
from liandong.hub.core.tables import Column
from liandong.hub.core.views import ActingOn, Deleting, Editing, Showing

#: What a task is given to do its work, unless the officer says otherwise.
_TERM = timedelta(days=90)


class BottleneckPage(Showing):
    """What is stuck, how much it costs, what is done about it."""

    model = Bottleneck
    room = "bottlenecks"
    template_name = "bottlenecks/bottleneck.html"
    change_page = "bottlenecks:bottleneck-edit"
    may_change = rules.may_work
    subtitle = _("堵点")
    facts = (
        Column("zone", _("片区")),
        Column("state", _("状态"), "badge"),
        Column("step", _("环节")),
        Column("log_zone", _("日志中的片区")),
        Column("party", pgettext_lazy("日志", "部门")),
        Column("n", _("次数"), "number"),
        Column("created_by", _("提出人")),
        Column("created_at", _("提出时间"), "moment"),
    )

    def get_queryset(self) -> Any:
        return Bottleneck.objects.select_related("zone", "circle", "created_by", "finding")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        states = list(BottleneckState)
        steps = [
            (state.label, states.index(BottleneckState(self.object.state)) >= place)
            for place, state in enumerate(states)
        ]
        following = NEXT_STATES[BottleneckState(self.object.state)]
        # The analysis may have been taken back by its zone: then the figures stay and the way to it closes.
        analysis = self.object.analysis if self.object.analysis_id and self._sees() else None
        return {**context, "steps": steps, "can_move": bool(following), "analysis": analysis}

    def _sees(self) -> bool:
        from liandong.hub.bottlenecks.models import Analysis

        return Analysis.objects.filter(pk=self.object.analysis_id).exists()


class BottleneckEdit(Editing):
    """The form of a bottleneck."""

    model = Bottleneck
    form_class = forms.BottleneckForm
    room = "bottlenecks"
    may = rules.may_work
    title = _("堵点")

    def get_queryset(self) -> Any:
        return Bottleneck.objects.select_related("zone")

    def accept(self, form: Any) -> Any:
        form.instance.created_by = form.instance.created_by or self.request.user
        return super().accept(form)


class BottleneckDelete(Deleting):
    """Asks, then deletes."""

    model = Bottleneck
    room = "bottlenecks"
    success_url = reverse_lazy("bottlenecks:bottleneck-list")

    def get_queryset(self) -> Any:
        return Bottleneck.objects.select_related("zone")


class OnBottleneck(ActingOn):
    """A form that does something to a bottleneck."""

    model = Bottleneck
    room = "bottlenecks"
    may_do = rules.may_work


class Move(OnBottleneck):
    """To the next state."""

    form_class = forms.MoveForm
    title = _("更新状态")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "bottleneck": self.object}

    def act(self, data: dict[str, Any]) -> None:
        opening.move(bottleneck=self.object, state=data["state"], note=data["note"])


class MakeTask(OnBottleneck):
    """A task that is to remove it."""

    form_class = forms.TaskForm
    title = _("转为任务")

    def get_initial(self) -> dict[str, Any]:
        name = _now("破解堵点：%(title)s") % {"title": self.object}
        return {"name": name[:200], "due": timezone.localdate() + _TERM}

    def act(self, data: dict[str, Any]) -> None:
        opening.make_task(
            bottleneck=self.object,
            name=data["name"],
            due=data["due"],
            kind=data["kind"],
            user=self.request.user,
        )


class LinkRequest(OnBottleneck):
    """The request it belongs to."""

    form_class = forms.RequestForm
    title = _("关联诉求")

    def act(self, data: dict[str, Any]) -> None:
        opening.link_request(bottleneck=self.object, number=data["number"])
