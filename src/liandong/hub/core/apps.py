"""The core of the hub: who may see what, who did what, and how every page looks."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Zones, people, circles, the audit chain, tables and forms."""

    name = "liandong.hub.core"
    label = "core"
    verbose_name = "平台"

    def ready(self) -> None:
        from liandong.hub.core.domain.watching import watch

        watch()
