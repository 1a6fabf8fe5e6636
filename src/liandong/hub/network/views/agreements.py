"""Agreements, their clauses, and how their obligations are kept."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy

from liandong.hub.core.tables import Column
from liandong.hub.core.views import Board
from liandong.hub.network import filters
from liandong.hub.network.domain import compliance, kept_on_time
from liandong.hub.network.domain.dates import today
from liandong.hub.network.enums import CommitmentState
from liandong.hub.network.forms import entries, parts
from liandong.hub.network.models import Agreement, Clause, Obligation
from liandong.hub.network.views.base import (
    Delete,
    DeletePart,
    Edit,
    EditPart,
    InNetwork,
    List,
    Show,
    dated,
    joined,
)


class AgreementList(List):
    """All agreements the person may see."""

    model = Agreement
    title = gettext_lazy("合作协议")
    tab = "agreements"
    filters = filters.AgreementFilter
    create_page = "network:agreement-new"
    beside = (
        ("network:obligation-list", "list-check", gettext_lazy("协议义务")),
        ("network:compliance", "scale", gettext_lazy("履约情况")),
    )
    columns = (
        Column("title", gettext_lazy("名称"), "entry", "title"),
        Column("kind", gettext_lazy("类型"), "badge", "kind"),
        Column("parties", gettext_lazy("签约片区"), value=joined("parties")),
        Column("signed_on", gettext_lazy("签订日期"), order="signed_on", value=dated("signed")),
        Column("obligations_n", gettext_lazy("义务"), "number"),
        Column("open_n", gettext_lazy("未办结"), "number"),
    )  # fmt: skip

    def get_queryset(self) -> Any:
        still = Q(clauses__obligations__state=CommitmentState.OPEN)
        counts = {
            "obligations_n": Count("clauses__obligations", distinct=True),
            "open_n": Count("clauses__obligations", filter=still, distinct=True),
        }
        return super().get_queryset().annotate(**counts).prefetch_related("parties")


class AgreementShow(Show):
    """An agreement with its clauses and their obligations."""

    model = Agreement
    template_name = "network/agreement.html"
    tab = "agreements"
    change_page, delete_page = "network:agreement-edit", "network:agreement-delete"
    facts = (
        Column("kind", gettext_lazy("类型"), "badge"),
        Column("zone", gettext_lazy("登记片区")),
        Column("parties", gettext_lazy("签约片区"), value=joined("parties")),
        Column("other_parties", gettext_lazy("其他签约方")),
        Column("document_no", gettext_lazy("文号")),
        Column("signed_on", gettext_lazy("签订日期"), value=dated("signed")),
        Column("ends_on", gettext_lazy("有效期至"), "date"),
        Column("source", gettext_lazy("来源")),
    )
    queryset = None

    def get_queryset(self) -> Any:
        rows = Agreement.objects.select_related("zone", "circle", "source")
        return rows.prefetch_related("parties", "clauses__obligations__zone")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "obligations": [row for clause in self.object.clauses.all() for row in clause.obligations.all()],
        }


class AgreementEdit(Edit):
    """An agreement, new or changed."""

    model = Agreement
    form_class = entries.AgreementForm
    tab = "agreements"


class AgreementDelete(Delete):
    """Ask, then delete an agreement."""

    model = Agreement
    tab = "agreements"
    success_url = reverse_lazy("network:agreement-list")


class ClauseEdit(EditPart):
    """A clause, new or changed."""

    model, whole_model = Clause, Agreement
    form_class = parts.ClauseForm
    tab = "agreements"


class ClauseDelete(DeletePart):
    """Ask, then delete a clause with its obligations."""

    model = Clause
    tab = "agreements"


class ObligationEdit(EditPart):
    """An obligation, new or changed."""

    model, whole_model = Obligation, Clause
    form_class = parts.ObligationForm
    tab = "agreements"


class CompliancePage(InNetwork, Board):
    """How each zone keeps what it has agreed to."""

    template_name = "network/compliance.html"
    title = gettext_lazy("履约情况")
    tab = "agreements"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = today()
        still = {"state": CommitmentState.OPEN, "due_on__lt": now}
        late = Obligation.objects.filter(**still).select_related("zone", "clause__agreement")
        return {
            **super().get_context_data(**kwargs),
            "zones": compliance(now),
            "whole": kept_on_time(Obligation.objects.all(), now),
            "late": late[:20],
        }
