"""Event logs in and out: XES, OCEL, EPCIS, DCSA, CSV, Excel and Parquet to one value, bad rows beside the good ones.

``read_log`` gives an ``EventLog``, ``read_ocel`` an ``ObjectLog``, ``write_log`` writes either; ``check``
tells how a file was understood, and a ``Mapping`` keeps it.
"""

from typing import TYPE_CHECKING

from liandong._lazy import loader

if TYPE_CHECKING:
    from liandong.eventlog.checking import Check, Column, check
    from liandong.eventlog.log import COLUMNS, PROBLEMS, EventLog
    from liandong.eventlog.mapping import Mapping
    from liandong.eventlog.ocel import ObjectLog
    from liandong.eventlog.problems import describe, without_events
    from liandong.eventlog.read import holds_objects, read_log, read_ocel
    from liandong.eventlog.write import write_log

_HOMES = {
    "COLUMNS": "log",
    "PROBLEMS": "log",
    "Check": "checking",
    "Column": "checking",
    "EventLog": "log",
    "Mapping": "mapping",
    "ObjectLog": "ocel",
    "check": "checking",
    "describe": "problems",
    "holds_objects": "read",
    "read_log": "read",
    "read_ocel": "read",
    "without_events": "problems",
    "write_log": "write",
}

__getattr__ = loader(__name__, {name: f"{__name__}.{module}" for name, module in _HOMES.items()})

__all__ = [
    "COLUMNS",
    "PROBLEMS",
    "Check",
    "Column",
    "EventLog",
    "Mapping",
    "ObjectLog",
    "check",
    "describe",
    "holds_objects",
    "read_log",
    "read_ocel",
    "without_events",
    "write_log",
]
