"""The room ``cockpit``."""

from django.apps import AppConfig


class CockpitConfig(AppConfig):
    """One screen for a leader, and the search over everything."""

    name = "liandong.hub.cockpit"
    label = "cockpit"
    verbose_name = "驾驶舱"
