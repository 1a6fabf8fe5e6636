"""One bundle: what is in it, who signed it, and what a zone does with it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from liandong.errors import LiandongError
from liandong.hub.bottlenecks.enums import JobState
from liandong.hub.bundles import forms, rules
from liandong.hub.bundles.domain import (
    belonging,
    deciding,
    fitting,
    installing,
    judging,
    keeping,
    reporting,
    taking,
)
from liandong.hub.bundles.enums import JobKind
from liandong.hub.bundles.models import BundleFile, BundleJob, Installation
from liandong.hub.core.domain import audit
from liandong.hub.core.language import page_language
from liandong.hub.core.tables import Column
from liandong.hub.core.views import Acting, ActingOn, Board, Page, Sharing, Showing, attached

#: Two versions told side by side are bundles of the same innovation; no page lists more.
_VERSIONS = 20


def _bundles() -> Any:
    return BundleFile.objects.select_related("zone", "circle", "created_by", "innovation")


class BundlePage(Showing):
    """The bundle: every byte is checked when the page is opened."""

    model = BundleFile
    room = "bundles"
    template_name = "bundles/bundle.html"
    may = rules.may_read
    facts = (
        Column("key", _("编号")),
        Column("version", _("版本")),
        Column("origin", _("来源片区")),
        Column("zone", _("所属片区")),
        Column("came", _("来历"), "badge"),
        Column("created_by", _("经办人")),
        Column("created_at", _("收入时间"), "moment"),
    )

    def get_queryset(self) -> Any:
        return _bundles()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, user = self.object, self.request.user
        zone = user.zone if user.zone_id else row.zone
        own = Installation.objects.filter(bundle=row)
        jobs = BundleJob.objects.filter(bundle=row).select_related("zone").order_by("-id")
        extra = {
            "judged": judging.judged(row, zone),
            "parties": judging.parties(row),
            "their": zone,
            "content": row.facts,
            "tables": deciding.shown(row),
            "lang": page_language(),
            "versions": BundleFile.objects.filter(key=row.key).exclude(pk=row.pk)[:_VERSIONS],
            "installations": own.select_related("zone"),
            "mine": own.filter(zone=zone).first(),
            "jobs": jobs[:8],
            "reports": row.reports.order_by("-id")[:10],
            "may_act": rules.may_act.test(user, None) and bool(user.zone_id),
            "may_change": rules.may_change.test(user, row),
        }
        return {**super().get_context_data(**kwargs), **extra}


class Download(Page, View):
    """The file."""

    may = rules.may_read

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = get_object_or_404(_bundles(), pk=pk)
        data = keeping.handed_out("bundles", row.sha256)
        audit.record("download", row, {"file": "fip"})
        response = HttpResponse(data, content_type="application/zip")
        return attached(response, f"{row.key}-{row.version}.fip")


class Differences(Board):
    """Two versions, in words."""

    room = "bundles"
    template_name = "bundles/diff.html"
    may = rules.may_read
    title = _("版本比对")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = [get_object_or_404(_bundles(), pk=kwargs[name]) for name in ("pk", "other")]
        older, newer = sorted(rows, key=lambda row: ([int(it) for it in row.version.split(".")], row.pk))
        return {
            **super().get_context_data(**kwargs),
            "older": older,
            "newer": newer,
            "subtitle": f"{older} → {newer}",
            "changes": _changes(older, newer),
        }


def _changes(older: BundleFile, newer: BundleFile) -> list[tuple[str, str]]:
    """Kind and words of each change; the reason where a file is damaged."""
    from liandong.bundle import diff

    lang = page_language()
    try:
        found = diff(judging.opened(older), judging.opened(newer))
    except LiandongError as error:
        return [("", error.text(lang))]
    return [(one.kind, one.text(lang)) for one in found]


class OnBundle(ActingOn):
    """A form that its own zone's officer fills in about a bundle."""

    model = BundleFile
    room = "bundles"
    may_do = rules.may_change

    def get_queryset(self) -> Any:
        return _bundles()


class Sign(OnBundle):
    """Signs with the key of the zone; the key itself is read for the moment and shown nowhere."""

    form_class = forms.AskForm
    template_name = "bundles/sign.html"
    title = _("签名")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        from liandong.hub.bundles.domain.keys import own_key

        return {**super().get_context_data(**kwargs), "key": own_key(self.object.zone)}

    def act(self, data: dict[str, Any]) -> None:
        taking.sign(self.object)


class Share(Sharing):
    """Who sees it."""

    model = BundleFile
    room = "bundles"
    form_class = forms.ShareForm
    share = staticmethod(taking.share)


class LinkTo(OnBundle):
    """Which innovation of the library it is."""

    form_class = forms.LinkForm
    title = _("关联成果库")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "choices": belonging.choices(self.object)}

    def get_initial(self) -> dict[str, Any]:
        return {"innovation": self.object.innovation_id}

    def act(self, data: dict[str, Any]) -> None:
        belonging.belongs_to(self.object, data["innovation"])


class ForZone(Acting):
    """A form by which an officer does something for their own zone with a bundle they see."""

    room = "bundles"
    may = rules.may_act

    @cached_property
    def bundle(self) -> BundleFile:
        return get_object_or_404(_bundles(), pk=self.kwargs["pk"])

    @cached_property
    def zone(self) -> Any:
        return self.request.user.acting_zone

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and self.allowed(request.user):
            self.bundle  # noqa: B018 — not found comes before the form
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = self.bundle.get_absolute_url()
        own = {"subtitle": f"{self.bundle} · {self.zone}", "back": back, "bundle": self.bundle}
        return {**super().get_context_data(**kwargs), **own}


class Fit(ForZone):
    """What the zone has and sets; then the check runs in the background."""

    form_class = forms.FitForm
    template_name = "bundles/fit.html"
    title = _("适配检查")

    def get_form_kwargs(self) -> dict[str, Any]:
        known, analyses = fitting.facts_of(self.zone), forms.analyses_of(self.zone)
        return {**super().get_form_kwargs(), "bundle": self.bundle, "known": known, "analyses": analyses}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        national = [it for it in self.bundle.facts.get("basis", ()) if it["is_national"]]
        return {**super().get_context_data(**kwargs), "national": national}

    def accept(self, form: Any) -> Any:
        fitting.say(zone=self.zone, bundle=self.bundle, **form.said())
        job = installing.ask_fit(
            bundle=self.bundle, zone=self.zone, analysis=form.cleaned_data["analysis"], user=self.request.user
        )
        return HttpResponseRedirect(job.get_absolute_url())


class Install(ForZone):
    """The last question: what is going to happen, and how the bundle fitted."""

    form_class = forms.InstallForm
    template_name = "bundles/install.html"
    title = _("安装成果包")

    @cached_property
    def checked(self) -> BundleJob | None:
        rows = BundleJob.objects.filter(bundle=self.bundle, zone=self.zone, kind=JobKind.FIT)
        return rows.filter(state=JobState.DONE).select_related("analysis").order_by("-id").first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        judged = judging.judged(self.bundle, self.zone)
        job = self.checked
        reasons = [one[page_language() == "en"] for one in job.found.get("reasons", ())] if job else []
        own = {"judged": judged, "checked": job, "reasons": reasons}
        return {**super().get_context_data(**kwargs), **own}

    def accept(self, form: Any) -> Any:
        if self.checked is None:
            raise ValidationError(_("请先做适配检查。"))
        job = installing.ask_install(
            bundle=self.bundle,
            zone=self.zone,
            analysis=self.checked.analysis,
            user=self.request.user,
            adopted_on=form.cleaned_data["adopted_on"],
        )
        return HttpResponseRedirect(job.get_absolute_url())


class Installed(ForZone):
    """A form about what the zone has installed."""

    @cached_property
    def row(self) -> Installation:
        return reporting.check_installed(self.bundle, self.zone)

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and self.allowed(request.user):
            is_there = Installation.objects.filter(bundle=self.bundle, zone=self.zone).exists()
            if not is_there:
                return HttpResponseRedirect(reverse("bundles:fit", args=[self.bundle.pk]))
        return super().dispatch(request, *args, **kwargs)


class Adopt(Installed):
    """From which day the zone's cases go the new way."""

    form_class = forms.AdoptForm
    title = _("起用日期")

    def get_initial(self) -> dict[str, Any]:
        return {"adopted_on": self.row.adopted_on}

    def accept(self, form: Any) -> Any:
        installing.adopt(row=self.row, on=form.cleaned_data["adopted_on"])
        return HttpResponseRedirect(self.bundle.get_absolute_url())


class Report(Installed):
    """Sends the zone's counts back to the origin."""

    form_class = forms.ReportForm
    template_name = "bundles/report_form.html"
    title = _("回传成效")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "zone": self.zone}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "row": self.row}

    def accept(self, form: Any) -> Any:
        data = {name: form.cleaned_data[name] for name in ("analysis", "approved_by", "retention")}
        job = reporting.ask(row=self.row, user=self.request.user, **data)
        return HttpResponseRedirect(job.get_absolute_url())
