"""The room ``reforms``."""

from django.apps import AppConfig


class ReformsConfig(AppConfig):
    """Reforms designed on the picture of a procedure, and their stress tests."""

    name = "liandong.hub.reforms"
    label = "reforms"
    verbose_name = "突破方案"
