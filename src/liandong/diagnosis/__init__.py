"""Diagnosis: from a profile to what holds cases up, in tables and in words."""

from typing import TYPE_CHECKING

from liandong._lazy import loader

if TYPE_CHECKING:
    from liandong.diagnosis.backlog import Backlog
    from liandong.diagnosis.batching import Batching
    from liandong.diagnosis.bottleneck import Bottleneck
    from liandong.diagnosis.companions import Companions
    from liandong.diagnosis.comparison import Comparison
    from liandong.diagnosis.diagnosis import Diagnosis, diagnose
    from liandong.diagnosis.drift import Drift
    from liandong.diagnosis.handovers import Handovers
    from liandong.diagnosis.overview import Overview
    from liandong.diagnosis.peaks import Peaks
    from liandong.diagnosis.process_map import ProcessMap
    from liandong.diagnosis.ranking import bottlenecks
    from liandong.diagnosis.release import TimeReleaseStudy
    from liandong.diagnosis.rework import Rework
    from liandong.diagnosis.words import Clock

_HOMES = {
    "Backlog": "backlog",
    "Batching": "batching",
    "Bottleneck": "bottleneck",
    "Clock": "words",
    "Companions": "companions",
    "Comparison": "comparison",
    "Diagnosis": "diagnosis",
    "Drift": "drift",
    "Handovers": "handovers",
    "Overview": "overview",
    "Peaks": "peaks",
    "ProcessMap": "process_map",
    "Rework": "rework",
    "TimeReleaseStudy": "release",
    "bottlenecks": "ranking",
    "diagnose": "diagnosis",
}

__getattr__ = loader(__name__, {name: f"{__name__}.{module}" for name, module in _HOMES.items()})

__all__ = [
    "Backlog",
    "Batching",
    "Bottleneck",
    "Clock",
    "Companions",
    "Comparison",
    "Diagnosis",
    "Drift",
    "Handovers",
    "Overview",
    "Peaks",
    "ProcessMap",
    "Rework",
    "TimeReleaseStudy",
    "bottlenecks",
    "diagnose",
]
