"""Who may do what with requests. Seeing is the scope's matter; these say who acts."""

from __future__ import annotations

from typing import Any

import rules

from liandong.hub.core.rules import (
    is_enterprise,
    is_lead_zone,
    is_member,
    is_official,
    is_operator,
    owns,
)

may_look = is_member | is_enterprise


@rules.predicate
def has_firm(user: Any) -> bool:
    """Whether an enterprise account was given its firm."""
    return bool(user.firm_id)


@rules.predicate
def of_the_firm(user: Any, request: Any) -> bool:
    """Whether the request is the person's own firm's."""
    return bool(user.firm_id and request is not None and request.firm_id == user.firm_id)


@rules.predicate
def was_escalated(user: Any, request: Any) -> bool:
    """Whether the request was raised to a higher level, so that the lead zone may act as well."""
    return request is None or request.escalations > 0


@rules.predicate
def did_not_answer(user: Any, request: Any) -> bool:
    """Whether the person is somebody else than who answered: nobody signs off their own work."""
    return request is None or request.officer_id != user.pk


@rules.predicate
def has_no_firm(user: Any, request: Any) -> bool:
    """Whether the request is not a firm's, so that an officer speaks for whoever said it."""
    return request is None or request.firm_id is None


@rules.predicate
def filed_it(user: Any, request: Any) -> bool:
    """Whether the person filed the request."""
    return request is not None and request.filed_by_id == user.pk


may_file = is_operator | is_official | (is_enterprise & has_firm)
#: Officials of the owning zone, and of the lead zone once the request was raised to it.
may_handle = is_operator | (is_official & owns) | (is_official & is_lead_zone & was_escalated)
#: The firm itself; where it has said so by telephone, an official who is not the one who answered.
may_confirm = (is_enterprise & of_the_firm) | (may_handle & did_not_answer)
may_withdraw = (is_enterprise & of_the_firm) | (filed_it & is_official)
may_write = (is_enterprise & of_the_firm) | may_handle
may_read_internal = is_member
