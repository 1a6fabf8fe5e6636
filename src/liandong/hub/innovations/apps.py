"""The room ``innovations``."""

from django.apps import AppConfig


class InnovationsConfig(AppConfig):
    """Innovations, their recognition, scores and claims, and their replication."""

    name = "liandong.hub.innovations"
    label = "innovations"
    verbose_name = "成果库"
