"""From a profile to all that its pages and files show.

Nothing here knows the database or Django, so a thread beside the job may do it, and so may a process of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from liandong import shipped
from liandong.hub.bottlenecks.domain import drawing

if TYPE_CHECKING:
    from liandong.diagnosis import Diagnosis
    from liandong.profile import Profile
    from liandong.report import Fragments

PROFILE, REPORT, WORKBOOK = "profile", "report.html", "workbook.xlsx"

#: What an analysis counts by, unless the officer says otherwise.
DEFAULTS = {"period": "week", "calendar": "", "drop": [], "minimum": 30, "target_days": None, "statutory": []}
#: Told what is being done, in Chinese and English, and how many tenths of all are behind.
Step = Callable[[tuple[str, str], int], None]


@dataclass(frozen=True)
class Results:
    """A diagnosis and the parts of its report; the files are in the folder already."""

    found: Diagnosis
    parts: Fragments


def results(
    whole: Profile, folder: Path, *, name: str, settings: Mapping[str, Any], step: Step = lambda *_: None
) -> Results:
    """The profile diagnosed and drawn; itself, the report called so and the workbook written to the folder."""
    step(("诊断", "Diagnosing"), 0)
    found = _diagnosed(whole, settings)
    step(("绘图", "Drawing"), 3)
    parts = drawing.parts(found)
    step(("写报告", "Writing the report"), 6)
    whole.save(folder / PROFILE)
    drawing.write(found, parts, report=folder / REPORT, workbook=folder / WORKBOOK, name=name)
    return Results(found, parts)


def worked_out(job: shipped.Job, folder: Path) -> Results:
    """The results of a log that ships, counted and diagnosed as usual."""
    return results(shipped.count(job), folder, name=job.title[0], settings=DEFAULTS)


def _diagnosed(whole: Profile, wanted: Mapping[str, Any]) -> Diagnosis:
    from liandong.diagnosis import diagnose

    days = wanted.get("target_days")
    return diagnose(
        whole,
        clock="working" if whole.settings.calendar else "clock",
        minimum=wanted.get("minimum") or 30,
        target_seconds=None if not days else float(days) * (whole.settings.working_day_seconds or 86_400),
    )
