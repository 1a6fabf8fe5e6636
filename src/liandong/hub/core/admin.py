"""What an operator keeps in the administration pages: zones, their agencies and firms, sources; and which daily jobs
were done."""

from typing import Any

from django.contrib import admin

from liandong.hub.core.models import Agency, DailyRun, Firm, Source, Zone


@admin.register(Zone)
class ZoneAdmin(admin.ModelAdmin):
    """The linked zones."""

    list_display = ("name", "name_en", "slug", "role", "kind")


@admin.register(Agency, Firm)
class BodyAdmin(admin.ModelAdmin):
    """Agencies and firms of a zone."""

    list_display = ("name", "zone")
    list_filter = ("zone",)
    search_fields = ("name",)


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin):
    """Documents that figures come from."""

    list_display = ("title", "publisher", "date_text")


@admin.register(DailyRun)
class DailyRunAdmin(admin.ModelAdmin):
    """The daily jobs; to look at, not to change."""

    list_display = ("day", "job", "claimed_at", "ended_at", "attempts", "result")
    list_filter = ("job",)

    def has_add_permission(self, request: Any) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False
