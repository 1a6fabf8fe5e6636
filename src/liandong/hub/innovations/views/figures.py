"""Counts as of a day, published figures, and whether they agree."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liandong.hub.core.tables import Column
from liandong.hub.core.views import Board, Editing, Listing, Showing, table_response
from liandong.hub.innovations import rules
from liandong.hub.innovations.domain import chart, consistency, counting
from liandong.hub.innovations.enums import Level, Measure
from liandong.hub.innovations.filters import ClaimFilter
from liandong.hub.innovations.forms.records import ClaimForm
from liandong.hub.innovations.models import Claim, Library


def _pending(claim: Any) -> str:
    """What is computed stays empty until there are logs to compute it from; a claim never fills it."""
    return _("待测算")


class CountsPage(Board):
    """How many there were on a day, recomputed from dated events."""

    template_name = "innovations/counts.html"
    room = "innovations"
    title = gettext_lazy("截至计数")
    subtitle = gettext_lazy("每个数字都由带日期的认定记录重新算出")
    may = rules.may_read

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        wanted = request.GET.get("export")
        if wanted in ("csv", "xlsx"):
            context = self.get_context_data()
            columns = (
                Column("group", _("分组")),
                Column("name", _("名称")),
                Column("n", _("数量"), "number"),
            )
            rows = [
                {"group": heading, "name": name, "n": n}
                for heading, table in context["tables"]
                for name, n in table
            ]
            return table_response(columns, rows, f"{self.title} {context['day']}", wanted)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        day = _day(self.request.GET.get("as_of"))
        libraries = list(Library.objects.filter(is_external=False))
        slug = self.request.GET.get("library", "")
        library = next((each for each in libraries if each.slug == slug), libraries[0] if libraries else None)
        name = library.slug if library else ""
        counts = counting.tallies([day]).get((name, day), counting.Counts(day))
        by_field, by_zone = counting.breakdown(day, library)
        published = list(Claim.objects.filter(measure=Measure.TOTAL, library=library).order_by("as_of"))
        return {
            **super().get_context_data(**kwargs),
            "tab": "counts",
            "day": day,
            "libraries": libraries,
            "library": library,
            "counts": counts,
            "cards": [
                (_("入库总数"), counts.total),
                (_("全国推广"), counts.national),
                (_("全省推广"), counts.provincial),
                (_("省级以上合计"), counts.promoted),
            ],
            "published": published,
            "chart": _chart(library, published) if library else None,
            "tables": [
                (_("按级别"), [(level.label, counts.by_level.get(level, 0)) for level in Level if level]),
                (_("按渠道"), _channels(counts)),
                (_("按领域"), [(field or _("未载明"), n) for field, n in by_field]),
                (_("按片区"), by_zone),
            ],
        }


def _chart(library: Library, published: list[Claim]) -> Any:
    marks = [
        (claim.as_of, int(claim.value), f"{claim.hedged} ({claim.code})")
        for claim in published
        if claim.as_of and claim.value is not None
    ]
    return chart.growth_chart(counting.growth(library), marks, timezone.localdate())


def _channels(counts: counting.Counts) -> list[tuple[str, int]]:
    named = [(channel, counts.by_channel.get(channel.slug, 0)) for channel in counting.channels()]
    recognised = [(str(channel), n) for channel, n in named if n]
    names = {channel.slug: str(channel) for channel, _n in named}
    sent = [(f"{names[slug]} · {_('已报送')}", n) for slug, n in counts.submitted.items()]
    return [*recognised, *sent]


def _day(text: str | None) -> date:
    try:
        day = parse_date(text) if text else None
    except ValueError:
        day = None
    return day or timezone.localdate()


class ConsistencyPage(Board):
    """Claims beside counts; figures beside figures. What does not close is flagged, not hidden."""

    template_name = "innovations/consistency.html"
    room = "innovations"
    title = gettext_lazy("一致性核对")
    subtitle = gettext_lazy("来源的数字与台账重新计算的数字逐条对照")
    may = rules.may_read

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        wanted = request.GET.get("export")
        if wanted in ("csv", "xlsx"):
            return table_response(_HELD, consistency.held(), str(self.title), wanted)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        held, checks = consistency.held(), consistency.checks()
        return {
            **super().get_context_data(**kwargs),
            "tab": "consistency",
            "held": held,
            "checks": checks,
            "open_held": sum(not each.closes for each in held),
            "open_checks": sum(each.closes is not True for each in checks),
        }


_HELD = (
    Column("claim.code", gettext_lazy("编号")),
    Column("claim.label", gettext_lazy("指标")),
    Column("claim.as_of", gettext_lazy("截至"), "date"),
    Column("claim.hedged", gettext_lazy("来源主张")),
    Column("claim.source", gettext_lazy("来源")),
    Column("computed", gettext_lazy("台账计算"), "number"),
    Column("closes", gettext_lazy("相符"), "truth"),
)

_CLAIM = (
    Column("code", gettext_lazy("编号"), "link", order="code"),
    Column("subject", gettext_lazy("主题"), order="subject"),
    Column("label", gettext_lazy("指标")),
    Column("hedged", gettext_lazy("主张数值")),
    Column("measured_in", gettext_lazy("单位")),
    Column("qualifier", gettext_lazy("限定词"), "badge", order="qualifier"),
    Column("get_phase_display", gettext_lazy("改革前后")),
    Column("when", gettext_lazy("时期")),
    Column("source", gettext_lazy("来源"), order="source"),
    Column("computed", gettext_lazy("测算值"), value=_pending),
)


class ClaimList(Listing):
    """All published figures; the words they came in are on each one's page and in the export."""

    model = Claim
    template_name = "innovations/claims.html"
    room = "innovations"
    title = gettext_lazy("公开数据")
    subtitle = gettext_lazy("来源的主张原样保留，限定词不丢；主张与测算永不合并")
    filters = ClaimFilter
    may = rules.may_read
    columns = _CLAIM
    create_page = "innovations:claim-create"
    may_create = rules.may_claim

    def get_queryset(self) -> Any:
        self.queryset = Claim.objects.select_related("source")
        return super().get_queryset()

    def export(self, kind: str) -> Any:
        words = (Column("text", _("数值（原文）")), Column("quote", _("原文")), Column("note", _("备注")))
        rows = self.get_queryset().iterator(chunk_size=2000)
        return table_response((*self.columns, *words), rows, str(self.title), kind)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "tab": "claims"}


class ClaimPage(Showing):
    """One figure with its words."""

    model = Claim
    template_name = "innovations/claim.html"
    room = "innovations"
    may = rules.may_read
    may_change = rules.may_claim
    change_page = "innovations:claim-change"
    facts = (*_CLAIM[1:], Column("text", gettext_lazy("数值（原文）")))

    def get_queryset(self) -> Any:
        return Claim.objects.select_related("source", "innovation", "circle")


class ClaimEdit(Editing):
    """A figure's form."""

    model = Claim
    form_class = ClaimForm
    room = "innovations"
    title = gettext_lazy("公开数据")
    may = rules.may_claim

    def get_success_url(self) -> str:
        return reverse("innovations:claim", args=[self.object.pk])
