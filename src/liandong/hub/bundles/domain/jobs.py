"""What the room does in the background: building, checking the fit, installing, reporting, working effects out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from liandong.hub.bottlenecks.domain import jobs
from liandong.hub.bottlenecks.domain.telling import Teller
from liandong.hub.bottlenecks.models import Analysis
from liandong.hub.bundles.enums import JobKind
from liandong.hub.bundles.models import BundleFile, BundleJob
from liandong.hub.core.models import Circle, User, Zone


def start(
    *,
    kind: JobKind,
    zone: Zone,
    user: User | None,
    bundle: BundleFile | None = None,
    analysis: Analysis | None = None,
    asked: dict[str, Any] | None = None,
) -> BundleJob:
    """A new job of the zone, seen by that zone alone and queued once what led to it is committed."""
    job = BundleJob(kind=kind, zone=zone, circle=Circle.of([zone]), bundle=bundle, analysis=analysis)
    job.asked, job.created_by = asked or {}, user
    job.save()
    jobs.queue(job)
    return job


def run(pk: int) -> None:
    """Run a queued job to its end, whatever that is."""
    jobs.carry_out(BundleJob, pk, lambda job, tell: _works()[JobKind(job.kind)](job, tell))


def _works() -> dict[JobKind, Callable[[BundleJob, Teller], Any]]:
    from liandong.hub.bundles.domain import building, installing, measuring, partnering, reporting

    return {
        JobKind.BUILD: building.build,
        JobKind.FIT: installing.check_fit,
        JobKind.INSTALL: installing.install,
        JobKind.REPORT: reporting.report,
        JobKind.EFFECT: measuring.measure,
        JobKind.PULL: partnering.exchange,
        JobKind.PUSH: partnering.exchange,
    }
