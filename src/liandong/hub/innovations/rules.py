"""Who may do what in the innovation library."""

from __future__ import annotations

from typing import Any

import rules

from liandong.hub.core.rules import (
    is_lead_zone,
    is_member,
    is_officer,
    is_official,
    is_operator,
    is_reviewer,
    may_change,
    owns,
)

#: Looking around: officials, reviewers, operators. Firms and strangers have no entry.
may_read = is_member


@rules.predicate
def is_elsewhere(user: Any, innovation: Any) -> bool:
    """Whether the innovation is another zone's: nobody reviews their own zone's work, nor what they had a part in."""
    if innovation is None or user.zone_id is None:
        return True
    return bool(
        innovation.zone_id != user.zone_id and not innovation.partners.filter(pk=user.zone_id).exists()
    )


#: Who reviews at all: the provincial reviewer, and officials …
may_score_at_all = is_reviewer | is_official
#: … of zones that had no part.
may_review = may_score_at_all & is_elsewhere

#: Offering an innovation to other zones: the lead zone's officer, or one of the zone that made it.
may_offer = is_operator | (is_officer & (is_lead_zone | owns))


@rules.predicate
def takes_over(user: Any, adoption: Any) -> bool:
    """Whether the adoption is in the person's own zone."""
    return bool(user.zone_id and (adoption is None or adoption.zone_id == user.zone_id))


#: Working on a replication: officials of the zone that takes over.
may_adopt = is_operator | (is_official & takes_over)

#: Loading and judging figures of the whole network.
may_claim = is_operator | (is_officer & owns)

#: Writing down questions of a briefing, and filing them: any official who sees it.
may_write_question = is_operator | is_official

__all__ = [
    "may_adopt",
    "may_change",
    "may_claim",
    "may_offer",
    "may_read",
    "may_review",
    "may_score_at_all",
    "may_write_question",
]
