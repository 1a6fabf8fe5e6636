"""Liandong (联动): from event logs to bottlenecks, and from bottlenecks to reforms that are tested first.

import liandong as ld

log = ld.read_log("export.csv", zone="青岛")   # log.events, log.problems
p = ld.profile(log)                            # tables of counts; profiles add
print(ld.bottlenecks(p)[0])                    # prints itself in words
ld.write_report(ld.diagnose(p), "report.html")
"""

from typing import TYPE_CHECKING

from liandong._lazy import loader

# Bound here, once: these functions share a name with their rooms, and importing the room later must not hide the function.
from liandong.effect import effect
from liandong.profile import profile

if TYPE_CHECKING:
    from liandong.bundle import Bundle
    from liandong.diagnosis import Bottleneck, Diagnosis, bottlenecks, diagnose
    from liandong.effect import Claim, Effect, Estimate, Forecast
    from liandong.errors import LiandongError
    from liandong.eventlog import EventLog, Mapping, ObjectLog, check, read_log, read_ocel, write_log
    from liandong.procedure import Conformance, Procedure, Reform, conformance, discover
    from liandong.profile import DataSheet, Increment, Mark, Profile, Settings, Store, read_marks, summary
    from liandong.report import procedure_svg, write_report, write_workbook
    from liandong.search import Document, SearchIndex
    from liandong.simulation import simulate
    from liandong.simulation.calibration import Calibration, calibrate
    from liandong.stress import StressTest, Verdict, stress_test
    from liandong.worktime import Calendar

__version__ = "0.1.0"

_ROOMS = {
    "bundle": ("Bundle",),
    "diagnosis": ("Bottleneck", "Diagnosis", "bottlenecks", "diagnose"),
    "effect": ("Claim", "Effect", "Estimate", "Forecast"),
    "errors": ("LiandongError",),
    "eventlog": ("EventLog", "Mapping", "ObjectLog", "check", "read_log", "read_ocel", "write_log"),
    "procedure": ("Conformance", "Procedure", "Reform", "conformance", "discover"),
    "profile": ("DataSheet", "Increment", "Mark", "Profile", "Settings", "Store", "read_marks", "summary"),
    "report": ("procedure_svg", "write_report", "write_workbook"),
    "search": ("Document", "SearchIndex"),
    "simulation": ("simulate",),
    "simulation.calibration": ("Calibration", "calibrate"),
    "stress": ("StressTest", "Verdict", "stress_test"),
    "worktime": ("Calendar",),
}

__getattr__ = loader(
    __name__, {name: f"{__name__}.{room}" for room, names in _ROOMS.items() for name in names}
)

__all__ = [
    "Bottleneck",
    "Bundle",
    "Calendar",
    "Calibration",
    "Claim",
    "Conformance",
    "DataSheet",
    "Diagnosis",
    "Document",
    "Effect",
    "Estimate",
    "EventLog",
    "Forecast",
    "Increment",
    "LiandongError",
    "Mapping",
    "Mark",
    "ObjectLog",
    "Procedure",
    "Profile",
    "Reform",
    "SearchIndex",
    "Settings",
    "Store",
    "StressTest",
    "Verdict",
    "bottlenecks",
    "calibrate",
    "check",
    "conformance",
    "diagnose",
    "discover",
    "effect",
    "procedure_svg",
    "profile",
    "read_log",
    "read_marks",
    "read_ocel",
    "simulate",
    "stress_test",
    "summary",
    "write_log",
    "write_report",
    "write_workbook",
]


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
