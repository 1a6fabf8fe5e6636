"""Installing for a zone: only what is signed by somebody it believes, gives the answers it promises, and fits.

The library lays the folder down whole or not at all; the row follows. Where the computer stops between the two, doing it
again finds the folder and writes the row.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from liandong.hub.bottlenecks.domain.telling import Teller
from liandong.hub.bottlenecks.models import Analysis
from liandong.hub.bundles.domain import fitting, judging, keeping
from liandong.hub.bundles.domain.jobs import start
from liandong.hub.bundles.domain.keys import trust_of
from liandong.hub.bundles.enums import JobKind
from liandong.hub.bundles.models import BundleFile, BundleJob, Installation
from liandong.hub.core.domain.notify import notify
from liandong.hub.core.language import either
from liandong.hub.core.models import Circle, User, Zone
from liandong.hub.innovations.domain import replicating
from liandong.hub.innovations.enums import Fit, Status

if TYPE_CHECKING:
    from liandong.bundle import Installed


def ask_fit(*, bundle: BundleFile, zone: Zone, analysis: Analysis | None, user: User) -> BundleJob:
    """The job that checks the fit. Raises ValidationError for another zone's counts."""
    fitting.check_own(analysis, zone)
    return start(kind=JobKind.FIT, zone=zone, bundle=bundle, analysis=analysis, user=user)


def ask_install(
    *, bundle: BundleFile, zone: Zone, analysis: Analysis | None, user: User, adopted_on: date | None = None
) -> BundleJob:
    """The job that installs. Raises ValidationError where its signatures are not to be believed, with the reason."""
    fitting.check_own(analysis, zone)
    found = judging.judged(bundle, zone)
    if not found.is_good:
        zh, en = found.why
        raise ValidationError(either(zh, en) or found.state.label)
    if Installation.objects.filter(bundle=bundle, zone=zone).exists():
        raise ValidationError(_("本片区已安装这个成果包。"))
    asked = {"adopted_on": adopted_on.isoformat() if adopted_on else ""}
    return start(kind=JobKind.INSTALL, zone=zone, bundle=bundle, analysis=analysis, user=user, asked=asked)


def check_fit(job: BundleJob, tell: Teller) -> None:
    """Keep how the bundle fits the zone."""
    tell(
        ("核对依据、条件、参数，并用本区画像试算", "Checking basis, capabilities, parameters; trying it out"),
        0,
        1,
    )
    assert job.bundle is not None
    zone = fitting.zone_of(job.zone)
    found = tell.run(partial(_fits, job.bundle, zone, job.analysis))
    job.found = fitting.as_json(found)


def _fits(bundle: BundleFile, zone: Any, analysis: Analysis | None) -> Any:
    """How the bundle fits the zone today, with the profile of its analysis where one is named; takes seconds."""
    from liandong.bundle import fit

    profile = fitting.profile_of(analysis)
    return fit(judging.opened(bundle), zone, now=judging.today(), profile=profile)


def install(job: BundleJob, tell: Teller) -> None:
    """Install it for the zone of the job; the library says no where it should not be."""
    from liandong.bundle import install as lay

    tell(
        ("核验签名、重算检验用例、核对适配", "Verifying, working the test cases out, checking the fit"), 0, 2
    )
    assert job.bundle is not None
    trust = trust_of(job.zone)
    options = {
        "trust": trust,
        "now": judging.today(),
        "zone": fitting.zone_of(job.zone),
        "catalogue": judging.listing(job.zone, trust, job.bundle.digest),
    }
    place, bundle, analysis = keeping.installed_in(job.zone), job.bundle, job.analysis
    done = tell.run(
        lambda: lay(judging.opened(bundle), place, profile=fitting.profile_of(analysis), **options)  # type: ignore[arg-type]
    )
    tell(("登记", "Keeping the record"), 1, 2)
    day = job.asked.get("adopted_on")
    noted(
        bundle=bundle,
        zone=job.zone,
        user=job.created_by,
        done=done,
        adopted_on=date.fromisoformat(day) if day else None,
    )


@transaction.atomic
def noted(
    *, bundle: BundleFile, zone: Zone, user: User | None, done: Installed, adopted_on: date | None
) -> Installation:
    """The row of the installation, and where the library has the innovation, the next step of its replication."""
    row = Installation.objects.filter(bundle=bundle, zone=zone).first() or Installation(
        bundle=bundle, zone=zone, created_by=user
    )
    row.circle = Circle.of([zone, bundle.zone])
    row.installed_on, row.adopted_on = done.installed_on, adopted_on
    row.signers, row.parameters = list(done.signers), done.parameters
    row.save()
    if bundle.innovation is not None and bundle.innovation.zone_id != zone.pk:
        _replicated(bundle, zone, user)
    if user is not None:
        zh, en = (
            f"已安装成果包：{bundle.title} {bundle.version}",
            f"Bundle installed: {bundle.title_en} {bundle.version}",
        )
        notify([user], zh=zh, en=en, link=bundle.get_absolute_url())
    return row


def _replicated(bundle: BundleFile, zone: Zone, user: User | None) -> None:
    """That the fit check is passed, in the replication matrix; a zone that is further on stays there."""
    assert bundle.innovation is not None
    adoption = replicating.offer(innovation=bundle.innovation, zone=zone, by=user)
    if adoption.status == Status.OFFERED:
        adoption.has_basis, adoption.has_systems = Fit.YES, Fit.YES
        replicating.work(
            adoption=adoption,
            status=Status.FIT,
            on=judging.today(),
            reason=f"成果包 {bundle.version} 适配检查通过",
            by=user,
        )


@transaction.atomic
def adopt(*, row: Installation, on: date) -> None:
    """Say from which day the zone's cases go the new way; effects are worked out from it."""
    row.adopted_on = on
    row.save()
