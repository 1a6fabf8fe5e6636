"""What a new installation starts with: categories, levels and the terms of the queues; all can be changed."""

from django.db import migrations


def fill_catalogue(apps, schema_editor):
    from liandong.hub.requests.domain.catalogue import fill

    fill(*(apps.get_model("requests", name) for name in ("Category", "Level", "QueueRule")))


class Migration(migrations.Migration):
    dependencies = [("requests", "0001_initial")]
    operations = [migrations.RunPython(fill_catalogue, migrations.RunPython.noop)]
