"""The room ``tasks``."""

from django.apps import AppConfig


class TasksConfig(AppConfig):
    """The task ledger: linked and exploratory tasks, nodes, lights, plans."""

    name = "liandong.hub.tasks"
    label = "tasks"
    verbose_name = "任务台账"
