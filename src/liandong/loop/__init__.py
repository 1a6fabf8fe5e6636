"""The whole loop on one innovation: bottleneck, reform, stress test, bundle, replication, effect, dossier."""

from liandong.loop.turning import Turn, turn

__all__ = ["Turn", "turn"]
