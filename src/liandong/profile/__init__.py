"""The kernel: profiles, tables of counts that add."""

from typing import TYPE_CHECKING

from liandong._lazy import loader
from liandong.profile.count import profile

if TYPE_CHECKING:
    from liandong.profile.datasheet import DataSheet
    from liandong.profile.figures import summary
    from liandong.profile.increment import Increment
    from liandong.profile.sql import EventTable
    from liandong.profile.statutory import Mark, read_marks
    from liandong.profile.store import Store
    from liandong.profile.value import Profile, Settings

_HOMES = {
    "DataSheet": "datasheet",
    "EventTable": "sql",
    "Increment": "increment",
    "Mark": "statutory",
    "Profile": "value",
    "Settings": "value",
    "Store": "store",
    "read_marks": "statutory",
    "summary": "figures",
}

__getattr__ = loader(__name__, {name: f"{__name__}.{module}" for name, module in _HOMES.items()})

__all__ = [
    "DataSheet",
    "EventTable",
    "Increment",
    "Mark",
    "Profile",
    "Settings",
    "Store",
    "profile",
    "read_marks",
    "summary",
]
