"""Who may do what in the task ledger."""

from __future__ import annotations

from typing import Any

import rules

from liandong.hub.core import rules as core


@rules.predicate
def takes_part(user: Any, task: Any) -> bool:
    """Whether the person's zone is one of the owners of the task."""
    return bool(user.zone_id and task is not None and user.zone_id in task.zone_ids)


#: Changing the task itself: an officer of the zone that owns it.
may_change = core.may_change
#: Nodes, state, problems, team, monthly report: any official of the owner zone.
may_work = core.may_work
#: The sub-status of a zone: any official of a zone that takes part.
may_report = core.may_work | (core.is_official & takes_part)
#: Signing off: anyone of the network, or the province's reviewer; the domain refuses the maker, owner and responsible people.
may_sign = core.is_official | core.is_reviewer | core.is_operator
#: Deciding an escalation: leaders; the lead zone's officer writes for them.
may_decide = core.is_operator | core.is_leader | (core.is_officer & core.is_lead_zone)
#: The light rules and the ladder of escalation: the operator or an officer of the lead zone.
may_rule = core.is_operator | (core.is_officer & core.is_lead_zone)
