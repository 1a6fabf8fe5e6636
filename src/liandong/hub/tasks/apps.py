"""The room ``tasks``."""

from django.apps import AppConfig


class TasksConfig(AppConfig):
    """The task ledger: linked and exploratory tasks, nodes, lights, plans."""

    name = "liandong.hub.tasks"
    label = "tasks"
    verbose_name = "任务台账"

    def ready(self) -> None:
        """Who owns, makes or leads a task is remembered from here on, whatever saves it."""
        from django.db.models.signals import post_save

        from liandong.hub.core.models import User
        from liandong.hub.tasks.domain import hands
        from liandong.hub.tasks.models import Task, TeamMember

        for model, follow in (
            (Task, hands.task_saved),
            (TeamMember, hands.member_saved),
            (User, hands.user_saved),
        ):
            post_save.connect(follow, sender=model, dispatch_uid=f"tasks.hands.{model.__name__}")
