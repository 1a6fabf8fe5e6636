"""The pages of an analysis: its sections, its findings down to the rows, its files."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.generic import View

from liandong.hub.bottlenecks import forms, rules
from liandong.hub.bottlenecks.domain import drawing, files, jobs, opening, sharing, tables, uploading
from liandong.hub.bottlenecks.domain.results import PROFILE, REPORT, WORKBOOK
from liandong.hub.bottlenecks.enums import AnalysisState, JobKind, Section
from liandong.hub.bottlenecks.filters import FindingFilter, RowFilter
from liandong.hub.bottlenecks.models import Analysis, Finding, Part, Row
from liandong.hub.core.domain import audit
from liandong.hub.core.language import page_language
from liandong.hub.core.tables import Column
from liandong.hub.core.views import Acting, Board, Deleting, Listing, Page, Showing, attached, table_response

#: What the first page of an analysis is made of, and what every other page needs besides its own part.
_FIRST = ("patterns", "keys", "process_map")
#: Tables that say more about a finding, in this order.
_BEHIND = ("bottleneck_edges", "steps", "comparison", "edges", "rework", "batching")
_ROWS = 10


class OfAnalysis(Page):
    """A page of an analysis that the person may see."""

    room = "bottlenecks"

    @cached_property
    def analysis(self) -> Analysis:
        rows = Analysis.objects.select_related("zone", "circle")
        return get_object_or_404(rows, pk=self.kwargs["pk"])  # type: ignore[attr-defined]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user  # type: ignore[attr-defined]
        extra = {
            "analysis": self.analysis,
            "style": drawing.version(),
            "may_work": rules.may_work.test(user, self.analysis),
            "may_change": rules.may_change.test(user, self.analysis),
            "may_open": rules.may_work.test(user, None),
        }
        return {**super().get_context_data(**kwargs), **extra}


class AnalysisPage(OfAnalysis, Showing):
    """A section of an analysis; the first one has the map and the findings in words."""

    model = Analysis
    template_name = "bottlenecks/analysis.html"

    def get_object(self, queryset: Any = None) -> Any:
        return self.check(self.analysis)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.analysis.state != AnalysisState.DONE:
            return HttpResponseRedirect(_preparation(self.analysis, request.user))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        section = self.kwargs.get("section", Section.OVERVIEW.value)
        if section not in self.analysis.sections:
            raise Http404
        wanted = _FIRST if section == Section.OVERVIEW else ("patterns", section)
        kept = Part.objects.filter(analysis=self.analysis, name__in=wanted)
        extra = {
            "section": section,
            "part": dict(kept.values_list("name", "html")),
            "findings": self._findings(section),
        }
        return {**super().get_context_data(**kwargs), **extra, "subtitle": _("流程诊断")}

    def _findings(self, section: str) -> list[tuple[Finding, int]]:
        """The first findings, each with the length of its bar."""
        if section != Section.OVERVIEW:
            return []
        found = list(self.analysis.findings.order_by("-is_certain", "rank")[:8])
        longest = max((one.case_days for one in found), default=0) or 1
        return [(one, max(1, round(100 * one.case_days / longest))) for one in found]


def _preparation(analysis: Analysis, user: Any) -> str:
    """Where an analysis without results leads: to its newest job, or to its settings."""
    job = analysis.jobs.order_by("-id").first()
    if job is not None and (job.is_open or analysis.state != AnalysisState.DRAFT):
        return str(job.get_absolute_url())
    if not rules.may_work.test(user, analysis):
        raise Http404
    return reverse("bottlenecks:setup", args=[analysis.pk])


class FindingList(OfAnalysis, Listing):
    """Every finding of an analysis, ranked."""

    model = Finding
    template_name = "bottlenecks/finding_list.html"
    filters = FindingFilter
    title = _("堵点排行")
    columns = (
        Column("rank", _("名次"), "figure", order="rank"),
        Column("activity", _("环节"), "finding"),
        Column("log_zone", _("片区"), order="log_zone"),
        Column("compared_with", _("对照")),
        Column("n", _("次数"), "number", order="n"),
        Column("case_days", _("每月可节约（件·天）"), "days", order="case_days"),
        Column("low", _("区间下限"), "days"),
        Column("high", _("区间上限"), "days"),
        Column("statutory_share", _("法定占比"), "percent", order="statutory_share"),
        Column("is_certain", _("可确定"), "truth"),
    )

    def get_queryset(self) -> Any:
        texts = ("sentence", "sentence_en", "basis", "basis_en", "formula", "formula_en")
        self.queryset = Finding.objects.filter(analysis=self.analysis).defer(*texts)
        return super().get_queryset()


class FindingPage(OfAnalysis, Board):
    """A finding, how it was computed, and the rows of the tables behind it."""

    template_name = "bottlenecks/finding.html"

    @cached_property
    def finding(self) -> Finding:
        return get_object_or_404(Finding, analysis=self.analysis, rank=self.kwargs["rank"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        wanted, name = request.GET.get("export"), request.GET.get("table", "")
        if wanted in ("csv", "xlsx"):
            table = tables.table(self.analysis, name)
            rows = tables.rows(self.analysis, name, activity=self.finding.activity)
            return table_response(tables.exact(table.columns), rows, table.title, wanted)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        known = tables.tables(self.analysis)
        rows = Row.objects.filter(analysis=self.analysis, table__in=_BEHIND, activity=self.finding.activity)
        grouped: dict[str, list[Row]] = {}
        for row in rows.order_by("table", "position")[: _ROWS * 20]:
            grouped.setdefault(row.table, []).append(row)
        behind = [
            (known[name], grouped[name][:_ROWS], len(grouped[name])) for name in _BEHIND if name in grouped
        ]
        extra = {
            "finding": self.finding,
            "behind": behind,
            "title": opening.title_of(self.finding, page_language()),
        }
        mine = self.finding.bottlenecks.filter(zone_id=self.request.user.zone_id).first()
        return {**super().get_context_data(**kwargs), **extra, "subtitle": str(self.analysis), "known": mine}


class FindingOpen(OfAnalysis, View):
    """One click: the finding becomes a bottleneck of the person's zone."""

    may = rules.may_work
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, rank: int) -> HttpResponse:
        finding = get_object_or_404(Finding, analysis=self.analysis, rank=rank)
        zone = request.user.zone or self.analysis.zone  # type: ignore[union-attr]
        made = opening.from_finding(finding=finding, zone=zone, user=request.user)
        return HttpResponseRedirect(made.get_absolute_url())


class Tables(OfAnalysis, Board):
    """All tables of an analysis."""

    template_name = "bottlenecks/tables.html"
    title = _("全部数据表")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        known = tables.tables(self.analysis)
        return {**super().get_context_data(**kwargs), "known": known.values(), "subtitle": str(self.analysis)}


class TablePage(OfAnalysis, Listing):
    """One table with its filters and its files."""

    model = Row
    template_name = "bottlenecks/table.html"
    filters = RowFilter
    paginate_by = 25

    @cached_property
    def table(self) -> tables.Table:
        return tables.table(self.analysis, self.kwargs["name"])

    @property
    def columns(self) -> Any:  # type: ignore[override]
        return self.table.columns

    def get_queryset(self) -> Any:
        self.queryset = tables.rows(self.analysis, self.table.name)
        return super().get_queryset()

    def export(self, kind: str) -> Any:
        columns = tables.exact(self.table.columns)
        return table_response(columns, self.get_queryset().iterator(chunk_size=2000), self.table.title, kind)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "title": self.table.title, "subtitle": str(self.analysis), "table": self.table}


class Download(OfAnalysis, View):
    """The profile, the report or the workbook. Other zones get the profile without the people."""

    def get(self, request: HttpRequest, pk: int, kind: str) -> Any:
        names = {"profile": self._profile(request.user), "report": REPORT, "workbook": WORKBOOK}
        if kind not in names or self.analysis.state != AnalysisState.DONE:
            raise Http404
        path = files.place(f"{self.analysis.folder}/{names[kind]}")
        if not path.is_file():
            raise Http404
        ending = {"profile": ".profile", "report": ".html", "workbook": ".xlsx"}[kind]
        audit.record("download", self.analysis, {"file": kind})
        response = FileResponse(path.open("rb"), content_type="application/octet-stream")
        return attached(response, (slugify(self.analysis.title, allow_unicode=True) or "analysis") + ending)

    def _profile(self, user: Any) -> str:
        is_own = user.zone_id == self.analysis.zone_id or not user.zone_id
        return PROFILE if is_own or self.analysis.shipped else sharing.SHARED_PROFILE


class Share(OfAnalysis, Acting):
    """Asks, then lets the network see the counts."""

    form_class = forms.ShareForm
    may = rules.may_change
    title = _("共享诊断结果")
    template_name = "bottlenecks/share.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.check(self.analysis)
        back = self.analysis.get_absolute_url()
        return {**super().get_context_data(**kwargs), "subtitle": str(self.analysis), "back": back}

    def accept(self, form: Any) -> Any:
        self.check(self.analysis)
        job = jobs.start(analysis=self.analysis, kind=JobKind.SHARE, user=self.request.user)
        return HttpResponseRedirect(job.get_absolute_url())


class Unshare(OfAnalysis, View):
    """Takes an analysis back into its zone."""

    may = rules.may_change
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        sharing.unshare(self.check(self.analysis))
        return HttpResponseRedirect(self.analysis.get_absolute_url())


class AnalysisDelete(Deleting):
    """Asks, then deletes the analysis with its files."""

    model = Analysis
    room = "bottlenecks"

    def get_queryset(self) -> Any:
        return Analysis.objects.select_related("zone")

    def form_valid(self, form: Any) -> Any:
        uploading.remove(self.object)
        return HttpResponseRedirect(reverse("bottlenecks:home"))


@cache_control(public=True, max_age=31_536_000, immutable=True)
def asset(request: HttpRequest, version: str, kind: str) -> HttpResponse:
    """Style and script of the report's parts, under a name that changes with them."""
    if kind == "css":
        return HttpResponse(drawing.style(), content_type="text/css; charset=utf-8")
    return HttpResponse(drawing.script(), content_type="text/javascript; charset=utf-8")
