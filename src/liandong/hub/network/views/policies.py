"""Policies and the zones they apply in."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy

from liandong.hub.core.tables import Column
from liandong.hub.core.views import Board
from liandong.hub.network import filters
from liandong.hub.network.domain import policies_applying
from liandong.hub.network.forms import entries, parts
from liandong.hub.network.forms.questions import ReciprocityQuestion
from liandong.hub.network.models import Applicability, Policy
from liandong.hub.network.views.base import Delete, DeletePart, Edit, EditPart, InNetwork, List, Show


class PolicyList(List):
    """All policies of the network."""

    model = Policy
    title = gettext_lazy("政策互惠")
    tab = "policies"
    filters = filters.PolicyFilter
    create_page = "network:policy-new"
    beside = (("network:reciprocity", "help", gettext_lazy("哪些政策也适用？")),)
    columns = (
        Column("title", gettext_lazy("政策名称"), "entry", "title"),
        Column("zone", gettext_lazy("发布片区"), order="zone__position"),
        Column("document_no", gettext_lazy("文号")),
        Column("valid_from", gettext_lazy("施行日期"), "date", "valid_from"),
        Column("valid_until", gettext_lazy("失效日期"), "date", "valid_until"),
        Column("zones_n", gettext_lazy("适用片区"), "number"),
    )

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("zone")
        return rows.annotate(zones_n=Count("applicabilities"))


class PolicyShow(Show):
    """A policy and where else it applies."""

    model = Policy
    template_name = "network/policy.html"
    tab = "policies"
    change_page, delete_page = "network:policy-edit", "network:policy-delete"
    facts = (
        Column("zone", gettext_lazy("发布片区")),
        Column("issuer", gettext_lazy("发布单位")),
        Column("document_no", gettext_lazy("文号")),
        Column("valid_from", gettext_lazy("施行日期"), "date"),
        Column("valid_until", gettext_lazy("失效日期"), "date"),
    )

    def get_queryset(self) -> Any:
        rows = Policy.objects.select_related("zone", "circle")
        return rows.prefetch_related("applicabilities__zone")


class PolicyEdit(Edit):
    """A policy, new or changed."""

    model = Policy
    form_class = entries.PolicyForm
    tab = "policies"


class PolicyDelete(Delete):
    """Ask, then delete a policy."""

    model = Policy
    tab = "policies"
    success_url = reverse_lazy("network:policy-list")


class ApplicabilityEdit(EditPart):
    """A zone the policy applies in, new or changed."""

    model, whole_model = Applicability, Policy
    form_class = parts.ApplicabilityForm
    tab = "policies"


class ApplicabilityDelete(DeletePart):
    """Ask, then take a zone out."""

    model = Applicability
    tab = "policies"


class ReciprocityPage(InNetwork, Board):
    """Which policies of zone A also apply to a firm in zone B at date D?"""

    template_name = "network/reciprocity.html"
    title = gettext_lazy("哪些政策也适用？")
    tab = "policies"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = "issued_in" in self.request.GET
        form = ReciprocityQuestion(self.request.GET if asked else None)
        answers = policies_applying(**form.cleaned_data) if asked and form.is_valid() else None
        return {**super().get_context_data(**kwargs), "form": form, "answers": answers}
