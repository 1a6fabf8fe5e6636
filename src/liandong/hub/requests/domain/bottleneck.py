"""From a theme to a bottleneck: what keeps coming back is measured and mended, not only answered."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.apps import apps
from django.db import transaction

from liandong.hub.core.domain.links import link
from liandong.hub.core.models import Link, User
from liandong.hub.requests.models import Request, Theme

#: How many requests of a theme are linked; the rest is counted by the theme.
_LINKED = 500


def opener() -> Any:
    """``open_bottleneck`` of the room of bottlenecks, None where it is not there."""
    if not apps.is_installed("liandong.hub.bottlenecks"):
        return None
    try:
        return getattr(import_module("liandong.hub.bottlenecks.domain"), "open_bottleneck", None)
    except ModuleNotFoundError:
        return None


@transaction.atomic
def make_bottleneck(theme: Theme, *, title: str, user: User) -> Any:
    """The new bottleneck, linked from the theme and from each request of it that the person may see."""
    made = opener()(title=title, zone=user.zone or theme.zone, user=user, source=theme)
    link(theme, made)
    ids = Request.objects.filter(theme=theme).order_by("-id").values_list("pk", flat=True)[:_LINKED]
    kind = made._meta.label_lower
    Link.objects.bulk_create(
        (
            Link(source_kind="requests.request", source_id=pk, target_kind=kind, target_id=made.pk)
            for pk in ids
        ),
        ignore_conflicts=True,
    )
    return made


def bottleneck_of(theme: Theme) -> Link | None:
    """The link to the bottleneck made of this theme, if one was."""
    links = Link.objects.filter(source_kind="requests.theme", source_id=theme.pk)
    return links.filter(target_kind__startswith="bottlenecks.").first()
