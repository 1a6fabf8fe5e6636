"""Many rows for the performance test: a network ten years old, made in bulk and without audit entries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django_scopes import scopes_disabled

from liandong.hub.core.models import Circle, Zone
from liandong.hub.network.enums import CommitmentState
from liandong.hub.network.models import (
    Activity,
    Agreement,
    Attendance,
    Body,
    Clause,
    Decision,
    Delegation,
    Meeting,
    Obligation,
    Officer,
    Platform,
    Power,
    Training,
    Usage,
    Visit,
)

_START = date(2016, 1, 1)


@scopes_disabled()  # type: ignore[untyped-decorator]
@transaction.atomic
def seed(*, agreements: int = 500, visits: int = 5000, officers: int = 500, powers: int = 2000) -> int:
    """Make that many agreements (with 10 obligations each), visits, officers and powers; how many rows in all."""
    sower = _Sower()
    sower.agreements(agreements)
    sower.meetings(agreements // 2)
    sower.visits(visits)
    sower.officers(officers)
    sower.powers(powers)
    sower.shared(agreements // 2)
    return sower.made


class _Sower:
    """Makes rows by turns of the zones, all seen by the network."""

    def __init__(self) -> None:
        self.zones = list(Zone.objects.all())
        self.circle = Circle.network()
        self.made = 0

    def agreements(self, number: int) -> None:
        """Agreements of all zones with a clause and ten obligations each."""
        rows = self._make(Agreement, number, lambda n: {"title": f"示例协议 {n}", "signed_on": _day(n)})
        through = Agreement.parties.through
        pairs = [through(agreement_id=row.pk, zone_id=zone.pk) for row in rows for zone in self.zones]
        through.objects.bulk_create(pairs, batch_size=2000)
        clauses = self._make(
            Clause, number, lambda n: {"agreement": rows[n], "number": "第一条", "text": "示例"}
        )
        self._make(Obligation, number * 10, lambda n: {"clause": clauses[n // 10], **_promise(n)})

    def meetings(self, number: int) -> None:
        """Meetings with ten decisions each."""
        rows = self._make(
            Meeting, number, lambda n: {"title": f"示例会议 {n}", "held_on": _day(n), "year": _day(n).year}
        )
        self._make(Decision, number * 10, lambda n: {"meeting": rows[n // 10], **_promise(n)})

    def visits(self, number: int) -> None:
        """Visits of each zone to the next."""
        zones = self.zones
        self._make(
            Visit,
            number,
            lambda n: {"topic": f"示例互访 {n}", "held_on": _day(n), "host": zones[(n + 1) % len(zones)]},
        )

    def officers(self, number: int) -> None:
        """Officers, and trainings of which each attended ten."""
        rows = self._make(Officer, number, lambda n: {"name": f"示例专员 {n}", "appointed_on": _day(n % 300)})
        trainings = self._make(Training, 40, lambda n: {"title": f"示例培训 {n}", "held_on": _day(n * 95)})
        self._make(
            Attendance,
            number * 10,
            lambda n: {"officer": rows[n // 10], "training": trainings[(n // 10 + n % 10 * 4) % 40]},
        )

    def powers(self, number: int) -> None:
        """Powers, each delegated once."""
        agencies = [zone.agencies.first() for zone in self.zones]
        rows = self._make(
            Power, number, lambda n: {"name": f"示例事项 {n}", "code": f"X-{n}", "holder": "省级部门"}
        )
        self._make(
            Delegation,
            number,
            lambda n: {"power": rows[n], "agency": agencies[n % len(agencies)], "valid_from": _day(n % 2000)},
        )

    def shared(self, number: int) -> None:
        """Platforms with usage of one zone over four years, and bodies with activities."""
        rows = self._make(Platform, number // 5, lambda n: {"name": f"示例平台 {n}"})
        self._make(
            Usage,
            len(rows) * 48,
            lambda n: {
                "platform": rows[n // 48],
                "month": date(2022 + n % 48 // 12, n % 12 + 1, 1),
                "amount": n % 97,
            },
        )
        bodies = self._make(Body, number, lambda n: {"name": f"示例联盟 {n}"})
        self._make(
            Activity, number * 4, lambda n: {"body": bodies[n // 4], "held_on": _day(n), "text": "示例活动"}
        )

    def _make(self, model: Any, number: int, values: Callable[[int], dict[str, Any]]) -> list[Any]:
        rows = [
            model(zone=self.zones[n % len(self.zones)], circle=self.circle, is_example=True, **values(n))
            for n in range(number)
        ]
        self.made += number
        return list(model.objects.bulk_create(rows, batch_size=2000))


def _day(n: int) -> date:
    return _START + timedelta(days=n % 3900)


def _promise(n: int) -> dict[str, Any]:
    done = n % 10 > 0
    due = _day(n * 7)
    state = CommitmentState.DONE if done else CommitmentState.OPEN
    done_on = due + timedelta(days=n % 12 - 8) if done else None
    return {"text": f"示例事项 {n}", "due_on": due, "state": state, "done_on": done_on}
