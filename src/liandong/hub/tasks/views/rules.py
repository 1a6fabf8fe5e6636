"""The light rules and the ladder of escalation, for the operator and the lead zone's officer."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import UpdateView

from liandong.hub.core.domain import audit
from liandong.hub.core.views import Board, Once, Page
from liandong.hub.tasks import rules
from liandong.hub.tasks.domain.lights import refresh
from liandong.hub.tasks.forms import LevelForm, LightRuleForm
from liandong.hub.tasks.models import Level, LightRule


class Rules(Board):
    """The rules as they are."""

    room, title = "tasks", _("亮灯与协调规则")
    template_name = "tasks/rules.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        light_rules = LightRule.objects.select_related("zone").order_by("zone__position", "pk")
        may = rules.may_rule.test(self.request.user)
        return {
            **context,
            "light_rules": light_rules,
            "levels": Level.objects.all(),
            "may": may,
            "tab": "rules",
        }


class RuleEdit(Once, Page, UpdateView):  # type: ignore[type-arg]
    """A form for a rule, new or existing; afterwards every light is computed again."""

    template_name = "core/form.html"
    room: ClassVar[str] = "tasks"
    may = rules.may_rule

    def get_object(self, queryset: Any = None) -> Any:
        return get_object_or_404(self.model, pk=self.kwargs["pk"]) if "pk" in self.kwargs else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "back": reverse("tasks:rules")}

    def accept(self, form: Any) -> Any:
        rule = form.save()
        changes = {name: value for name, value in form.cleaned_data.items() if name != "once"}
        audit.record("rule", rule, changes)
        self.after()
        return HttpResponseRedirect(reverse("tasks:rules"))

    def after(self) -> None:
        """What follows from a changed rule."""


class LightRuleEdit(RuleEdit):
    """The light rule of the network or of a zone."""

    model, form_class, title = LightRule, LightRuleForm, _("灯色规则")

    def after(self) -> None:
        refresh(timezone.localdate())


class LevelEdit(RuleEdit):
    """A rung of the ladder."""

    model, form_class, title = Level, LevelForm, _("顶格协调层级")
