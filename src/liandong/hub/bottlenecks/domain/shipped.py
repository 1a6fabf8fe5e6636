"""The main job on the logs that come with the program, as analyses of the lead zone that everybody sees.

They are not logs of the seven zones, and each says so: its title, its source, its licence, and whether it is simulated.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from liandong import shipped
from liandong.hub.bottlenecks.domain import files
from liandong.hub.bottlenecks.domain.keeping import keep
from liandong.hub.bottlenecks.domain.opening import from_finding
from liandong.hub.bottlenecks.domain.results import DEFAULTS, Results, worked_out
from liandong.hub.bottlenecks.enums import AnalysisState
from liandong.hub.bottlenecks.models import Analysis
from liandong.hub.core.enums import ZoneRole
from liandong.hub.core.models import Circle, Zone

#: What a job counts in the progress.
_JOB = 200
Progress = Callable[[str, int, int], None]
#: Works a job out: the folder its files are in, as ``files.new_folder`` names it, and the results.
Work = Callable[[shipped.Job], tuple[str, Results]]


def here(job: shipped.Job) -> tuple[str, Results]:
    """Worked out at once, in this process."""
    folder = files.new_folder()
    return folder, worked_out(job, files.place(folder))


def run_shipped(progress: Progress, work: Work = here) -> list[Analysis]:
    """The analyses of the logs that ship; those there already are left as they are.

    ``progress`` is told the name of the log, how much is done, and how much there is.
    """
    lead = Zone.objects.filter(role=ZoneRole.LEAD).first() or Zone.objects.get(position=0)
    jobs = shipped.jobs()
    total = _JOB * len(jobs)
    return [_run(job, lead, work, progress, place * _JOB, total) for place, job in enumerate(jobs)]


def _run(job: shipped.Job, lead: Zone, work: Work, progress: Progress, begin: int, total: int) -> Analysis:
    known = Analysis.objects.filter(shipped=job.name, state=AnalysisState.DONE).first()
    if known is not None:
        return known
    Analysis.objects.filter(shipped=job.name).delete()
    progress(job.name, begin, total)
    folder, made = work(job)
    progress(job.name, begin + _JOB // 2, total)
    analysis = _analysis(job, lead, folder)
    keep(analysis, made.found, made.parts)
    first = analysis.findings.order_by("-is_certain", "-case_days").first()
    if first is not None:
        from_finding(finding=first, zone=lead, user=None)
    return analysis


@transaction.atomic
def _analysis(job: shipped.Job, lead: Zone, folder: str) -> Analysis:
    title, title_en = job.title
    made = Analysis(
        title=title,
        title_en=title_en,
        zone=lead,
        circle=Circle.network(),
        state=AnalysisState.RUNNING,
        shipped=job.name,
        source=job.source,
        licence=job.licence,
        is_simulated=job.is_simulated,
        folder=folder,
        settings={**DEFAULTS, "drop": list(job.drop)},
    )
    made.save()
    return made
