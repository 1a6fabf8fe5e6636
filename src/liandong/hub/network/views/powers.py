"""The register of powers and its question: who is competent?"""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy

from liandong.hub.core.tables import Column
from liandong.hub.core.views import Board
from liandong.hub.network import filters
from liandong.hub.network.domain import competent
from liandong.hub.network.domain.dates import today
from liandong.hub.network.forms import entries, parts
from liandong.hub.network.forms.questions import CompetenceQuestion
from liandong.hub.network.models import Delegation, Power
from liandong.hub.network.views.base import Delete, DeletePart, Edit, EditPart, InNetwork, List, Show


class PowerList(List):
    """All powers of the register."""

    model = Power
    title = gettext_lazy("权力事项")
    tab = "powers"
    filters = filters.PowerFilter
    create_page = "network:power-new"
    beside = (("network:competence", "help", gettext_lazy("谁有权办理？")),)
    columns = (
        Column("name", gettext_lazy("权力事项"), "entry", "name"),
        Column("code", gettext_lazy("事项编码"), order="code"),
        Column("holder", gettext_lazy("法定行使机关"), order="holder"),
        Column("legal_basis", gettext_lazy("法律依据")),
        Column("delegations_n", gettext_lazy("下放"), "number"),
    )

    def get_queryset(self) -> Any:
        return super().get_queryset().annotate(delegations_n=Count("delegations", distinct=True))


class PowerShow(Show):
    """A power and to whom it was given."""

    model = Power
    template_name = "network/power.html"
    tab = "powers"
    change_page, delete_page = "network:power-edit", "network:power-delete"
    facts = (
        Column("code", gettext_lazy("事项编码")),
        Column("holder", gettext_lazy("法定行使机关")),
        Column("legal_basis", gettext_lazy("法律依据")),
        Column("zone", gettext_lazy("登记片区")),
    )

    def get_queryset(self) -> Any:
        rows = Power.objects.select_related("zone", "circle")
        return rows.prefetch_related("delegations__agency", "delegations__zone")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = today()
        rows = [(row, row.holds(now)) for row in self.object.delegations.all()]
        return {**super().get_context_data(**kwargs), "delegations": rows}


class PowerEdit(Edit):
    """A power, new or changed."""

    model = Power
    form_class = entries.PowerForm
    tab = "powers"


class PowerDelete(Delete):
    """Ask, then delete a power with its delegations."""

    model = Power
    tab = "powers"
    success_url = reverse_lazy("network:power-list")


class DelegationEdit(EditPart):
    """A delegation, new or changed."""

    model, whole_model = Delegation, Power
    form_class = parts.DelegationForm
    tab = "powers"


class DelegationDelete(DeletePart):
    """Ask, then delete a delegation."""

    model = Delegation
    tab = "powers"


class CompetencePage(InNetwork, Board):
    """Who is competent for X in zone Y at date D?"""

    template_name = "network/competence.html"
    title = gettext_lazy("谁有权办理？")
    tab = "powers"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = "name" in self.request.GET
        form = CompetenceQuestion(self.request.GET if asked else None)
        answers = competent(**form.cleaned_data) if asked and form.is_valid() else None
        return {**super().get_context_data(**kwargs), "form": form, "answers": answers}
