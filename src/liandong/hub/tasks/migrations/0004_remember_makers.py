"""Who made the tasks that are there: the audit chain knows."""

from typing import Any

from django.db import migrations


def remember(apps: Any, _editor: Any) -> None:
    """Give each task the account that its first entry of the audit chain names."""
    task, user = apps.get_model("tasks", "Task"), apps.get_model("core", "User")
    people = dict(user.objects.values_list("username", "pk"))
    made = apps.get_model("core", "AuditEntry").objects.filter(kind="tasks.task", action="create")
    for name in set(made.values_list("actor", flat=True)) & set(people):
        ids = [int(pk) for pk in made.filter(actor=name).values_list("object_id", flat=True)]
        for start in range(0, len(ids), 500):
            task.objects.filter(pk__in=ids[start : start + 500]).update(created_by=people[name])


class Migration(migrations.Migration):
    dependencies = [("tasks", "0003_task_created_by")]

    operations = [migrations.RunPython(remember, migrations.RunPython.noop)]
