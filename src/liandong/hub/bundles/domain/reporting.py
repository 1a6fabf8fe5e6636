"""What goes back to the origin: the zone's own counts in cells of at least k, signed, numbered, bound to the bundle."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from liandong.errors import BundleError, LiandongError
from liandong.hub.bottlenecks.domain.telling import Teller
from liandong.hub.bottlenecks.enums import JobState
from liandong.hub.bottlenecks.models import Analysis
from liandong.hub.bundles.domain import fitting, judging, keeping
from liandong.hub.bundles.domain.jobs import start
from liandong.hub.bundles.domain.keys import signing_key, trust_of
from liandong.hub.bundles.enums import JobKind, Origin
from liandong.hub.bundles.models import BundleFile, BundleJob, Installation, ReportFile, TrustedKey
from liandong.hub.core.domain.notify import notify
from liandong.hub.core.enums import Role
from liandong.hub.core.models import Circle, User, Zone

if TYPE_CHECKING:
    from liandong.bundle import Report
    from liandong.bundle.keys import Private
    from liandong.profile import Profile
    from liandong.profile.sharing import Approval


def ask(*, row: Installation, analysis: Analysis, approved_by: str, retention: str, user: User) -> BundleJob:
    """The job that shares the counts of the analysis and reports on the bundle.

    Raises ValidationError for another zone's counts, and where the zone has no key to sign with.
    """
    fitting.check_own(analysis, row.zone)
    signing_key(row.zone)
    asked = {"approved_by": approved_by, "retention": retention}
    return start(
        kind=JobKind.REPORT, zone=row.zone, bundle=row.bundle, analysis=analysis, user=user, asked=asked
    )


def report(job: BundleJob, tell: Teller) -> None:
    """Share, sign, keep; then have the effect worked out where the origin is in this hub."""
    from liandong.profile.sharing import Approval

    tell(("合并少于 10 的单元并签名", "Merging cells under 10 and signing"), 0, 2)
    assert job.bundle is not None
    key, private = signing_key(job.zone)
    row = Installation.objects.filter(bundle=job.bundle, zone=job.zone).first()
    approval = Approval(
        purpose=f"成果包 {job.bundle.name} 的成效回传",
        retention=job.asked["retention"],
        approved_by=job.asked["approved_by"],
        approved_on=judging.today(),
    )
    log = keeping.shared_by(job.zone)
    shared = tell.run(partial(_shared, job.analysis, key.party, log, approval))
    tell(("保存回传件", "Keeping the report"), 1, 2)
    kept = _numbered(job, key.party, shared, private, row.adopted_on if row else None)
    job.found = {"report": kept.pk}


def _shared(analysis: Analysis | None, party: str, log: Path, approval: Approval) -> Profile:
    """The counts of the zone alone, as they may leave the house, recorded in its share log."""
    from liandong.profile.sharing import ShareLog

    whole = fitting.profile_of(analysis)
    assert whole is not None
    if party not in whole.zones:
        raise _other_zone(party, whole)
    return ShareLog(log).share(whole.select(zone=party), approval)


def _other_zone(party: str, whole: Profile) -> BundleError:
    known = "、".join(whole.zones) or "—"
    reason = (
        f"画像里没有片区“{party}”的办件，有的是 {known}；请让画像的片区名与签名密钥的署名一致",
        f"the profile has no cases of {party}, but of {known}; name the zone of the profile as the key is named",
    )
    return BundleError(reason=reason)


@transaction.atomic
def _numbered(
    job: BundleJob, party: str, shared: Profile, private: Private, adopted: date | None
) -> ReportFile:
    """The zone's next report: numbers are given one at a time, as each is written with its row."""
    from liandong.bundle import Report

    bundle = job.bundle
    assert bundle is not None
    # Where the same counts were shared before, they were reported before.
    known = ReportFile.objects.filter(zone=job.zone, bundle=bundle).select_for_update().order_by("-sequence")
    facts = {"zone": party, "now": judging.today(), "adopted": adopted}
    for earlier in known:
        if earlier.adopted_on == adopted and _counts(earlier) == shared.sha256:
            return earlier
    number = max((one.sequence for one in _all_of(job.zone, bundle.key)), default=0) + 1
    made = Report.of(judging.opened(bundle), shared, sequence=number, **facts).sign(private)  # type: ignore[arg-type]
    row, _is_new = kept(made, bundle, job.zone, job.created_by)
    return row


def _all_of(zone: Zone, key: str) -> list[ReportFile]:
    return list(ReportFile.objects.filter(zone=zone, bundle__key=key))


def _counts(row: ReportFile) -> str:
    return opened(row).facts.counts


def receive(data: bytes, *, zone: Zone, may: Callable[[Zone], bool]) -> tuple[ReportFile, bool]:
    """The report that came from another hub for a bundle of the zone, and whether it is new.

    ``may`` says for which zones whoever brought it may speak. Raises BundleDamaged, SignatureRefused, SharingRefused,
    BundleError; PermissionDenied is for the caller.
    """
    from liandong.bundle import Report

    made = Report.open(_("成效回传"), trust=trust_of(zone).valid, data=data)
    bundle = BundleFile.objects.filter(zone=zone, digest=made.facts.bundle).select_related("zone").first()
    if bundle is None:
        raise BundleError(reason=_unknown(made))
    sender = _sender(made, zone)
    if sender is None or not may(sender):
        raise BundleError(reason=_not_for(made))
    return kept(made, bundle, sender, None)


def is_believed(data: bytes, zone: Zone) -> bool:
    """Whether the zone believes who signed the report."""
    from liandong.bundle import Report

    try:
        Report.open("", trust=trust_of(zone).valid, data=data)
    except LiandongError:
        return False
    return True


def _sender(made: Report, zone: Zone) -> Zone | None:
    """The zone of this hub that the report is about, by the key it is signed with."""
    ids = [key for key, _ in made.envelope.signatures] if made.envelope else []
    rows = TrustedKey.objects.filter(zone=zone, fingerprint__in=ids, party=made.facts.zone)
    row = rows.select_related("of").first()
    return row.of if row else None


def _unknown(made: Report) -> tuple[str, str]:
    name = f"{made.facts.innovation} {made.facts.version}（{made.facts.bundle[:12]}）"
    return f"本片区没有成果包 {name}", f"this zone has no bundle {name}"


def _not_for(made: Report) -> tuple[str, str]:
    zone = made.facts.zone
    return (
        f"“{zone}”的公钥没有对应到本平台的片区，或不由您的片区代报；请在“密钥与信任”里核对",
        f"the key of {zone} is not that of a zone of this hub, or not of yours; look at “Keys and trust”",
    )


def kept(made: Report, bundle: BundleFile, zone: Zone, user: User | None) -> tuple[ReportFile, bool]:
    """The row of the report, whose file the disk holds; the same report is one row of a bundle, however often it is brought."""
    same = ReportFile.objects.filter(bundle=bundle, report_id=made.id)
    known = same.first()
    if known is not None:
        return known, False
    data, facts = made.to_bytes(), made.facts
    row = ReportFile(zone=zone, circle=Circle.of([zone, bundle.zone]), bundle=bundle, report_id=made.id)
    row.sha256, row.party, row.sequence = keeping.kept("reports", data), facts.zone[:80], facts.sequence
    row.reported_on, row.first, row.last = map(
        date.fromisoformat, (facts.reported_on, facts.first, facts.last)
    )
    row.adopted_on = date.fromisoformat(facts.adopted) if facts.adopted else None
    row.cases, row.is_simulated = int(made.profile.case["n"].sum()), facts.simulated
    row.created_by = user
    try:
        with transaction.atomic():
            row.save()
            if bundle.zone_id != zone.pk or bundle.came == Origin.BUILT:
                _tell_origin(row, bundle)
    except IntegrityError:
        return same.get(), False
    return row, True


def _tell_origin(row: ReportFile, bundle: BundleFile) -> None:
    """The officers of the origin hear of it, and the effects are worked out anew."""
    words = {
        "zh": f"{row.party} 回传了“{bundle.title}”第 {row.sequence} 次成效",
        "en": f"{row.party} has reported on “{bundle.title_en}”, number {row.sequence}",
    }
    people = User.objects.filter(zone=bundle.zone, role=Role.OFFICER, is_active=True)
    notify(people, link=row.get_absolute_url(), **words)
    waiting = BundleJob.objects.filter(
        kind=JobKind.EFFECT, zone=bundle.zone, bundle__key=bundle.key, state=JobState.QUEUED
    )
    if not waiting.exists():
        start(kind=JobKind.EFFECT, zone=bundle.zone, bundle=bundle, user=None)


def opened(row: ReportFile) -> Report:
    """The report as it came, checked anew by the keys of both zones. Raises BundleDamaged, SignatureRefused."""
    from liandong.bundle import Report

    keys = [key for zone in {row.zone, row.bundle.zone} for key in trust_of(zone).keys]
    return Report.open(str(row), trust=keys, data=keeping.parcel("reports", row.sha256))


def missing(rows: list[ReportFile]) -> dict[str, list[int]]:
    """The numbers that reports leave out, by zone and innovation: what was sent and has not arrived yet."""
    return gaps((row.party, row.bundle.key, row.sequence) for row in rows)


def gaps(reports: Iterable[tuple[str, str, int]]) -> dict[str, list[int]]:
    """The same of party, innovation and number of each report."""
    seen: dict[str, set[int]] = {}
    for party, key, sequence in reports:
        seen.setdefault(f"{party} · {key}", set()).add(sequence)
    found = {name: sorted(set(range(1, max(numbers))) - numbers) for name, numbers in seen.items()}
    return {name: numbers for name, numbers in found.items() if numbers}


def check_installed(bundle: BundleFile, zone: Zone) -> Installation:
    """The zone's installation of the bundle. Raises ValidationError where there is none."""
    row = Installation.objects.filter(bundle=bundle, zone=zone).select_related("bundle__zone", "zone").first()
    if row is None:
        raise ValidationError(_("本片区还没有安装这个成果包。"))
    return row
