"""The recognition events of the demonstration: the sources give numbers; which numbered place has which is an example."""

from __future__ import annotations

from typing import Any

from liandong.hub.core.models import Source
from liandong.hub.innovations.enums import Outcome, Precision
from liandong.hub.innovations.models import Channel, Innovation, Library, Recognition


def enter(library: Library, have: int, entry: dict[str, Any]) -> None:
    """Entry events for what a group brought into the library."""
    new = Innovation.objects.filter(library=library).order_by("number")[have:]
    _events(new, {**entry, "channel": "entry"})


def load(entries: list[dict[str, Any]]) -> None:
    """The recognitions, in order: each group of numbered places is taken once."""
    for entry in entries:
        _events(_chosen(entry), entry)


def _chosen(entry: dict[str, Any]) -> list[Innovation]:
    """The named ones, those recognised before (``again``), then places of the range that have nothing yet."""
    own = Innovation.objects.filter(library__slug="own").order_by("number")
    chosen = list(own.filter(title__in=entry.get("named", [])))
    if "again" in entry:
        higher = Recognition.objects.filter(channel__slug__in=("pilot", "best", "briefing"))
        before = own.filter(recognitions__channel__slug=entry["again"])
        chosen += list(before.exclude(pk__in=higher.values("innovation")))
    first, last = (f"QD-{place:03d}" for place in entry["range"])
    more = Recognition.objects.exclude(channel__slug="entry").values("innovation")
    free = own.filter(is_placeholder=True, number__gte=first, number__lte=last).exclude(pk__in=more)
    return [*chosen, *free[: max(0, entry["count"] - len(chosen))]][: entry["count"]]


def _events(innovations: Any, entry: dict[str, Any]) -> None:
    channel = Channel.objects.get(slug=entry["channel"])
    source = Source.objects.filter(slug=entry["source"]).first()
    Recognition.objects.bulk_create(
        Recognition(
            zone_id=innovation.zone_id,
            circle_id=innovation.circle_id,
            innovation=innovation,
            channel=channel,
            outcome=entry.get("outcome", Outcome.RECOGNISED),
            on=entry["on"],
            precision=Precision.BY,
            document=entry.get("document", ""),
            batch=entry.get("batch", ""),
            source=source,
            quote=entry["quote"],
        )
        for innovation in innovations
    )
