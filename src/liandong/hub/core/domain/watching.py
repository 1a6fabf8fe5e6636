"""What stands in the audit chain though no record is saved: sign-ins, passwords, the administration pages."""

from __future__ import annotations

from typing import Any

from allauth.account import signals
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db.models.signals import post_save

from liandong.hub.core.domain import audit, tokens
from liandong.hub.core.domain.actor import acting
from liandong.hub.core.models import User

_ACTIONS = {1: "create", 2: "update", 3: "delete"}


def watch() -> None:
    """Listen, from now on."""
    signals.user_logged_in.connect(_signed_in, dispatch_uid="audit")
    for signal in (signals.password_changed, signals.password_set, signals.password_reset):
        signal.connect(_new_password, dispatch_uid="audit")
    post_save.connect(_administered, sender=LogEntry, dispatch_uid="audit")
    # Many rows deleted at once are logged without that signal: one by one, each stands in the chain.
    admin.site.disable_action("delete_selected")


def _signed_in(user: User, **_: Any) -> None:
    with acting(user.get_username()):
        audit.record("sign in", user)


def _new_password(user: User, **_: Any) -> None:
    with acting(user.get_username()):
        audit.record("new password", user)
        tokens.end(user.tokens.all())


def _administered(instance: LogEntry, created: bool, **_: Any) -> None:
    kind = instance.content_type.model_class()._meta.label_lower if instance.content_type else ""
    changes = {"text": instance.object_repr, "by": "admin", "message": instance.change_message}
    if created:
        action = _ACTIONS.get(instance.action_flag, "update")
        audit.append(action, kind, str(instance.object_id or "")[:40], None, changes)
