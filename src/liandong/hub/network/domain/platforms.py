"""Shared platforms: usage recorded by month and added up by zone."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Sum

from liandong.hub.core.models import Zone
from liandong.hub.network.models import Platform, Usage


@transaction.atomic
def record_usage(*, platform: Platform, zone: Zone, month: date, amount: int) -> Usage:
    """What a zone used in a month; a second report for the month replaces the first."""
    first = month.replace(day=1)
    row = Usage.objects.filter(platform=platform, zone=zone, month=first).first()
    row = row or Usage(platform=platform, zone=zone, month=first)
    row.amount = amount
    row.is_example = False
    row.save()
    return row


def usage_by_zone(platform: Platform) -> list[dict[str, Any]]:
    """The total of each zone, the largest first; each with its share of the whole."""
    rows = platform.usages.order_by().values("zone__name", "zone__name_en").annotate(total=Sum("amount"))
    totals = sorted(rows, key=lambda row: -row["total"])
    whole = sum(row["total"] for row in totals)
    return [{**row, "share": row["total"] / whole if whole else None} for row in totals]
