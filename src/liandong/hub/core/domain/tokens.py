"""Tokens for the API: made, shown once, found again by their hash."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from liandong.errors import SettingError
from liandong.hub.core.domain import audit
from liandong.hub.core.models import ApiToken, User


@transaction.atomic
def create(*, username: str, name: str, days: int) -> str:
    """A new token of the person; only its hash is kept. Raises SettingError for a name nobody has."""
    person = User.objects.filter(username=username, is_active=True).first()
    if person is None:
        reason = ("没有这个账号", "nobody has this account")
        raise SettingError(setting="username", value=username, reason=reason)
    token = f"ld_{secrets.token_urlsafe(32)}"
    expires_at = timezone.now() + timedelta(days=days)
    row = ApiToken.objects.create(user=person, name=name, digest=digest(token), expires_at=expires_at)
    _told("create", row)
    return token


@transaction.atomic
def end(rows: QuerySet[ApiToken]) -> None:
    """End these tokens; each stands in the audit chain."""
    for row in rows:
        _told("end", row)
        row.delete()


def _told(action: str, row: ApiToken) -> None:
    changes = {"user": row.user.get_username(), "name": row.name, "until": row.expires_at}
    audit.append(action, row._meta.label_lower, str(row.pk), row.user.zone_id, changes)


def owner(token: str) -> User | None:
    """Whose token it is; None for one that is unknown, out of date, or of somebody who may not sign in."""
    now = timezone.now()
    found = ApiToken.objects.filter(digest=digest(token), expires_at__gt=now, user__is_active=True)
    row = found.select_related("user__zone").first()
    if row is None:
        return None
    # Noted by the minute, so that a busy program does not write on every call.
    if row.used_at is None or now - row.used_at > timedelta(minutes=1):
        found.update(used_at=now)
    return row.user


def digest(token: str) -> str:
    """The SHA-256 by which a token is kept."""
    return hashlib.sha256(token.encode()).hexdigest()
