"""What an operator keeps in the administration pages: zones, their agencies and firms, and sources."""

from django.contrib import admin

from liandong.hub.core.models import Agency, Firm, Source, Zone


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
