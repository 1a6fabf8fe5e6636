"""Stress tests: registering one by form or by text, its progress, its verdict and files."""

from __future__ import annotations

from typing import Any

from django.forms import formset_factory
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from liandong.hub.bottlenecks.domain import drawing, files
from liandong.hub.bottlenecks.views import running
from liandong.hub.core.domain import audit
from liandong.hub.core.tables import Column
from liandong.hub.core.views import ActingOn, Page, Showing, attached
from liandong.hub.reforms import forms, rules
from liandong.hub.reforms.domain import testing
from liandong.hub.reforms.models import Design, StressRun
from liandong.hub.reforms.testing_forms import CriterionForm, ScenarioForm, TestForm

CriterionSet = formset_factory(CriterionForm, extra=2, max_num=12)
ScenarioSet = formset_factory(ScenarioForm, extra=1, max_num=12)
_FILES = {
    "verdict": (testing.VERDICT, "json"),
    "report": (testing.REPORT, "html"),
    "workbook": (testing.WORKBOOK, "xlsx"),
}


class _Registering(ActingOn):
    """A test is fixed here, and leads to its run."""

    model = Design
    room = "reforms"
    may_do = rules.may_work
    title = _("登记压力测试")

    def accept(self, form: Any) -> Any:
        content = self.content(form.cleaned_data)
        made = testing.register(
            design=self.object, content=content, user=self.request.user, at=timezone.now()
        )
        return HttpResponseRedirect(made.get_absolute_url())

    def content(self, data: dict[str, Any]) -> dict[str, Any]:
        """The tables of the test."""
        raise NotImplementedError


class Register(_Registering):
    """Criteria and scenarios by form."""

    form_class = TestForm
    template_name = "reforms/register.html"

    def get_initial(self) -> dict[str, Any]:
        return {**testing.DEFAULTS, "name": self.object.title}

    @cached_property
    def sets(self) -> dict[str, Any]:
        data, roles = self.request.POST or None, {"roles": self.object.roles}
        return {
            "criteria": CriterionSet(data, prefix="criteria", initial=[] if data else testing.CRITERIA),
            "scenarios": ScenarioSet(
                data, prefix="scenarios", initial=[] if data else testing.SCENARIOS, form_kwargs=roles
            ),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), **self.sets}

    def form_valid(self, form: Any) -> Any:
        are_right = [it.is_valid() for it in self.sets.values()]
        return super().form_valid(form) if all(are_right) else self.form_invalid(form)

    def content(self, data: dict[str, Any]) -> dict[str, Any]:
        rows = {name: [it.table() for it in found if it.has_table()] for name, found in self.sets.items()}
        head = {name: data[name] for name in ("name", "replications", "weeks", "seed")}
        return {**head, **{name: it for name, it in rows.items() if it}}


class RegisterText(_Registering):
    """The test as its file has it."""

    form_class = forms.TextForm
    template_name = "reforms/text.html"

    def get_initial(self) -> dict[str, Any]:
        newest = self.object.runs.order_by("-id").values_list("toml", flat=True).first()
        return {"text": newest or testing.example(self.object)}

    def content(self, data: dict[str, Any]) -> dict[str, Any]:
        return testing.content_of(data["text"])


def _runs() -> Any:
    return StressRun.objects.select_related("design", "zone", "circle", "created_by")


class RunPage(Showing):
    """A test while it runs, then its verdict; always what was registered, and when."""

    model = StressRun
    room = "reforms"
    template_name = "reforms/run.html"
    subtitle = _("压力测试")
    facts = (
        Column("zone", _("片区")),
        Column("outcome", _("测试结论"), "badge"),
        Column("created_by", _("创建人")),
        Column("registered_at", _("登记时间"), "moment"),
        Column("finished_at", _("结束"), "moment"),
    )

    def get_queryset(self) -> Any:
        return _runs()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run = self.object
        others = StressRun.objects.filter(design_id=run.design_id).exclude(pk=run.pk)
        extra = {
            "parts": testing.parts_of(run) if run.is_judged else {},
            "style": drawing.version(),
            "others": others.order_by("-id")[:20],
            "may_work": rules.may_work.test(self.request.user, run),
        }
        return {**super().get_context_data(**kwargs), **extra}


class Progress(running.Progress):
    """How far a test is."""

    model = StressRun


class Cancel(running.Cancel):
    """Asks a test to stop, or starts one again that has no verdict."""

    model = StressRun


class Download(Page, View):
    """The verdict, its report and workbook, or everything it can be had again from.

    The inputs hold the profile, so they stay with the zone.
    """

    def get(self, request: HttpRequest, pk: int, kind: str) -> Any:
        run = self.check(get_object_or_404(_runs(), pk=pk))
        if kind == "inputs":
            if not rules.may_work.test(request.user, run):
                raise Http404
            response: HttpResponseBase = HttpResponse(testing.bundle(run), content_type="application/zip")
            ending = "zip"
        elif kind in _FILES and run.is_judged:
            name, ending = _FILES[kind]
            path = files.place(run.folder) / name
            response = FileResponse(path.open("rb"), content_type="application/octet-stream")
        else:
            raise Http404
        audit.record("download", run, {"file": kind})
        return attached(response, f"{run.title}.{ending}")
