"""The bottlenecks that matter most."""

from __future__ import annotations

from liandong.hub.bottlenecks.enums import BottleneckState
from liandong.hub.bottlenecks.models import Bottleneck


def top(limit: int = 5) -> list[Bottleneck]:
    """The open bottlenecks that cost most, of what the reader may see; those not measured come last."""
    rows = Bottleneck.objects.exclude(state=BottleneckState.CLOSED)
    return list(rows.select_related("zone")[:limit])
