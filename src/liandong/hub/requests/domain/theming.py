"""Repeat themes: a request that says what an earlier one of its category said joins it in a theme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Min
from django_scopes import scopes_disabled

from liandong.hub.core.models import Circle
from liandong.hub.requests.domain.similarity import bigrams, common_part
from liandong.hub.requests.enums import State
from liandong.hub.requests.models import Request, Theme
from liandong.search.likeness import likeness

#: Two requests are of one theme from here on; and they may be the same matter, told twice, from there on.
SAME_THEME = 0.4
SAME_MATTER = 0.5
#: With how many earlier requests of the category a new one is compared.
LOOK_BACK = 300
#: A common part shorter than this says nothing.
_TITLE = 4
#: How many requests make a theme worth showing.
REPEATS = 2


@dataclass(frozen=True)
class Counted:
    """A theme with how often it came, from how many firms and zones, and when first and last."""

    theme: Theme
    n: int
    firms: int
    zones: int
    first: Any
    last: Any

    def get_absolute_url(self) -> str:
        return self.theme.get_absolute_url()


@transaction.atomic
def join_theme(request: Request) -> Theme | None:
    """Put the request into the theme of the earlier request most like it, or make one of both.

    All zones are compared, so that what repeats between zones is found; what a zone then sees of the others is the
    theme's title, the words both titles share, and counts.
    """
    with scopes_disabled():
        found = _closest(request)
        if found is None:
            return None
        theme = found.theme or _theme_of(found, request)
        Request.objects.filter(pk__in=[found.pk, request.pk]).update(theme=theme)
    request.theme = theme
    return theme


def similar(request: Request, limit: int = 10) -> list[tuple[float, Request]]:
    """Open requests that may be the same matter, the most alike first, of what the reader may see."""
    rows = Request.objects.filter(category=request.category_id, zone=request.zone_id).exclude(pk=request.pk)
    rows = rows.filter(state__in=(State.WAITING, State.WORKING, State.ASKING, State.RETURNED))
    rows = rows.select_related("firm")
    own = _signature(request)
    scored = [(likeness(own, _signature(row)), row) for row in rows.order_by("-id")[:LOOK_BACK]]
    return sorted((pair for pair in scored if pair[0] >= SAME_THEME), key=lambda pair: -pair[0])[:limit]


def themes(limit: int = 20) -> list[Counted]:
    """The themes that came up most, counted over the requests the reader may see."""
    rows = Request.objects.filter(theme__isnull=False).values("theme")
    rows = rows.annotate(n=Count("id")).filter(n__gte=REPEATS).order_by("-n", "theme")[:limit]
    order = [row["theme"] for row in rows]
    counts = {row["theme"]: row for row in _counts(order)}
    found = Theme.objects.select_related("category").in_bulk(order)
    return [_counted(found[key], counts[key]) for key in order if key in found]


def _counts(keys: list[int]) -> Any:
    rows = Request.objects.filter(theme__in=keys).values("theme")
    return rows.annotate(
        n=Count("id"),
        firms=Count("firm", distinct=True),
        zones=Count("zone", distinct=True),
        first=Min("filed_on"),
        last=Max("filed_on"),
    ).order_by()


def _counted(theme: Theme, row: dict[str, Any]) -> Counted:
    return Counted(theme, row["n"], row["firms"], row["zones"], row["first"], row["last"])


def _signature(request: Request) -> frozenset[str]:
    return bigrams(f"{request.title} {request.text[:300]}")


def _closest(request: Request) -> Request | None:
    own = _signature(request)
    rows = Request.objects.filter(category=request.category_id, pk__lt=request.pk).order_by("-id")
    texts = rows.values_list("pk", "title", "text")[:LOOK_BACK]
    scored = [(likeness(own, bigrams(f"{title} {text[:300]}")), pk) for pk, title, text in texts]
    score, pk = max(scored, default=(0.0, 0))
    return Request.objects.select_related("theme", "category").get(pk=pk) if score >= SAME_THEME else None


def _theme_of(one: Request, other: Request) -> Theme:
    part = common_part(one.title, other.title).strip()
    title = part if len(part) >= _TITLE else f"{one.category.name}：{part}".rstrip("：")
    theme = Theme(title=title[:120], category=one.category, zone=one.zone, circle=Circle.network())
    theme.save()
    return theme
