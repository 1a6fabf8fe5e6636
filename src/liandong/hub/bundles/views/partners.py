"""Exchange with other hubs: how it stands, whom it is with, and starting it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from liandong.hub.bundles import forms, rules
from liandong.hub.bundles.domain import partnering
from liandong.hub.bundles.domain.exchanging import standing
from liandong.hub.bundles.enums import JobKind
from liandong.hub.bundles.models import BundleJob, Partner
from liandong.hub.bundles.views.home import ForOwnZone
from liandong.hub.core.views import Board, Deleting, Page

_SHOWN = 50
_NOTHING: dict[str, Any] = {"sent": [], "received": [], "missing": {}}


class Exchange(Board):
    """Which reports were delivered, which came in and which are missing; the other hubs, and the last exchanges."""

    template_name = "bundles/exchange.html"
    room = "bundles"
    may = rules.may_read
    title = _("与其他平台交换")
    subtitle = _("目录、成果包下行，成效回传上行；中断了再点一次即可，不丢也不重")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        own = user.zone_id is not None
        found = standing(user.zone, _SHOWN) if own else _NOTHING
        jobs = BundleJob.objects.filter(zone=user.zone, kind__in=(JobKind.PULL, JobKind.PUSH))
        extra = {
            "partners": Partner.objects.filter(zone=user.zone) if own else [],
            "sent": found["sent"],
            "received": found["received"],
            "missing": found["missing"],
            "jobs": jobs.select_related("bundle")[:10] if own else [],
            "may_act": rules.may_act.test(user, None) and own,
            "tab": "exchange",
        }
        return {**super().get_context_data(**kwargs), **extra}


class New(ForOwnZone):
    """Another hub to exchange with."""

    form_class = forms.PartnerForm
    template_name = "bundles/partner.html"
    title = _("登记对方平台")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "back": reverse("bundles:exchange")}

    def accept(self, form: Any) -> Any:
        data, user = form.cleaned_data, self.request.user
        wanted = {name: data[name] for name in ("name", "address", "token")}
        row = partnering.add(zone=self.zone, user=user, **wanted)
        return HttpResponseRedirect(row.get_absolute_url())


class _Go(Page, View):
    """Starts an exchange, and leads to how far it is."""

    http_method_names: ClassVar[list[str]] = ["post"]
    may = rules.may_change
    kind: ClassVar[JobKind]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        partner = self.check(get_object_or_404(Partner.objects.select_related("zone", "circle"), pk=pk))
        job = partnering.ask(kind=self.kind, partner=partner, user=request.user)  # type: ignore[arg-type]
        return HttpResponseRedirect(job.get_absolute_url())


class Pull(_Go):
    """Takes what the other hub has for the zone."""

    kind = JobKind.PULL


class Push(_Go):
    """Gives the other hub what the zone has for it."""

    kind = JobKind.PUSH


class Remove(Deleting):
    """Asks, then forgets the other hub and its token."""

    model = Partner
    room = "bundles"
    may = rules.may_change
    success_url = reverse_lazy("bundles:exchange")

    def get_queryset(self) -> Any:
        return Partner.objects.select_related("zone")

    def form_valid(self, form: Any) -> Any:
        partnering.remove(self.object)
        return HttpResponseRedirect(self.get_success_url())
