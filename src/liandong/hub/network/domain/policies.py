"""Policies: which of one zone also apply in another (S017)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from liandong.hub.core.models import Zone
from liandong.hub.network.models import Applicability, Policy


@dataclass(frozen=True)
class Applies:
    """A policy that applies in a zone, and on what terms; its own zone has no terms."""

    policy: Policy
    terms: Applicability | None

    @property
    def conditions(self) -> str:
        """The conditions under which it applies."""
        return self.terms.conditions if self.terms else ""


def policies_applying(*, issued_in: Zone, applying_in: Zone, on: date, limit: int = 200) -> list[Applies]:
    """The policies of one zone that apply in the other on a day; the policy itself must be in force too."""
    still = Q(valid_until=None) | Q(valid_until__gte=on)
    if issued_in == applying_in:
        own = Policy.objects.filter(still, zone=issued_in, valid_from__lte=on)
        return [Applies(policy, None) for policy in own[:limit]]
    alive = Q(policy__valid_until=None) | Q(policy__valid_until__gte=on)
    rows = Applicability.objects.filter(
        still, alive, policy__zone=issued_in, zone=applying_in, valid_from__lte=on, policy__valid_from__lte=on
    )
    ordered = rows.select_related("policy").order_by("-policy__valid_from", "policy_id")
    return [Applies(row.policy, row) for row in ordered[:limit]]
