"""Sharing an analysis with the network: counts in cells of at least ten go out, events never do."""

from __future__ import annotations

from django.utils import timezone

from liandong.hub.bottlenecks.domain import files
from liandong.hub.bottlenecks.domain.results import PROFILE
from liandong.hub.bottlenecks.domain.telling import Tell
from liandong.hub.bottlenecks.models import Analysis, Job
from liandong.hub.core.domain import audit
from liandong.hub.core.models import Circle

#: The profile as other zones get it.
SHARED_PROFILE = "shared.profile"


def share(job: Job, tell: Tell) -> None:
    """Write a copy of the profile that tells of no person and no few cases, then let the network see the analysis.

    The uploaded files stay with their zone: a ``Dataset`` keeps its circle. Raises TooFewToShare.
    """
    from liandong.profile import Profile
    from liandong.profile.sharing import Approval
    from liandong.profile.sharing import share as shared

    analysis = job.analysis
    tell(("去掉人员，合并少于 10 的单元", "Forgetting the people, merging cells under 10"), 0, 2)
    folder = files.place(analysis.folder)
    approval = Approval(
        purpose="片区联动对标 benchmarking between zones",
        retention="收回共享时删除 until it is taken back",
        approved_by=str(job.created_by or analysis.zone),
        approved_on=timezone.localdate(),
    )
    shared(Profile.load(folder / PROFILE), approval, k=10).save(folder / SHARED_PROFILE)
    tell(("开放给全网", "Opening it to the network"), 1, 2)
    analysis.circle = Circle.network()
    analysis.save()
    audit.record("share", analysis, {"sha256": analysis.sha256})


def unshare(analysis: Analysis) -> None:
    """Take the analysis back: from now on its own zone sees it, and nobody else; the shared copy is deleted."""
    (files.place(analysis.folder) / SHARED_PROFILE).unlink(missing_ok=True)
    analysis.circle = Circle.of([analysis.zone])
    analysis.save()
    audit.record("unshare", analysis, {"sha256": analysis.sha256})


def is_shared(analysis: Analysis) -> bool:
    """Whether other zones see the analysis."""
    return bool(analysis.circle_id != Circle.of([analysis.zone]).pk)
