"""The room of tasks, as far as the network needs it.

The network lies under the tasks and does not import them: it asks by name at run time, and does without where the room
is not installed.
"""

from __future__ import annotations

from datetime import date
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from liandong.errors import SettingError
from liandong.hub.core.models import Link, Record, Zone


def offers_tasks() -> bool:
    """Whether there is a task ledger that takes tasks."""
    return _tasks("create_task") is not None


def create_task(*, name: str, zone: Zone, due: date, user: Any, basis: str) -> Any:
    """A new linked task in the ledger. Raises SettingError where there is no ledger."""
    make = _tasks("create_task")
    if make is None:
        reason = (_("没有安装任务台账"), "the task ledger is not installed")
        raise SettingError(setting="tasks", value="create_task", reason=reason)
    return make(name=name, zone=zone, due=due, kind="linked", user=user, basis=basis, zones=())


def overdue_tasks(limit: int) -> list[Any]:
    """Tasks past their day, the latest first as the ledger orders them."""
    find = _tasks("overdue")
    return list(find(limit)) if find else []


def blocked_tasks(limit: int) -> list[Any]:
    """Tasks that are stuck."""
    find = _tasks("blocked")
    return list(find(limit)) if find else []


def task_of(record: Record) -> Any | None:
    """The task a record was turned into, where the reader sees it."""
    row = Link.objects.filter(
        source_kind=record._meta.label_lower, source_id=record.pk, target_kind="tasks.task"
    ).first()
    if row is None:
        return None
    return apps.get_model("tasks.task")._default_manager.filter(pk=row.target_id).first()


def _tasks(name: str) -> Any | None:
    return getattr(import_module("liandong.hub.tasks.domain"), name, None) if _installed() else None


def _installed() -> bool:
    from importlib.util import find_spec

    return apps.is_installed("liandong.hub.tasks") and find_spec("liandong.hub.tasks.domain") is not None
