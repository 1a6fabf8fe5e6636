"""Uploading, mapping, settings, and the job that does the work."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from liandong.hub.bottlenecks import forms, rules
from liandong.hub.bottlenecks.domain import checking, combining, jobs, uploading
from liandong.hub.bottlenecks.domain.uploading import DEFAULTS
from liandong.hub.bottlenecks.enums import DatasetState, JobKind, JobState
from liandong.hub.bottlenecks.models import Analysis, Dataset, Job
from liandong.hub.core.views import Acting, Page, Showing


class Upload(Acting):
    """Files in; on to the job that checks them."""

    form_class = forms.UploadForm
    may = rules.may_work
    room = "bottlenecks"
    title = _("上传日志")
    template_name = "bottlenecks/upload.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def accept(self, form: Any) -> Any:
        data = form.cleaned_data
        job = uploading.upload(
            title=data["title"],
            zone=data["zone"],
            user=self.request.user,
            uploads=data["files"],
            log_zones=data["log_zones"].splitlines(),
            source=data["source"],
            licence=data["licence"],
            is_simulated=data["is_simulated"],
        )
        return HttpResponseRedirect(job.get_absolute_url())


class Combine(Acting):
    """Profiles that add up to a new analysis."""

    form_class = forms.CombineForm
    may = rules.may_work
    room = "bottlenecks"
    title = _("合并诊断")
    subtitle = _("流程画像可以相加：几个片区或几个时期合成一份，不需要原始事件")

    def accept(self, form: Any) -> Any:
        data, user = form.cleaned_data, self.request.user
        zone = user.acting_zone
        job = combining.combine(title=data["title"], parents=data["parents"], zone=zone, user=user)
        return HttpResponseRedirect(job.get_absolute_url())


class Setup(Acting):
    """An analysis before it is counted: its files, how they are understood, how they are to be counted."""

    form_class = forms.SettingsForm
    may = rules.may_work
    room = "bottlenecks"
    title = _("核对与设置")
    template_name = "bottlenecks/setup.html"

    @cached_property
    def analysis(self) -> Analysis:
        return self.check(get_object_or_404(Analysis.objects.select_related("zone"), pk=self.kwargs["pk"]))

    def get_initial(self) -> dict[str, Any]:
        one, wanted = self.analysis, {**DEFAULTS, **self.analysis.settings}
        listed = {name: "\n".join(wanted[name]) for name in ("drop", "statutory")}
        own = {
            name: getattr(one, name) for name in ("title", "title_en", "source", "licence", "is_simulated")
        }
        return {**wanted, **listed, **own}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        files = list(self.analysis.datasets.all())
        usable = [one for one in files if one.state != DatasetState.REFUSED]
        names: dict[str, int] = {}
        for one in files:
            for name, count in one.preview.get("activities", []):
                names[name] = names.get(name, 0) + count
        common = sorted(names.items(), key=lambda item: (-item[1], item[0]))[:60]
        extra = {"analysis": self.analysis, "files": files, "usable": usable, "activities": common}
        return {**super().get_context_data(**kwargs), **extra, "subtitle": str(self.analysis)}

    def accept(self, form: Any) -> Any:
        data, one = form.cleaned_data, self.analysis
        for name in ("title", "title_en", "source", "licence", "is_simulated"):
            setattr(one, name, data[name])
        one.settings = {name: data[name] for name in DEFAULTS}
        one.save()
        job = jobs.start(analysis=one, kind=JobKind.ANALYSE, user=self.request.user)
        return HttpResponseRedirect(job.get_absolute_url())


class Mapping(Acting):
    """How one file was understood: columns, first rows, what is left out; and the form to correct it."""

    form_class = forms.MappingForm
    may = rules.may_work
    room = "bottlenecks"
    template_name = "bottlenecks/mapping.html"

    @cached_property
    def dataset(self) -> Dataset:
        rows = Dataset.objects.select_related("analysis", "zone")
        return self.check(get_object_or_404(rows, pk=self.kwargs["pk"]))

    def get_form_kwargs(self) -> dict[str, Any]:
        kept = super().get_form_kwargs()
        kept.pop("initial", None)
        return {**kept, "dataset": self.dataset}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        setup = reverse("bottlenecks:setup", args=[self.dataset.analysis_id])
        labels = dict(forms.MEANINGS)
        names, rows = checking.first_rows(self.dataset)
        extra = {
            "dataset": self.dataset,
            "title": self.dataset.name,
            "subtitle": str(self.dataset.analysis),
            "headings": [labels.get(name, name) for name in names],
            "rows": rows,
            "time_zone": checking.zone_of(self.dataset),
        }
        return {**context, **extra, "back": setup}

    def accept(self, form: Any) -> Any:
        one = self.dataset
        one.mapping, one.log_zone = form.mapping(), form.cleaned_data["log_zone"]
        one.state = DatasetState.WAITING
        one.save()
        job = jobs.start(analysis=one.analysis, kind=JobKind.CHECK, user=self.request.user)
        return HttpResponseRedirect(job.get_absolute_url())


class MappingFile(Page, View):
    """The mapping of a file as TOML, for the command line and for the next export."""

    may = rules.may_work

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        from liandong.hub.bottlenecks.domain.reading import mapping_of
        from liandong.hub.core.views import attached

        dataset = self.check(get_object_or_404(Dataset, pk=pk))
        text = mapping_of(dataset).to_toml()
        return attached(HttpResponse(text, content_type="application/toml; charset=utf-8"), "mapping.toml")


class JobPage(Showing):
    """A job while it runs; once it is done the page leads on to what it made."""

    model = Job
    template_name = "bottlenecks/job.html"
    room = "bottlenecks"

    def get_queryset(self) -> Any:
        return Job.objects.select_related("analysis", "zone", "circle")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        job = self.get_object()
        if job.state == JobState.DONE:
            return HttpResponseRedirect(after(job))
        return super().get(request, *args, **kwargs)


class JobProgress(Page, View):
    """How far a job is: a piece of the page, asked for every second until it is done."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        job = self.check(get_object_or_404(Job.objects.select_related("analysis"), pk=pk))
        if job.state != JobState.DONE:
            return render(request, "bottlenecks/_progress.html", {"job": job, "may_work": True})
        return HttpResponse(headers={"HX-Redirect": after(job)})


class JobCancel(Page, View):
    """Asks a job to stop, or starts one again that has failed."""

    http_method_names: ClassVar[list[str]] = ["post"]
    may = rules.may_work

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        job = self.check(get_object_or_404(Job.objects.select_related("analysis__zone", "zone"), pk=pk))
        if "again" in request.POST and not job.is_open:
            job = jobs.start(analysis=job.analysis, kind=JobKind(job.kind), user=request.user)
        elif job.is_open:
            jobs.cancel(job)
        return HttpResponseRedirect(job.get_absolute_url())


def after(job: Job) -> str:
    """Where a finished job leads to."""
    if job.kind == JobKind.CHECK:
        return reverse("bottlenecks:setup", args=[job.analysis_id])
    return job.analysis.get_absolute_url()
