"""What came back and what was sent, and files that came on a stick."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from liandong.errors import LiandongError
from liandong.hub.bundles import forms, rules
from liandong.hub.bundles.domain import keeping, reporting
from liandong.hub.bundles.domain.exchanging import Desk
from liandong.hub.bundles.filters import ReportFilter
from liandong.hub.bundles.models import ReportFile
from liandong.hub.bundles.views.home import ForOwnZone
from liandong.hub.core.domain import audit
from liandong.hub.core.domain.telling import told
from liandong.hub.core.language import page_language
from liandong.hub.core.tables import Column
from liandong.hub.core.views import Listing, Page, Showing, attached


class ReportList(Listing):
    """The reports the person may see: what their zone sent, and what came back to it."""

    model = ReportFile
    template_name = "bundles/reports.html"
    filters = ReportFilter
    room = "bundles"
    title = _("成效回传")
    subtitle = _("承接片区签名回传共享画像，来源方由此测算每个片区的成效")
    may = rules.may_read
    columns = (
        Column("bundle", _("成果包"), "link", order="bundle__title", value=lambda row: str(row.bundle)),
        Column("party", _("片区"), order="party"),
        Column("sequence", _("第几次"), "number", order="sequence"),
        Column("reported_on", _("回传日期"), "date", order="reported_on"),
        Column("adopted_on", _("起用日期"), "date", order="adopted_on"),
        Column("cases", _("办件数"), "number", order="cases"),
        Column("effect", _("测算成效"), value=lambda row: row.effect.get(f"short_{page_language()}", "—")),
        Column("is_simulated", _("数据"), "simulated"),
    )

    def get_queryset(self) -> Any:
        self.queryset = ReportFile.objects.select_related("bundle", "zone")
        return super().get_queryset()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        user = self.request.user
        may_act = rules.may_act.test(user, None) and bool(user.zone_id)
        return {**context, "tab": "reports", "may_act": may_act}


class ReportPage(Showing):
    """A report: what it is about, what came of it, where it was sent."""

    model = ReportFile
    template_name = "bundles/report.html"
    room = "bundles"
    may = rules.may_read
    subtitle = _("成效回传")
    facts = (
        Column("party", _("署名")),
        Column("zone", _("片区")),
        Column("sequence", _("第几次"), "number"),
        Column("reported_on", _("回传日期"), "date"),
        Column("adopted_on", _("起用日期"), "date"),
        Column("first", _("画像起"), "date"),
        Column("last", _("画像止"), "date"),
        Column("cases", _("办件数"), "number"),
        Column("created_at", _("收入时间"), "moment"),
    )

    def get_queryset(self) -> Any:
        return ReportFile.objects.select_related("bundle__zone", "zone", "circle")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.object
        others = ReportFile.objects.filter(zone=row.zone, bundle__key=row.bundle.key).select_related("bundle")
        lang = page_language()
        try:
            sheet, why = reporting.opened(row).profile.sheet, ""
        except LiandongError as error:
            sheet, why = None, error.text(lang)
        extra = {
            "said": row.effect.get(lang, ""),
            "release": sheet.releases[0] if sheet else None,
            "why": why,
            "gaps": next(iter(reporting.missing(list(others)).values()), []),
        }
        return {**super().get_context_data(**kwargs), **extra}


class Download(Page, View):
    """The file, for a stick."""

    may = rules.may_read

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = get_object_or_404(ReportFile.objects.select_related("bundle", "zone"), pk=pk)
        data = keeping.handed_out("reports", row.sha256)
        audit.record("download", row, {"file": "fips"})
        response = HttpResponse(data, content_type="application/zip")
        return attached(response, f"{row.party}-{row.bundle.key}-{row.sequence}.fips")


class Take(ForOwnZone):
    """Takes in a file that came on a stick: a catalogue, a bundle, a report."""

    form_class = forms.ParcelForm
    template_name = "bundles/take.html"
    title = _("收下对方的文件")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "back": reverse("bundles:reports")}

    def accept(self, form: Any) -> Any:
        name, data = form.cleaned_data["file"]
        kind = _kind(name)
        with told():
            is_new = Desk(self.zone).put(kind, data)
        if not is_new:
            messages.info(self.request, _now("这份文件以前已收下，没有变化。"))
        pages = {"catalogues": "bundles:catalogues", "bundles": "bundles:home", "reports": "bundles:reports"}
        return HttpResponseRedirect(reverse(pages[kind]))


def _kind(name: str) -> str:
    from liandong.bundle.places import KINDS

    for kind, ending in KINDS.items():
        if name.lower().endswith(ending):
            return kind
    raise ValidationError(_now("请选择 .catalogue、.fip 或 .fips 文件。"))
