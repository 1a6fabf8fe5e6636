"""The daily round of the ledger: lights of the day, then the ladder of escalation."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from liandong.hub.tasks.domain.ladder import climb
from liandong.hub.tasks.domain.lights import refresh


class Command(BaseCommand):
    """``manage tasks_refresh``: run it once a day, shortly after midnight."""

    help = "重算任务灯色，并按层级提请顶格协调 / recompute the lights of tasks and escalate what stays red"

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        lights, escalations = refresh(today), climb(today)
        self.stdout.write(f"{today}: {lights} lights changed, {escalations} escalations opened")
