"""The room ``cockpit``."""

from django.apps import AppConfig


class CockpitConfig(AppConfig):
    """One screen for a leader, and the search over everything."""

    name = "liandong.hub.cockpit"
    label = "cockpit"
    verbose_name = "驾驶舱"

    def ready(self) -> None:
        """Every record of every room is followed from here on, so that the search knows it at once."""
        from django.db.models.signals import post_delete, post_migrate, post_save

        from liandong.hub.cockpit.domain import following, reindex

        post_save.connect(following.saved, dispatch_uid="cockpit.saved")
        post_delete.connect(following.deleted, dispatch_uid="cockpit.deleted")
        post_migrate.connect(reindex.upgraded, sender=self, dispatch_uid="cockpit.upgraded")
