"""Sharing an analysis with the network: counts go out, events never do."""

from __future__ import annotations

from liandong.hub.bottlenecks.domain import files
from liandong.hub.bottlenecks.domain.analysing import PROFILE
from liandong.hub.bottlenecks.domain.telling import Tell
from liandong.hub.bottlenecks.models import Analysis, Job
from liandong.hub.core.domain import audit
from liandong.hub.core.models import Circle

#: The profile as other zones get it: without who did what at which hour.
SHARED_PROFILE = "shared.profile"


def share(job: Job, tell: Tell) -> None:
    """Write a copy of the profile that forgets the people, then let the whole network see the analysis.

    The uploaded files stay with their zone: a ``Dataset`` keeps its circle.
    """
    from liandong.profile import Profile

    analysis = job.analysis
    tell(("去掉人员字段", "Forgetting the people"), 0, 2)
    folder = files.place(analysis.folder)
    Profile.load(folder / PROFILE).coarsen(drop=["resource"]).save(folder / SHARED_PROFILE)
    tell(("开放给全网", "Opening it to the network"), 1, 2)
    analysis.circle = Circle.network()
    analysis.save()
    audit.record("share", analysis, {"sha256": analysis.sha256})


def unshare(analysis: Analysis) -> None:
    """Take the analysis back: from now on its own zone sees it, and nobody else."""
    analysis.circle = Circle.of([analysis.zone])
    analysis.save()
    audit.record("unshare", analysis, {"sha256": analysis.sha256})


def is_shared(analysis: Analysis) -> bool:
    """Whether other zones see the analysis."""
    return bool(analysis.circle_id != Circle.of([analysis.zone]).pk)
