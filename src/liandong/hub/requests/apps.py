"""The room ``requests``."""

from django.apps import AppConfig


class RequestsConfig(AppConfig):
    """What enterprises and officers file, and how it is solved."""

    name = "liandong.hub.requests"
    label = "requests"
    verbose_name = "诉求办理"
