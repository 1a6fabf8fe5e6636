"""Who may open what: members look at figures, firms too may search; a stranger is told whom to ask."""

from __future__ import annotations

from typing import Any

import rules

from liandong.hub.core.rules import is_enterprise, is_member


@rules.predicate
def is_signed_in(user: Any) -> bool:
    """Whether this is anybody with an account."""
    return bool(user.is_authenticated)


may_look = is_member
may_search = is_member | is_enterprise
