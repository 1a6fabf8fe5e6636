"""The network is a circle that grows: the one of all the zones there are becomes it."""

from typing import Any

from django.db import migrations, models


def grow(apps: Any, _editor: Any) -> None:
    """Mark the circles of all zones. With one zone alone its own circle would be taken for the network's."""
    circle, zone = apps.get_model("core", "Circle"), apps.get_model("core", "Zone")
    slugs = sorted(zone.objects.values_list("slug", flat=True))
    if len(slugs) < 2:
        return
    for ending in ("", "+public"):
        circle.objects.filter(key="+".join(slugs) + ending).update(key=f"*{ending}", is_network=True)


class Migration(migrations.Migration):
    dependencies = [("core", "0003_daily_run")]

    operations = [
        migrations.AddField(
            model_name="circle",
            name="is_network",
            field=models.BooleanField(default=False, verbose_name="全网"),
        ),
        migrations.RunPython(grow, migrations.RunPython.noop),
    ]
