"""Fields, channels, libraries and score sheets that an empty installation starts with."""

from typing import Any

from django.db import migrations

from liandong.hub.innovations.domain.reference import load


def forwards(apps: Any, schema_editor: Any) -> None:
    load(apps)


class Migration(migrations.Migration):
    dependencies = [("innovations", "0001_initial")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
