"""The one door to changing a task: it is locked for the change, and one that is signed off stays as it is."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from liandong.hub.tasks.models import Task


def opened(task: Any) -> Task:
    """The task as it stands in the database, locked until the transaction ends; refused once it is signed off."""
    task = Task.objects.select_for_update().get(pk=task.pk)
    if not task.is_open:
        raise ValidationError(_("任务已经销号，不能再改"))
    return task
