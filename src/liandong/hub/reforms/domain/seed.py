"""Many reforms and tests, for the test of speed: the same ones each time."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

from django.db import transaction
from django_scopes import scopes_disabled

from liandong.hub.bottlenecks.enums import JobState
from liandong.hub.core.models import Circle, Zone
from liandong.hub.reforms.domain import designing
from liandong.hub.reforms.enums import DesignState, Outcome
from liandong.hub.reforms.models import Design, StressRun
from liandong.innovations.folders import folders

_AT = datetime(2026, 3, 2, tzinfo=UTC)
#: What of the first reform all the others show too.
_SAME = ("folder", "toml", "procedure_sha256", "roles", "steps", "changes")


@transaction.atomic
def seed(designs: int = 2_000, runs: int = 4_000) -> int:
    """Add this many reforms, all with the procedure and steps of the first that ships; how many rows were added."""
    with scopes_disabled():
        zones = list(Zone.objects.all())
        circles = [Circle.network(), *(Circle.of([zone]) for zone in zones)]
        shown = _shipped(zones[0])
        made = Design.objects.bulk_create(
            (_design(n, zones[n % len(zones)], circles[n % len(circles)], shown) for n in range(designs)),
            batch_size=1000,
        )
        StressRun.objects.bulk_create((_run(n, made[n % len(made)]) for n in range(runs)), batch_size=1000)
    return designs + runs


def _shipped(zone: Zone) -> Design:
    """The reform of the first innovation that ships."""
    folder = min(folders().values())
    content = (folder / "process/before.bpmn").read_bytes()
    found = designing.from_file(
        title="压测方案（模拟）", content=content, analysis=None, zone=zone, user=None
    )
    return designing.rewrite(found, (folder / "reform.toml").read_text("utf-8"))


def _design(n: int, zone: Zone, circle: Circle, shown: Design) -> Design:
    return Design(
        title=f"压测方案第{n:04d}项（模拟）",
        zone=zone,
        circle=circle,
        state=DesignState.values[n % len(DesignState.values)],
        outcome=Outcome.values[n % len(Outcome.values)],
        is_simulated=True,
        **{name: getattr(shown, name) for name in _SAME},
    )


def _run(n: int, design: Design) -> StressRun:
    return StressRun(
        design=design,
        zone=design.zone,
        circle=design.circle,
        title=design.title,
        toml=design.toml,
        sha256=sha256(str(n).encode()).hexdigest(),
        registered_at=_AT,
        folder=design.folder,
        state=JobState.DONE,
        outcome=Outcome.values[1 + n % 3],
        sentences={"zh": ["模拟数据。"], "en": ["Simulated."]},
    )
