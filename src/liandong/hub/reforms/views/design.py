"""The workbench: the procedure to choose from, the steps, what they change; and its files."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.generic import View

from liandong.hub.bottlenecks.domain import files
from liandong.hub.bottlenecks.models import Analysis
from liandong.hub.core.domain import audit
from liandong.hub.core.language import page_language
from liandong.hub.core.tables import Column
from liandong.hub.core.views import Deleting, Page, Sharing, Showing, attached, table_response
from liandong.hub.reforms import forms, rules
from liandong.hub.reforms.domain import designing, drawing
from liandong.hub.reforms.domain.picturing import now, picture
from liandong.hub.reforms.domain.steps import kinds, steps
from liandong.hub.reforms.domain.writing import tables
from liandong.hub.reforms.models import Design

_TYPES = {"toml": "application/toml", "bpmn": "application/xml"}


class OfDesign(Page):
    """A page of a reform that the person may see."""

    room = "reforms"

    @cached_property
    def design(self) -> Design:
        rows = Design.objects.select_related("zone", "circle", "created_by")
        return get_object_or_404(rows, pk=self.kwargs["pk"])  # type: ignore[attr-defined]


class Workbench(OfDesign, Showing):
    """The procedure, its steps, what they change, and the tests."""

    model = Design
    template_name = "reforms/design.html"
    subtitle = _("突破方案")
    facts = (
        Column("zone", _("片区")),
        Column("state", _("状态"), "badge"),
        Column("outcome", _("压力测试"), "badge"),
        Column("created_by", _("创建人")),
        Column("created_at", _("创建时间"), "moment"),
    )

    def get_object(self, queryset: Any = None) -> Any:
        return self.check(self.design)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        one, content = self.design, tables(self.design.toml)
        at = self.request.GET.get("at", "")
        shown = now(one, at)
        found = list(kinds().values())
        extra = {
            "content": content,
            "style": drawing.version(),
            "shown": shown,
            "at": at if at in shown.labels else "",
            "chosen": shown.labels.get(at, ""),
            "presets": [it for it in found if it.is_preset],
            "operators": [it for it in found if not it.is_preset],
            "steps": steps(content),
            # The analysis may have been taken back by its zone: then the way to it closes.
            "analysis": Analysis.objects.filter(pk=one.analysis_id).first(),
            "runs": one.runs.order_by("-id")[:10],
            "may_work": rules.may_work.test(self.request.user, one),
            "may_change": rules.may_change.test(self.request.user, one),
        }
        return {**super().get_context_data(**kwargs), **extra}


class Picture(OfDesign, View):
    """One picture as a file: before (with heat) or after, what changes marked."""

    def get(self, request: HttpRequest, pk: int, which: str) -> HttpResponse:
        if which not in ("before", "after"):
            raise Http404
        response = HttpResponse(picture(self.design, which, page_language()), content_type="image/svg+xml")
        # Its style is inside; nothing else may be there or happen.
        response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


class Download(OfDesign, View):
    """The reform, or the procedure before or after it, as a file."""

    def get(self, request: HttpRequest, pk: int, kind: str) -> HttpResponse:
        names = {"before": designing.BEFORE, "after": designing.AFTER}
        path = files.place(self.design.folder) / names.get(kind, kind)
        if kind == "toml":
            content: bytes = self.design.toml.encode()
        elif kind in names and path.is_file():
            content = path.read_bytes()
        else:
            raise Http404
        ending = "toml" if kind == "toml" else "bpmn"
        audit.record("download", self.design, {"file": kind})
        response = HttpResponse(content, content_type=f"{_TYPES[ending]}; charset=utf-8")
        return attached(response, f"{self.design.title}-{kind}.{ending}")


class Changes(OfDesign, View):
    """The changes in words as a table to take along."""

    columns = (
        Column("number", _("序号")),
        Column("kind", _("变化")),
        Column("element", _("元素")),
        Column("words", _("说明")),
    )

    def get(self, request: HttpRequest, pk: int) -> Any:
        rows = [
            {"number": number, "kind": it["kind"], "element": it["element"], "words": it[page_language()]}
            for number, it in enumerate(self.design.changes, 1)
        ]
        kind = "csv" if request.GET.get("export") == "csv" else "xlsx"
        return table_response(self.columns, rows, self.design.title, kind)


class Share(Sharing):
    """Who sees it."""

    model = Design
    room = "reforms"
    form_class = forms.ShareForm
    share = staticmethod(designing.share)


class Delete(Deleting):
    """Asks, then deletes the reform with its tests."""

    model = Design
    room = "reforms"
    may = rules.may_change

    def get_queryset(self) -> Any:
        return Design.objects.select_related("zone")

    def form_valid(self, form: Any) -> Any:
        designing.remove(self.object)
        return HttpResponseRedirect(reverse("reforms:home"))


@cache_control(public=True, max_age=31_536_000, immutable=True)
def asset(request: HttpRequest, version: str) -> HttpResponse:
    """The style of pictures, under a name that changes with it."""
    return HttpResponse(drawing.style(), content_type="text/css; charset=utf-8")
