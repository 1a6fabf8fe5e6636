"""Who may do what in the network."""

from __future__ import annotations

from typing import Any

import rules

from liandong.hub.core.rules import (
    is_lead_zone,
    is_member,
    is_officer,
    is_official,
    is_operator,
    may_change,
    may_work,
)

__all__ = ["is_member", "may_change", "may_close", "may_count", "may_govern", "may_work"]


@rules.predicate
def owns_whole(user: Any, part: Any) -> bool:
    """Whether what the record is part of (the agreement of an obligation) belongs to the person's zone."""
    return bool(user.zone_id and part is not None and part.root.zone_id == user.zone_id)


#: Officials of the zone that promised, and officers of the zone that keeps the agreement or the minutes.
may_close = may_work | (is_officer & owns_whole)
#: Parameters and agencies of the whole network: the operator and the lead zone's officers.
may_govern = is_operator | (is_officer & is_lead_zone)
#: A zone counts its own use of a platform; the owner of the platform may do so for it.
may_count = is_operator | is_official
