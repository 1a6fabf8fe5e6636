"""People: made and changed by operators, each change in the audit chain."""

from __future__ import annotations

import secrets

from django.db import transaction

from liandong.hub.core.domain import audit, tokens
from liandong.hub.core.enums import Role
from liandong.hub.core.models import User

_KEPT = ("username", "display_name", "role", "zone_id", "agency_id", "firm_id", "is_active")


@transaction.atomic
def keep(person: User) -> str:
    """Save an account and write the audit chain; a new one gets a one-time password, which is the answer."""
    is_new = person.pk is None
    before = {} if is_new else User.objects.values(*_KEPT).get(pk=person.pk)
    password = secrets.token_urlsafe(9) if is_new else ""
    if is_new:
        person.set_password(password)
    # Operators may use the administration pages; nobody else may.
    person.is_staff = person.is_superuser = person.role == Role.OPERATOR
    person.save()
    after = {name: getattr(person, name) for name in _KEPT}
    changes = {name: [before.get(name), value] for name, value in after.items() if before.get(name) != value}
    audit.record("create" if is_new else "update", person, changes)
    return password


@transaction.atomic
def reset_password(person: User) -> str:
    """A new one-time password; all sessions and tokens of the person end with the old one."""
    password = secrets.token_urlsafe(9)
    person.set_password(password)
    person.save(update_fields=["password"])
    audit.record("reset password", person)
    tokens.end(person.tokens.all())
    return password
