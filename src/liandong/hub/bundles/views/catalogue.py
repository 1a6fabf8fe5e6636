"""Catalogues: the versions there are, what one lists, and publishing the next."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from liandong.errors import LiandongError
from liandong.hub.bundles import forms, rules
from liandong.hub.bundles.domain import cataloguing, judging
from liandong.hub.bundles.domain.keys import own_key, trust_of
from liandong.hub.bundles.models import BundleFile, CatalogueFile
from liandong.hub.bundles.views.home import ForOwnZone
from liandong.hub.core.domain import audit
from liandong.hub.core.language import page_language
from liandong.hub.core.tables import Column
from liandong.hub.core.views import Listing, Page, Showing, attached

#: How long a catalogue is good for unless somebody says otherwise.
_GOOD_FOR = timedelta(days=182)


class CatalogueList(Listing):
    """The versions of all catalogues the person may see."""

    model = CatalogueFile
    template_name = "bundles/catalogues.html"
    room = "bundles"
    title = _("成果目录")
    subtitle = _("提供哪些成果包、撤回了哪些：签名、版本只增、到期作废")
    may = rules.may_read
    columns = (
        Column("name", _("目录"), "link", order="name", value=str),
        Column("zone", _("片区"), order="zone__position"),
        Column("entries", _("成果包"), "number", value=lambda row: len(row.entries)),
        Column(
            "withdrawn",
            _("撤回"),
            "number",
            value=lambda row: sum(bool(it["withdrawn"]) for it in row.entries),
        ),
        Column("issued", _("签发"), "date", order="issued"),
        Column("expires", _("到期日"), "date", order="expires"),
    )

    def get_queryset(self) -> Any:
        self.queryset = CatalogueFile.objects.select_related("zone").defer("content")
        return super().get_queryset()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        may_publish = rules.may_act.test(user, None) and bool(user.zone_id)
        return {**super().get_context_data(**kwargs), "tab": "catalogues", "may_publish": may_publish}


class CataloguePage(Showing):
    """What a catalogue lists, and whether it can be used today."""

    model = CatalogueFile
    template_name = "bundles/catalogue.html"
    room = "bundles"
    subtitle = _("成果目录")
    may = rules.may_read
    facts = (
        Column("name", _("目录")),
        Column("version", _("版本"), "number"),
        Column("zone", _("片区")),
        Column("issued", _("签发"), "date"),
        Column("expires", _("到期日"), "date"),
    )

    def get_queryset(self) -> Any:
        return CatalogueFile.objects.select_related("zone", "circle")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, user = self.object, self.request.user
        zone = user.zone if user.zone_id else row.zone
        digests = [it["sha256"] for it in row.entries]
        here = {it.digest: it for it in BundleFile.objects.filter(digest__in=digests)}
        lines = [(it, here.get(it["sha256"])) for it in row.entries]
        signers, why = _usable(row, zone)
        extra = {"lines": lines, "signers": signers, "why": why, "their": zone, "today": judging.today()}
        return {**super().get_context_data(**kwargs), **extra}


def _usable(row: CatalogueFile, zone: Any) -> tuple[list[str], str]:
    """Who signed it, where it can be used today; else why not."""
    try:
        return judging.catalogue_of(row).check(trust_of(zone), now=judging.today(), path=str(row)), ""
    except LiandongError as error:
        return [], error.text(page_language())


class Download(Page, View):
    """The signed file."""

    may = rules.may_read

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = get_object_or_404(CatalogueFile.objects.select_related("zone"), pk=pk)
        audit.record("download", row, {"file": "catalogue"})
        response = HttpResponse(row.content.encode(), content_type="application/json")
        return attached(response, f"{row.name}-{row.version}.catalogue")


class Publish(ForOwnZone):
    """The next catalogue of the zone."""

    form_class = forms.PublishForm
    template_name = "bundles/publish.html"
    title = _("签发目录")

    def get_initial(self) -> dict[str, Any]:
        return {"expires": judging.today() + _GOOD_FOR}

    def get_form_kwargs(self) -> dict[str, Any]:
        last = cataloguing.own(self.zone)
        return {**super().get_form_kwargs(), "listed": last.entries if last else []}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        last, has_key = cataloguing.own(self.zone), own_key(self.zone) is not None
        listed = {it["sha256"] for it in last.entries} if last else set()
        new = [row for row in cataloguing.offered(self.zone) if row.digest not in listed] if has_key else []
        own = {"last": last, "new": new, "has_key": has_key, "back": reverse("bundles:catalogues")}
        return {**super().get_context_data(**kwargs), **own}

    def accept(self, form: Any) -> Any:
        data = form.cleaned_data
        gone = tuple((name, data["reason"]) for name in data.get("withdrawn", ()))
        made = cataloguing.publish(
            zone=self.zone, on=judging.today(), expires=data["expires"], withdrawn=gone
        )
        return HttpResponseRedirect(made.get_absolute_url())
