"""The room ``api``."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The hub for programs: /api/."""

    name = "liandong.hub.api"
    label = "api"
    verbose_name = "接口"
