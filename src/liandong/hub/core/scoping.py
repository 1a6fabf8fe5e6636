"""What a person may see, as the scope that every query of a record needs (django-scopes)."""

from __future__ import annotations

from typing import Any

from django_scopes import scope

from liandong.hub.core.enums import Role
from liandong.hub.core.models import Circle, User


def dimensions(user: User | Any) -> dict[str, Any]:
    """The scope of a person.

    ``circle``: the ids of the circles they see, None for all of them. ``office`` and ``firm`` scope what a firm files:
    officials see it by circle, the firm sees its own. A stranger gets nothing: their queries run and find no rows.
    """
    if not user.is_authenticated or not user.is_active:
        return {"circle": [], "office": [], "firm": []}
    if user.role in (Role.REVIEWER, Role.OPERATOR):
        return {"circle": None, "office": None, "firm": None}
    if user.is_staff_of_network:
        ids = Circle.objects.filter(zones=user.zone_id).values_list("id", flat=True)
        return {"circle": list(ids), "office": list(ids), "firm": None}
    if user.role == Role.ENTERPRISE and user.firm_id is not None:
        ids = Circle.objects.filter(is_public=True).values_list("id", flat=True)
        return {"circle": list(ids), "office": None, "firm": user.firm_id}
    return {"circle": [], "office": [], "firm": []}


def seen_by(user: User | Any) -> Any:
    """A context in which queries see what the person may see."""
    return scope(**dimensions(user))
