"""Statistics of requests, and a programme's computed figures beside what its source claims."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liandong.hub.core.models import Zone
from liandong.hub.core.tables import Column
from liandong.hub.core.views import Board, Showing, table_response
from liandong.hub.requests.domain import statistics
from liandong.hub.requests.models import Category, Pairing, Programme, Request
from liandong.hub.requests.worktime import local_today

_DIMENSIONS = {"category": _("类别"), "zone": _("片区"), "month": _("月份")}


def columns_of(dimension: str) -> tuple[Column, ...]:
    """The columns of a table of figures."""
    return (
        Column("label", _DIMENSIONS[dimension]),
        Column("filed", _("提交"), "number"),
        Column("solved", _("已解决"), "number"),
        Column("share", _("解决率"), "percent"),
        Column("open", _("在办"), "number"),
        Column("overdue", _("逾期"), "number"),
        Column("in_time_share", _("按期率"), "percent"),
        Column("median", _("办理工作日（中位）"), "number"),
        Column("satisfaction", _("满意度"), "number"),
    )


class Statistics(Board):
    """By category, zone and month: the last twelve months, or all."""

    room = "requests"
    title = _("诉求统计")
    template_name = "requests/statistics.html"

    def rows(self) -> Any:
        """The requests counted."""
        rows = Request.objects.all()
        if self.request.GET.get("period") == "all":
            return rows
        return rows.filter(month__gte=statistics.year_ago(local_today()))

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        wanted, dimension = request.GET.get("export"), request.GET.get("by", "category")
        if wanted in ("csv", "xlsx") and dimension in _DIMENSIONS:
            figures = labelled(statistics.by(self.rows(), dimension), dimension)
            return table_response(columns_of(dimension), figures, str(self.title), wanted)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tables = [_table(self.rows(), dimension) for dimension in _DIMENSIONS]
        whole = statistics.total(tables[0]["rows"])
        most = max((figures.filed for figures in tables[0]["rows"]), default=0)
        programmes = list(Programme.objects.all()[:10])
        is_all = self.request.GET.get("period") == "all"
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "tables": tables,
            "whole": whole,
            "most": most,
            "programmes": programmes,
            "is_all": is_all,
        }


def _table(rows: Any, dimension: str) -> dict[str, Any]:
    figures = labelled(statistics.by(rows, dimension), dimension)
    heading = _DIMENSIONS[dimension]
    return {"by": dimension, "heading": heading, "rows": figures, "columns": columns_of(dimension)}


def labelled(figures: list[statistics.Figures], dimension: str) -> list[statistics.Figures]:
    """The figures with the names of what they are of, in their usual order."""
    names: dict[Any, Any] = {"category": Category, "zone": Zone}
    if dimension in names:
        order = {row.pk: (place, row) for place, row in enumerate(names[dimension].objects.all())}
        figures = sorted(figures, key=lambda one: order[one.key][0])
    for one in figures:
        one.label = order[one.key][1] if dimension in names else f"{one.key:%Y-%m}"
    return figures


_PAIRS = (
    Column("cadre", _("干部")),
    Column("firm", _("企业")),
    Column("since", pgettext_lazy("期限", "起"), "date"),
)


class ProgrammePage(Showing):
    """A programme: claimed beside computed, by category, and its pairs."""

    model = Programme
    room = "requests"
    template_name = "requests/programme.html"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("zone", "circle")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        table = _table(Request.objects.filter(programme=self.object), "category")
        whole = statistics.total(table["rows"])
        pairs = list(Pairing.objects.filter(programme=self.object).select_related("firm")[:200])
        computed = {"filed": whole.filed, "solved": whole.solved, "categories": len(table["rows"])}
        computed["cadres"] = len({pair.cadre for pair in pairs})
        claims = [
            {"claim": claim, "label": _FIGURES[claim.figure], "computed": computed[claim.figure]}
            for claim in self.object.claims.select_related("source")
        ]
        context = super().get_context_data(**kwargs)
        extra = {"table": table, "whole": whole, "claims": claims, "pairs": pairs, "pair_columns": _PAIRS}
        return {**context, **extra, "most": max((one.filed for one in table["rows"]), default=0)}


_FIGURES = {
    "filed": _("征集意见建议"),
    "solved": _("推进解决实际问题"),
    "categories": _("涉及类别"),
    "cadres": _("联企干部"),
}
