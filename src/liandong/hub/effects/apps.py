"""The room ``effects``."""

from django.apps import AppConfig


class EffectsConfig(AppConfig):
    """Effects of reforms, and the case reports that quote them."""

    name = "liandong.hub.effects"
    label = "effects"
    verbose_name = "成效"
