"""``remind``: tell officers what is due soon or late; run once a day."""

from typing import Any

from django.core.management.base import BaseCommand
from django_scopes import scopes_disabled

from liandong.hub.network.domain import remind
from liandong.hub.network.domain.dates import today


class Command(BaseCommand):
    """Reminds officers of obligations, decisions and follow-ups, each once a week."""

    help = "提醒专员：即将到期和已逾期的承诺事项 / remind officers of what is due or late"

    @scopes_disabled()  # type: ignore[untyped-decorator]
    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{remind(on=today())}")
