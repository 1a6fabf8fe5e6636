"""The room ``bottlenecks``."""

from django.apps import AppConfig


class BottlenecksConfig(AppConfig):
    """Event logs and profiles, what they show, and background jobs."""

    name = "liandong.hub.bottlenecks"
    label = "bottlenecks"
    verbose_name = "堵点诊断"
