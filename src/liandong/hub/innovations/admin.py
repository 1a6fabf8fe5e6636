"""What the operator edits as data: fields and their crosswalk, channels, libraries, families, score sheets."""

from django.contrib import admin

from liandong.hub.innovations.models import Channel, Crosswalk, Family, Field, Library, ScoreRow, ScoreScheme


class CrosswalkInline(admin.TabularInline):
    """What other classifications call the field."""

    model = Crosswalk
    extra = 1


class RowInline(admin.TabularInline):
    """The rows of a score sheet."""

    model = ScoreRow
    extra = 1


@admin.register(Field)
class FieldAdmin(admin.ModelAdmin):
    """Fields with their crosswalk."""

    list_display = ("name", "slug", "position")
    inlines = (CrosswalkInline,)


@admin.register(ScoreScheme)
class SchemeAdmin(admin.ModelAdmin):
    """Score sheets with their rows."""

    list_display = ("name", "final", "is_default")
    inlines = (RowInline,)


@admin.register(Channel)
class ChannelAdmin(admin.ModelAdmin):
    """Ways to be recognised."""

    list_display = ("name", "level", "category", "promotes", "position")


admin.site.register([Family, Library])
