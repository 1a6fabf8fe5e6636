"""The main job: from the files of an analysis to its profile, its diagnosis and everything its pages show."""

from __future__ import annotations

from functools import partial, reduce
from operator import add
from typing import TYPE_CHECKING, Any

from liandong.errors import FileEmpty
from liandong.hub.bottlenecks.domain import files, reading
from liandong.hub.bottlenecks.domain.keeping import keep
from liandong.hub.bottlenecks.domain.results import PROFILE, results
from liandong.hub.bottlenecks.domain.telling import Tell
from liandong.hub.bottlenecks.enums import DatasetState
from liandong.hub.bottlenecks.models import Analysis, Dataset, Job

if TYPE_CHECKING:
    from liandong.profile import Profile

#: What one file's reading counts in the progress, and what comes after it.
_FILE, _REST = 100, 100


def analyse(job: Job, tell: Tell) -> None:
    """Count every file that was accepted, add the counts, diagnose, draw and keep."""
    analysis = job.analysis
    datasets = list(analysis.datasets.filter(state__in=(DatasetState.CHECKED, DatasetState.COUNTED)))
    if not datasets:
        raise FileEmpty(path=analysis.title)
    total = _FILE * len(datasets) + _REST
    parts = []
    for place, dataset in enumerate(datasets):
        progress = _part(tell, dataset, place * _FILE, total)
        parts.append(tell.run(partial(_counted, dataset, analysis, progress)))
        Dataset.objects.filter(pk=dataset.pk).update(state=DatasetState.COUNTED)
    finish(analysis, reduce(add, parts), tell, total - _REST, total)


def combine(job: Job, tell: Tell) -> None:
    """Add the profiles of the analyses this one is made of. Raises ProfilesDiffer where they do not fit together."""
    from liandong.profile import Profile

    analysis = job.analysis
    parents = list(analysis.parents.order_by("pk"))
    tell(("合并流程画像", "Adding the profiles"), 0, _REST + _FILE)
    whole = reduce(add, (Profile.load(files.place(f"{each.folder}/{PROFILE}")) for each in parents))
    finish(analysis, whole, tell, _FILE, _REST + _FILE)


def finish(analysis: Analysis, whole: Profile, tell: Tell, done: int, total: int) -> None:
    """Diagnose the profile, draw its parts, write its files, and keep all of it with the analysis."""

    def step(message: tuple[str, str], tenths: int) -> None:
        tell(message, done + _REST * tenths // 10, total)

    folder, wanted = files.place(analysis.folder), analysis.settings
    made = tell.run(lambda: results(whole, folder, name=analysis.title, settings=wanted, step=step))
    step(("保存结果", "Keeping the results"), 9)
    keep(analysis, made.found, made.parts)


def _part(tell: Tell, dataset: Dataset, begin: int, total: int) -> Any:
    """Progress within one file: four fifths for reading, the rest for counting."""

    def progress(read: int, size: int) -> None:
        share = 80 * read // max(1, size)
        tell((f"读取 {dataset.name}", f"Reading {dataset.name}"), begin + share, total)

    return progress


def _counted(dataset: Dataset, analysis: Analysis, progress: Any) -> Profile:
    from liandong.profile import profile
    from liandong.profile.periods import UNITS
    from liandong.worktime import Calendar

    wanted = analysis.settings
    marks = reading.marks(wanted.get("statutory") or [])
    if dataset.kind == reading.PROFILE:
        whole = reading.load(dataset)
        # Counts that are coarser already stay as they are.
        period = max(wanted["period"], whole.settings.period, key=UNITS.index)
        return whole.coarsen(period=period).mark(marks)
    log = reading.read(dataset, progress)
    calendar = wanted.get("calendar")
    with reading.named(dataset):
        return profile(
            log,
            period=wanted["period"],
            calendar=Calendar.by_name(calendar, timezone=log.timezone)
            if calendar in ("cn", "weekdays")
            else None,
            statutory=marks,
            drop=tuple(wanted.get("drop") or ()),
            simulated=analysis.is_simulated,
        )
