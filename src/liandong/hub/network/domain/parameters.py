"""The numbers the rules of the network ask for; the lead zone may change them."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.domain import audit
from liandong.hub.network.models import Parameter

#: Name → default and meaning.
PARAMETERS: dict[str, tuple[int, Any]] = {
    "dormant-months": (12, _("联盟机构多少个月没有活动即标记为休眠")),
    "remind-days": (14, _("事项到期前多少天开始提醒")),
    "training-months": (12, _("专员须在最近多少个月内参加过培训")),
}


def values() -> dict[str, int]:
    """All the numbers by name."""
    kept = dict(Parameter.objects.values_list("key", "value"))
    return {key: kept.get(key, default) for key, (default, _meaning) in PARAMETERS.items()}


def value(key: str) -> int:
    """One number."""
    return values()[key]


@transaction.atomic
def change(*, key: str, number: int) -> Parameter:
    """Set a number; the old one stays in the audit chain."""
    before = value(key)
    parameter, _is_new = Parameter.objects.update_or_create(key=key, defaults={"value": number})
    if before != number:
        audit.record("update", parameter, {key: [before, number]})
    return parameter
