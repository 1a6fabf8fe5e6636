"""The main job on the logs that come with the program, as analyses of the lead zone that everybody sees.

They are not logs of the seven zones, and each says so: its title, its source, its licence, and whether it is simulated.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from liandong import shipped
from liandong.hub.bottlenecks.domain import files
from liandong.hub.bottlenecks.domain.analysing import finish
from liandong.hub.bottlenecks.domain.opening import from_finding
from liandong.hub.bottlenecks.domain.telling import Tell
from liandong.hub.bottlenecks.domain.uploading import DEFAULTS
from liandong.hub.bottlenecks.enums import AnalysisState
from liandong.hub.bottlenecks.models import Analysis
from liandong.hub.core.enums import ZoneRole
from liandong.hub.core.models import Circle, Zone

#: What a job counts in the progress.
_JOB = 200


def run_shipped(progress: Callable[[str, int, int], None]) -> list[Analysis]:
    """The analyses of the logs that ship; those there are already are left as they are.

    ``progress`` is told the name of the log, how much is done, and how much there is.
    """
    lead = Zone.objects.filter(role=ZoneRole.LEAD).first() or Zone.objects.get(position=0)
    jobs = shipped.jobs()
    total = _JOB * len(jobs)
    return [_run(job, lead, progress, place * _JOB, total) for place, job in enumerate(jobs)]


def _run(
    job: shipped.Job, lead: Zone, progress: Callable[[str, int, int], None], begin: int, total: int
) -> Analysis:
    known = Analysis.objects.filter(shipped=job.name, state=AnalysisState.DONE).first()
    if known is not None:
        return known
    Analysis.objects.filter(shipped=job.name).delete()
    progress(job.name, begin, total)
    whole = shipped.count(job, lambda done, of: progress(job.name, begin + _JOB // 2 * done // of, total))
    analysis = _analysis(job, lead)
    tell = Tell(lambda said, done, of: progress(job.name, begin + done, total))
    finish(analysis, whole, tell, _JOB // 2, _JOB)
    first = analysis.findings.order_by("-is_certain", "-case_days").first()
    if first is not None:
        from_finding(finding=first, zone=lead, user=None)
    return analysis


@transaction.atomic
def _analysis(job: shipped.Job, lead: Zone) -> Analysis:
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
        folder=files.new_folder(),
        settings={**DEFAULTS, "drop": list(job.drop)},
    )
    made.save()
    return made
