"""Which fields the search was made of is kept, so that an upgrade knows when to make it anew."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cockpit", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="searchhead",
            name="fields",
            field=models.CharField(blank=True, max_length=64),
        ),
    ]
