"""The room ``bundles``."""

from django.apps import AppConfig


class BundlesConfig(AppConfig):
    """Innovations as signed files: built, checked, installed, exchanged between hubs."""

    name = "liandong.hub.bundles"
    label = "bundles"
    verbose_name = "成果包"
