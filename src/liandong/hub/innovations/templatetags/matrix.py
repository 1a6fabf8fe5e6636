"""A cell of the replication matrix, drawn here because a page has a hundred and forty."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

register = template.Library()

_CELL = (
    '<a class="inn-cell inn-cell-{status}" id="cell-{innovation}-{zone}" href="{page}" hx-get="{page}"'
    ' hx-target="#matrix-panel"{swap} aria-label="{label}">{content}</a>'
)
_SWAP = mark_safe(' hx-swap-oob="true"')


@register.simple_tag
def matrix_cell(innovation: Any, zone: Any, adoption: Any, oob: bool = False) -> SafeString:
    """Where the innovation stands in the zone and since when; a click opens the form of that replication."""
    words = adoption.get_status_display() if adoption else _("未推送")
    return format_html(
        _CELL,
        status=adoption.status if adoption else "none",
        innovation=innovation.pk,
        zone=zone.slug,
        page=reverse("innovations:cell", args=[innovation.pk, zone.slug]),
        swap=_SWAP if oob else "",
        label=f"{innovation.name}，{zone}：{words}",
        content=_standing(adoption, words) if adoption else "·",
    )


def _standing(adoption: Any, words: str) -> SafeString:
    since = f"{adoption.since:%Y-%m}" if adoption.since else ""
    lead = "≤ " if adoption.precision == "by" else ""
    return format_html("<span>{}</span><small>{}{}</small>{}", words, lead, since, _computed(adoption))


def _computed(adoption: Any) -> SafeString | str:
    """The computed effect, where there is one; simulated counts say so in the cell too."""
    if not adoption.computed:
        return ""
    mark = _("模拟") if adoption.computed.get("simulated") else _("测算")
    return format_html('<small class="inn-computed">{} {}</small>', mark, adoption.computed_short)
