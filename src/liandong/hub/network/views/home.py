"""The home of the network, its zones and agencies, and the numbers of its rules."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liandong.hub.core.domain import audit
from liandong.hub.core.models import Agency
from liandong.hub.core.tables import Column
from liandong.hub.core.views import Acting, Board
from liandong.hub.network import filters, rules
from liandong.hub.network.domain import figures_beside_counts, overview, parameters, with_training
from liandong.hub.network.domain.dates import today
from liandong.hub.network.domain.linkmap import link_map
from liandong.hub.network.domain.officers import training_since
from liandong.hub.network.forms.entries import AgencyForm
from liandong.hub.network.forms.questions import ParametersForm
from liandong.hub.network.models import Agreement, Officer, Platform
from liandong.hub.network.views.base import Edit, InNetwork, List


class Home(InNetwork, Board):
    """The link map beside the table of zones; the sources' figures beside what is counted."""

    template_name = "network/home.html"
    tab = "home"
    title = gettext_lazy("联动网络")
    beside = (
        ("network:agency-list", "building", gettext_lazy("部门")),
        ("network:compliance", "scale", gettext_lazy("履约情况")),
        ("network:parameters", "adjustments", gettext_lazy("规则参数")),
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = today()
        year = _year(self.request.GET.get("year"), now.year)
        zones = overview(year=year, on=now)
        return {
            **super().get_context_data(**kwargs),
            "year": year,
            "years": range(now.year, 2020, -1),
            "zones": zones,
            "map": link_map(zones),
            "figures": figures_beside_counts(),
            "visits": sum(zone.visits_n for zone in zones) // 2,
            "open": sum(zone.open_n for zone in zones),
            "overdue": sum(zone.overdue_n for zone in zones),
            "officers": sum(zone.officers_n for zone in zones),
            "gaps": sum(zone.gaps_n for zone in zones),
        }


class ZonePage(InNetwork, Board):
    """One zone: its people and bodies, what it shares and with whom."""

    template_name = "network/zone.html"
    tab = "home"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = today()
        since = training_since(now)
        zones = overview(year=now.year, on=now, since=since)
        zone: Any = next((each for each in zones if each.slug == self.kwargs["slug"]), None)
        if zone is None:
            raise Http404
        officers = Officer.objects.filter(Q(ended_on=None) | Q(ended_on__gt=now), zone=zone)
        shared = Q(zone=zone) | Q(pk__in=Platform.objects.filter(users=zone).values("pk"))
        return {
            **super().get_context_data(**kwargs),
            "title": str(zone),
            "subtitle": zone.get_role_display(),  # type: ignore[attr-defined]
            "zone": zone,
            "year": now.year,
            "since": since,
            "agencies": Agency.objects.filter(zone=zone),
            "officers": with_training(officers, on=now).select_related("agency")[:50],
            "agreements": Agreement.objects.filter(parties=zone)[:20],
            "platforms": Platform.objects.filter(shared)
            .select_related("zone")
            .prefetch_related("users")[:20],
        }


class AgencyList(List):
    """The agencies of all zones."""

    model = Agency
    title = gettext_lazy("部门")
    tab = "home"
    filters = filters.AgencyFilter
    create_page = "network:agency-new"
    may_create = rules.may_govern
    queryset = Agency.objects.select_related("zone")
    columns = (
        Column("zone", gettext_lazy("片区"), order="zone__position"),
        Column("name", gettext_lazy("名称"), order="name", value=str),
        Column("name_en", gettext_lazy("英文名称")),
        Column("party", gettext_lazy("日志中的单位名称")),
    )


class AgencyEdit(Edit):
    """An agency, new or changed; it belongs to no circle, so the audit entry is written here."""

    model = Agency
    form_class = AgencyForm
    tab = "home"
    may = rules.may_govern

    def get_form_kwargs(self) -> dict[str, Any]:
        values = super().get_form_kwargs()
        values.pop("user")
        return values

    def accept(self, form: Any) -> Any:
        is_new = form.instance.pk is None
        agency = form.save()
        changes = {name: str(form.cleaned_data[name]) for name in form.changed_data}
        audit.record("create" if is_new else "update", agency, changes)
        return HttpResponseRedirect(reverse("network:agency-list"))


class Parameters(InNetwork, Acting):
    """The numbers of the rules: everyone of the network reads them, the lead zone changes them."""

    template_name = "network/form.html"
    title = gettext_lazy("规则参数")
    tab = "home"
    may = rules.may_govern
    form_class = ParametersForm
    success_url = reverse_lazy("network:home")

    def accept(self, form: Any) -> Any:
        for key in parameters.PARAMETERS:
            parameters.change(key=key, number=form.cleaned_data[key])
        messages.info(self.request, _("新的参数立即生效。"))
        return HttpResponseRedirect(str(self.success_url))


def _year(text: str | None, default: int) -> int:
    """The year asked for, or the default where it is none."""
    is_year = bool(text) and str(text).isascii() and str(text).isdigit() and 1990 <= int(str(text)) <= 2100
    return int(str(text)) if is_year else default
