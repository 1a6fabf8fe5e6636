"""Repeat themes, and what becomes of them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liandong.hub.core.rules import is_official
from liandong.hub.core.tables import Column
from liandong.hub.core.views import Acting, Board, Showing, table_response
from liandong.hub.requests.domain import themes
from liandong.hub.requests.domain.bottleneck import bottleneck_of, make_bottleneck, opener
from liandong.hub.requests.forms.acting import BottleneckForm
from liandong.hub.requests.models import Request, Theme

_SHOWN = 50
_COLUMNS = (
    Column("theme", pgettext_lazy("共性", "主题"), "link"),
    Column("theme.category", _("类别")),
    Column("n", _("件数"), "number"),
    Column("firms", _("企业数"), "number"),
    Column("zones", _("片区数"), "number"),
    Column("first", _("最早"), "date"),
    Column("last", _("最近"), "date"),
)
_REQUESTS = (
    Column("number", _("编号"), "link"),
    Column("title", _("标题")),
    Column("firm", _("企业")),
    Column("zone", _("片区")),
    Column("state", _("状态"), "badge"),
    Column("filed_on", _("提交日期"), "date"),
)


class Themes(Board):
    """What keeps coming back, the most frequent first."""

    room = "requests"
    title = _("共性主题")
    template_name = "requests/themes.html"

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if request.GET.get("export") in ("csv", "xlsx"):
            return table_response(_COLUMNS, themes(1000), str(self.title), request.GET["export"])
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = themes(_SHOWN)
        return {**super().get_context_data(**kwargs), "rows": rows, "columns": _COLUMNS}


class ThemePage(Showing):
    """A theme: its counts and the requests of it that the reader may see."""

    model = Theme
    room = "requests"
    template_name = "requests/theme.html"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("category", "zone", "circle")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Request.objects.filter(theme=self.object).order_by("-id")
        shown = rows.select_related("firm", "zone")[:_SHOWN]
        may_make = (
            is_official.test(self.request.user)
            and opener() is not None
            and bottleneck_of(self.object) is None
        )
        context = super().get_context_data(**kwargs)
        return {**context, "rows": shown, "count": rows.count(), "columns": _REQUESTS, "may_make": may_make}


class MakeBottleneck(Acting):
    """The theme becomes a bottleneck."""

    may = is_official
    room = "requests"
    title = _("转为堵点")
    form_class = BottleneckForm
    template_name = "core/form.html"

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if opener() is None:
            raise Http404
        self.theme = get_object_or_404(Theme.objects.select_related("category", "zone"), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"title": self.theme.title}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "back": self.theme.get_absolute_url()}

    def accept(self, form: Any) -> Any:
        if bottleneck_of(self.theme) is None:
            make_bottleneck(self.theme, title=form.cleaned_data["title"], user=self.request.user)
        return HttpResponseRedirect(self.theme.get_absolute_url())
