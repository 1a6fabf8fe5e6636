"""The logs that come with the program, and how each is counted: what the demonstration and the hub start from.

Where the project is checked out beside its data, the building permits of three cities come first; their licence
lets us use them but not ship them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import reduce
from operator import add
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from liandong.profile import Profile

_EXAMPLES = Path(__file__).parent / "data" / "examples"
#: Where the logs that may not be shipped lie when the project is checked out beside them.
_SHARED = Path("../shared/data/logs")

#: Told how many logs are counted, and how many there are.
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Job:
    """One report: its name, its logs with their zones, how to count them, and where they come from."""

    name: str
    #: Chinese and English.
    title: tuple[str, str]
    logs: tuple[tuple[Path, str], ...]
    #: Where the events happened: hours of the day and days are counted there.
    timezone: str
    source: str
    licence: str
    drop: tuple[str, ...] = field(default=())
    is_simulated: bool = False

    @property
    def options(self) -> dict[str, Any]:
        """How ``profile()`` is to count the logs."""
        return {"drop": self.drop, "simulated": self.is_simulated}


def jobs() -> list[Job]:
    """The linked zones first, where their logs are at hand, then the logs that are shipped."""
    return [*_permits(), _CREDENTIALS, _CONTAINERS]


def count(job: Job, progress: Progress | None = None) -> Profile:
    """The profile of all logs of the job together."""
    from liandong.eventlog import read_log
    from liandong.profile import profile

    parts = []
    for path, zone in job.logs:
        log = read_log(path, zone=zone, timezone=job.timezone, attributes=False)
        parts.append(profile(log, **job.options))
        if progress is not None:
            progress(len(parts), len(job.logs))
    return reduce(add, parts)


def _permits() -> list[Job]:
    zones = tuple((_SHARED / f"bpic15_{number}.xes.gz", f"市{number}") for number in (1, 2, 3))
    if not all(path.is_file() for path, _ in zones):
        return []
    title = ("三个城市的建筑许可", "Building permits of three cities")
    source = "van Dongen: BPI Challenge 2015, 4TU.ResearchData"
    return [Job("permits", title, zones, "Europe/Amsterdam", source, "4TU")]


_CREDENTIALS = Job(
    "credentials",
    ("学历认可", "Recognition of credentials"),
    ((_EXAMPLES / "academic_credentials_interval.csv.gz", "学历认可"),),
    "UTC",
    "AutomatedProcessImprovement/pix-framework",
    "Apache-2.0",
    drop=("Start", "End"),
)
_CONTAINERS = Job(
    "containers",
    ("集装箱出口（模拟）", "Container export (simulated)"),
    ((_EXAMPLES / "logistics.sqlite", "集装箱码头"),),
    "Europe/Berlin",
    "Knopp, Graves, van der Aalst: Container Logistics, doi:10.5281/zenodo.8428084",
    "CC BY 4.0",
    is_simulated=True,
)
