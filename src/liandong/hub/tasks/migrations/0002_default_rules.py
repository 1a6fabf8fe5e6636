"""What a new installation starts with: the light rule of the network and a ladder of three rungs; both can be changed."""

from django.db import migrations

LEVELS = [
    {"name": "片区分管领导", "name_en": "zone leader in charge", "after_days": 7, "decide_days": 5},
    {"name": "片区主要领导", "name_en": "head of the zone", "after_days": 15, "decide_days": 5},
    {
        "name": "联席会议",
        "name_en": "joint meeting",
        "after_days": 30,
        "decide_days": 10,
        "is_lead_zone": True,
    },
]


def add(apps, schema_editor):
    apps.get_model("tasks", "LightRule").objects.get_or_create(zone=None)
    level_model = apps.get_model("tasks", "Level")
    for level in LEVELS:
        level_model.objects.get_or_create(after_days=level["after_days"], defaults=level)


class Migration(migrations.Migration):
    dependencies = [("tasks", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
