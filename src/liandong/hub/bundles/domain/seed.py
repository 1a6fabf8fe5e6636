"""Many bundles and reports, for the test of speed: the same ones each time, without files."""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256

from django.db import transaction
from django_scopes import scopes_disabled

from liandong.hub.bundles.enums import Origin
from liandong.hub.bundles.models import BundleFile, ReportFile
from liandong.hub.core.models import Circle, Zone

_DAY = date(2026, 3, 2)


@transaction.atomic
def seed(rows: int = 5_000) -> int:
    """Add this many bundles and as many reports; how many rows were added."""
    with scopes_disabled():
        zones = list(Zone.objects.all())
        circles = [Circle.network(), *(Circle.of([zone]) for zone in zones)]
        made = BundleFile.objects.bulk_create(
            (_bundle(n, zones[n % len(zones)], circles[n % len(circles)]) for n in range(rows)),
            batch_size=1000,
        )
        ReportFile.objects.bulk_create(
            (_report(n, made[n % len(made)]) for n in range(rows)), batch_size=1000
        )
    return 2 * rows


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _bundle(n: int, zone: Zone, circle: Circle) -> BundleFile:
    return BundleFile(
        zone=zone,
        circle=circle,
        key=f"seed-{n // 4}",
        version=f"1.{n % 4}.0",
        title=f"压测成果包第{n:04d}项（模拟）",
        title_en=f"Seeded bundle {n:04d} (simulated)",
        origin=zone.name,
        came=Origin.values[n % len(Origin.values)],
        digest=_hash(f"bundle {n}"),
        sha256=_hash(f"file {n}"),
        size=300_000,
        is_simulated=True,
    )


def _report(n: int, bundle: BundleFile) -> ReportFile:
    return ReportFile(
        zone=bundle.zone,
        circle=bundle.circle,
        bundle=bundle,
        report_id=_hash(f"report {n}"),
        sha256=_hash(f"report file {n}"),
        party=bundle.origin,
        sequence=1 + n % 5,
        reported_on=_DAY + timedelta(days=n % 200),
        first=_DAY,
        last=_DAY + timedelta(days=180),
        cases=100 + n % 900,
        is_simulated=True,
    )
