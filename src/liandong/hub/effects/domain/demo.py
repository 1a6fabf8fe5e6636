"""The demonstration of the room: the effect of the copper case that ships. Its cases are simulated, and it says so.

It is only queued here; the worker measures it once the site is up, so that the start waits for nothing.
"""

from __future__ import annotations

import json

from django.db import transaction
from django_scopes import scopes_disabled

from liandong.hub.bottlenecks.domain import jobs
from liandong.hub.core.models import Circle
from liandong.hub.effects.domain import linking
from liandong.hub.effects.models import Effect
from liandong.hub.innovations.models import Claim
from liandong.innovations.folders import folders

SHIPPED = "copper-two-stage"
#: The published figure by which the innovation of the demonstration is found.
_CLAIM = "F153"
_TITLE = "进口铜精矿“两段准入”成效（模拟数据）"


@transaction.atomic
def load() -> None:
    """Queue the effect where the innovation is there; doing it again changes nothing."""
    with scopes_disabled():
        claim = Claim.objects.filter(code=_CLAIM).select_related("innovation__zone").first()
        about = claim.innovation if claim else None
        if about is None or Effect.objects.filter(shipped=SHIPPED).exists():
            return
        kept = json.loads((folders()[SHIPPED] / "evidence" / "effect.json").read_text("utf-8"))
        made = Effect(
            title=_TITLE,
            zone=about.zone,
            circle=Circle.network(),
            shipped=SHIPPED,
            adopted=kept["adopted"],
            is_simulated=True,
        )
        made.save()
        linking.belongs_to(made, about)
        jobs.queue(made)
