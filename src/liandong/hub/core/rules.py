"""Who may do what: predicates joined with ``|`` and ``&``. Rooms build theirs from these."""

from __future__ import annotations

from typing import Any

import rules

from liandong.hub.core.enums import Role, ZoneRole


def _role(*roles: Role) -> Any:
    name = "_or_".join(roles)

    @rules.predicate(name=f"is_{name}")
    def predicate(user: Any) -> bool:
        return bool(user.is_authenticated and user.is_active and user.role in roles)

    return predicate


is_officer = _role(Role.OFFICER)
is_leader = _role(Role.LEADER)
is_department = _role(Role.DEPARTMENT)
is_enterprise = _role(Role.ENTERPRISE)
is_reviewer = _role(Role.REVIEWER)
is_operator = _role(Role.OPERATOR)
#: Anyone of a zone: officers, leaders, departments.
is_official = _role(Role.OFFICER, Role.LEADER, Role.DEPARTMENT)
#: Anyone who may look around at all.
is_member = _role(Role.OFFICER, Role.LEADER, Role.DEPARTMENT, Role.REVIEWER, Role.OPERATOR)


@rules.predicate
def is_lead_zone(user: Any) -> bool:
    """Whether the person belongs to the lead zone."""
    return bool(user.is_authenticated and user.zone_id and user.zone.role == ZoneRole.LEAD)


@rules.predicate
def owns(user: Any, record: Any) -> bool:
    """Whether the record belongs to the person's zone. Without a record (a list, a new form): whether they have one."""
    return bool(user.zone_id and (record is None or record.zone_id == user.zone_id))


#: An officer of the zone that owns the record, or the platform's operator: the usual rule for changing something.
may_change = is_operator | (is_officer & owns)
#: The same, or any official of that zone: the usual rule for working on something.
may_work = is_operator | (is_official & owns)
