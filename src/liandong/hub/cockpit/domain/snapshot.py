"""The figures of all rooms at one moment, as the reader's scope shows them.

Each room is asked through its own domain, inside its own function here: a room that is not installed is left out, and
so are its measures. Figures are kept for each scope, section by section, and the page says as of when they are: counting
200,000 requests for every person who looks would cost more than it tells. Whoever finds them older than half a minute
has the worker count anew; nobody waits. Where there are none yet the page asks for one section after the other, so that
no request counts all rooms.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.core.cache import cache
from django.db.models import Count, F, Q, Sum
from django.utils import timezone
from django_scopes import get_scope

SECONDS = 30
#: Older ones are not shown, even where no worker runs.
MOST_SECONDS = 300
#: How many rows each list of the page shows.
ROWS = 5


@dataclass(frozen=True)
class Part:
    """What one room tells: figures by measure, rows by list."""

    values: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, Any] = field(default_factory=dict)
    is_invented: bool = False
    at: datetime | None = None


@dataclass(frozen=True)
class Snapshot:
    """What all rooms tell, and when the oldest of it was counted. ``invented``: sections with example data in them;
    ``missing``: sections that nobody has counted yet."""

    at: datetime
    values: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, Any] = field(default_factory=dict)
    invented: frozenset[str] = frozenset()
    missing: tuple[str, ...] = ()


def snapshot() -> Snapshot:
    """The figures kept for the present scope; those that are missing are counted now."""
    found = kept()
    if not found.missing:
        return found
    for section in found.missing:
        count(section)
    return kept()


def kept() -> Snapshot:
    """The figures kept for the present scope; old ones, and those that are missing, are left to the worker."""
    keys = {_key(section): section for section in SECTIONS}
    parts = {keys[key]: part for key, part in cache.get_many(keys).items()}
    found = _joined(parts)
    is_old = (timezone.now() - found.at).total_seconds() > SECONDS
    if (is_old or found.missing) and cache.add(_key("busy"), True, 2 * SECONDS):
        from liandong.hub.cockpit.tasks import renew_figures

        renew_figures.enqueue(get_scope())
    return found


def renew() -> None:
    """Count the figures of the present scope now, and keep them."""
    for section in SECTIONS:
        count(section)
    cache.delete(_key("busy"))


def count(section: str) -> Part:
    """What one section tells now, kept for the present scope; nothing where its room is not installed."""
    at = timezone.now()
    try:
        part = replace(SECTIONS[section](timezone.localdate(at)), at=at)
    except ImportError:
        part = Part(at=at)
    cache.set(_key(section), part, MOST_SECONDS)
    return part


def _joined(parts: dict[str, Part]) -> Snapshot:
    """The parts in the order of the loop, as one."""
    told = [parts[section] for section in SECTIONS if section in parts]
    return Snapshot(
        at=min((part.at for part in told if part.at), default=timezone.now()),
        values={key: value for part in told for key, value in part.values.items()},
        rows={key: rows for part in told for key, rows in part.rows.items()},
        invented=frozenset(section for section, part in parts.items() if part.is_invented),
        missing=tuple(section for section in SECTIONS if section not in parts),
    )


def _tasks(today: date) -> Part:
    from liandong.hub.tasks import domain
    from liandong.hub.tasks.models import Task

    found = domain.summary(today)
    closed = found["state"]["closed"]
    values = {
        "task_total": found["total"],
        "task_red": found["light"]["red"],
        "task_yellow": found["light"]["yellow"],
        "task_due_soon": found["due_soon"],
        "task_blocked": found["state"]["blocked"],
        "task_closed": closed,
        "task_share": _share(closed, found["total"]),
    }
    rows = {
        "overdue": domain.overdue(ROWS),
        "blocked": domain.blocked(ROWS),
        "shares": domain.shares()[:ROWS],
    }
    return Part(values, rows, Task.objects.filter(is_simulated=True).exists())


def _requests(_today: date) -> Part:
    from liandong.hub.requests import domain
    from liandong.hub.requests.models import Request

    found = domain.summary()
    values = {f"request_{name}": found[name] for name in ("filed", "solved", "share", "open", "overdue")}
    by_programme = programmes()
    rows = {
        "categories": found["by_category"][:ROWS],
        "themes": domain.themes(ROWS),
        "programmes": by_programme[:2],
        "unplanned": found["filed"] - sum(row.filed for row in by_programme),
    }
    return Part(values, rows, Request.objects.filter(is_simulated=True).exists())


@dataclass(frozen=True)
class OfProgramme:
    """The requests that one programme of service brought: filed and solved."""

    programme: Any
    filed: int
    solved: int

    @property
    def share(self) -> float | None:
        """Solved of filed."""
        return _share(self.solved, self.filed)


def programmes() -> list[OfProgramme]:
    """What the programmes brought of all requests, the largest first; the programmes' own pages count the same."""
    from liandong.hub.requests.domain.statistics import counted
    from liandong.hub.requests.enums import State
    from liandong.hub.requests.models import Programme, Request

    rows = counted(Request.objects.filter(programme__isnull=False)).order_by().values("programme")
    told = rows.annotate(filed=Count("pk"), solved=Count("pk", filter=Q(state=State.SOLVED)))
    numbers = {row["programme"]: (row["filed"], row["solved"]) for row in told}
    found = [OfProgramme(one, *numbers[one.pk]) for one in Programme.objects.filter(pk__in=numbers)]
    return sorted(found, key=lambda row: (-row.filed, row.programme.pk))


def _bottlenecks(_today: date) -> Part:
    from liandong.hub.bottlenecks import domain
    from liandong.hub.bottlenecks.enums import BottleneckState
    from liandong.hub.bottlenecks.models import Bottleneck

    found = Bottleneck.objects.exclude(state=BottleneckState.CLOSED).aggregate(
        bottleneck_open=Count("pk"),
        bottleneck_measured=Count("pk", filter=Q(case_days__isnull=False)),
        bottleneck_days=Sum("case_days"),
        invented=Count("pk", filter=Q(is_simulated=True)),
    )
    is_invented = bool(found.pop("invented"))
    return Part(found, {"bottlenecks": list(domain.top(ROWS))}, is_invented)


def _innovations(today: date) -> Part:
    from liandong.hub.innovations import domain
    from liandong.hub.innovations.domain.consistency import held

    counts = domain.counts(today)
    values = {
        "innovation_total": counts.total,
        "innovation_national": counts.national,
        "innovation_provincial": counts.provincial,
        "innovation_joint": counts.joint,
    }
    return Part(values, {"held": held(), "gains": gains()})


def _replication(_today: date) -> Part:
    from liandong.hub.innovations import domain

    found = domain.replications()
    values = {
        "replication_live": found.by_status.get("live", 0),
        "replication_piloting": found.by_status.get("piloting", 0),
        "replication_offered": sum(found.by_status.values()),
        "replication_innovations": found.innovations,
        "replication_zones": len(found.live_by_zone),
    }
    return Part(values, {"strip": _strip(found.live_by_zone), "latest": found.latest})


def _network(today: date) -> Part:
    from liandong.hub.network.enums import CommitmentState, MeetingState
    from liandong.hub.network.models import Decision, Meeting

    due = Q(state=CommitmentState.OPEN)
    decisions = Decision.objects.aggregate(
        decision_open=Count("pk", filter=due),
        decision_overdue=Count("pk", filter=due & Q(due_on__lt=today)),
        invented=Count("pk", filter=Q(is_example=True)),
    )
    meetings = Meeting.objects.aggregate(
        meeting_held=Count("pk", filter=Q(state=MeetingState.HELD)),
        meeting_year=Count("pk", filter=Q(state=MeetingState.HELD, year=today.year)),
        invented=Count("pk", filter=Q(is_example=True)),
    )
    is_invented = bool(decisions.pop("invented") + meetings.pop("invented"))
    coming = Meeting.objects.filter(state=MeetingState.PLANNED).order_by(
        F("held_on").asc(nulls_last=True), "pk"
    )
    promises = Decision.objects.filter(due).select_related("zone", "meeting").order_by("due_on", "pk")
    return Part(
        decisions | meetings, {"meetings": list(coming[:3]), "decisions": list(promises[:ROWS])}, is_invented
    )


#: The rooms that tell figures, in the order of the loop.
SECTIONS: dict[str, Callable[[date], Part]] = {
    "tasks": _tasks,
    "bottlenecks": _bottlenecks,
    "requests": _requests,
    "innovations": _innovations,
    "replication": _replication,
    "network": _network,
}


@dataclass(frozen=True)
class Gain:
    """What a source says of one innovation: the figure before the reform and the one after it."""

    subject: str
    url: str
    before: Any
    after: Any


def gains() -> list[Gain]:
    """The published figures after a reform, each beside the one before it where the source gives one.

    They are claims; the column of computed effects stays empty until an effect was computed.
    """
    from liandong.hub.innovations.enums import Phase
    from liandong.hub.innovations.models import Claim

    rows = Claim.objects.filter(phase__in=(Phase.BEFORE, Phase.AFTER)).select_related("source", "innovation")
    claims = list(rows.order_by("code")[:200])
    before = {_about(claim): claim for claim in claims if claim.phase == Phase.BEFORE}
    after = [claim for claim in claims if claim.phase == Phase.AFTER]
    found = [Gain(claim.subject, _page(claim), before.get(_about(claim)), claim) for claim in after]
    return sorted(found, key=lambda gain: gain.before is None)[:6]


def _about(claim: Any) -> tuple[str, str]:
    """What a claim is about: its subject and its metric, without the bracket that says before or after."""
    return claim.subject, claim.metric.partition("（")[0]


def _page(claim: Any) -> str:
    return (claim.innovation or claim).get_absolute_url()


@dataclass(frozen=True)
class Stop:
    """A zone on the strip and how many innovations of others are live there."""

    zone: Any
    live: int


def _strip(live_by_zone: dict[str, int]) -> list[Stop]:
    from liandong.hub.core.models import Zone

    return [Stop(zone, live_by_zone.get(zone.slug, 0)) for zone in Zone.objects.all()]


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _key(name: str) -> str:
    scope = json.dumps(get_scope(), sort_keys=True)
    return f"cockpit.{name}.{hashlib.sha256(scope.encode()).hexdigest()[:32]}"
