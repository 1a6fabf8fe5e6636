"""The room ``network``."""

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    """Zones, agreements, meetings, visits, training, powers and shared platforms."""

    name = "liandong.hub.network"
    label = "network"
    verbose_name = "联动网络"
