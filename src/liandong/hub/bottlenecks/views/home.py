"""The first page of the room, and the lists."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from liandong.hub.bottlenecks import rules
from liandong.hub.bottlenecks.domain.ranking import top
from liandong.hub.bottlenecks.enums import AnalysisState, BottleneckState
from liandong.hub.bottlenecks.filters import AnalysisFilter, BottleneckFilter
from liandong.hub.bottlenecks.models import Analysis, Bottleneck, Finding, Job
from liandong.hub.core.tables import Column
from liandong.hub.core.views import Board, Listing

_SHOWN = 12


class Home(Board):
    """What is stuck, what was diagnosed, what is running."""

    template_name = "bottlenecks/home.html"
    room = "bottlenecks"
    title = _("堵点诊断")
    subtitle = _("从事件日志找堵点")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ranked = top(8)
        longest = max((one.weight for one in ranked), default=0) or 1
        extra = {
            "ranked": [
                (one, max(1, round(100 * one.weight / longest)) if one.weight > 0 else 0) for one in ranked
            ],
            "analyses": _with_first(Analysis.objects.select_related("zone"))[:_SHOWN],
            "jobs": Job.objects.filter(state__in=Job.OPEN).select_related("analysis")[:10],
            "figures": Bottleneck.objects.aggregate(
                open=Count("pk", filter=~Q(state=BottleneckState.CLOSED)),
                tasked=Count("pk", filter=Q(state=BottleneckState.TASKED)),
                improved=Count("pk", filter=Q(state__in=(BottleneckState.IMPROVED, BottleneckState.CLOSED))),
                days=Sum("weight", filter=~Q(state=BottleneckState.CLOSED)),
            ),
            "may_work": rules.may_work.test(self.request.user, None),
        }
        return {**super().get_context_data(**kwargs), **extra}


class BottleneckList(Listing):
    """All bottlenecks, those that cost most first."""

    model = Bottleneck
    filters = BottleneckFilter
    room = "bottlenecks"
    title = _("堵点清单")
    create_page = "bottlenecks:bottleneck-new"
    may_create = rules.may_work
    columns = (
        Column("title", _("堵点"), "link", value=str),
        Column("zone", _("片区"), order="zone__position"),
        Column("step", _("环节")),
        Column("state", _("状态"), "badge", order="state"),
        Column("case_days", _("每月可节约（件·天）"), "days", order="weight"),
        Column("interval", _("95% 区间")),
        Column("statutory_share", _("法定占比"), "percent"),
        Column("is_simulated", _("数据"), "simulated"),
    )

    def get_queryset(self) -> Any:
        self.queryset = Bottleneck.objects.select_related("zone").defer("sentence", "sentence_en", "note")
        return super().get_queryset()


class AnalysisList(Listing):
    """All analyses, the newest first."""

    model = Analysis
    template_name = "bottlenecks/analysis_list.html"
    filters = AnalysisFilter
    room = "bottlenecks"
    title = _("流程诊断清单")
    create_page = "bottlenecks:upload"
    may_create = rules.may_work
    columns = (
        Column("title", _("标题"), "link", order="title", value=str),
        Column("zone", _("片区"), order="zone__position"),
        Column("state", _("状态"), "badge", order="state"),
        Column("cases", pgettext_lazy("办件", "件数"), "number", order="cases"),
        Column("events", _("事件数"), "number", order="events"),
        Column("top", _("首要堵点")),
        Column("top_days", _("每月可节约（件·天）"), "days"),
        Column("is_simulated", _("数据"), "simulated"),
        Column("done_at", _("完成时间"), "moment", order="done_at"),
    )

    def get_queryset(self) -> Any:
        self.queryset = _with_first(Analysis.objects.select_related("zone"))
        return super().get_queryset()


def _with_first(rows: Any) -> Any:
    """Analyses with their first finding: a certain one, where there is one."""
    first = Finding.objects.filter(analysis=OuterRef("pk")).order_by("-is_certain", "rank")
    named = {
        "top": Subquery(first.values("activity")[:1]),
        "top_days": Subquery(first.values("case_days")[:1]),
    }
    return rows.annotate(**named).defer("sentences", "settings", "sections").order_by("-id")


#: States of an analysis that lead to its preparation rather than to its results.
PREPARING = (AnalysisState.DRAFT, AnalysisState.FAILED, AnalysisState.RUNNING)
