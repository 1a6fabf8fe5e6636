"""Promises: closed, cancelled, opened again, turned into tasks, reminded of, and how many were kept on time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet

from liandong.hub.core.domain.links import link
from liandong.hub.core.domain.notify import notify
from liandong.hub.core.enums import Role
from liandong.hub.core.models import User
from liandong.hub.network.domain import neighbours, parameters
from liandong.hub.network.enums import CommitmentState
from liandong.hub.network.models import Decision, FollowUp, Obligation

Commitment = Obligation | Decision | FollowUp
KINDS: tuple[type[Any], ...] = (Obligation, Decision, FollowUp)
#: Days after which an open promise is called to mind again.
_AGAIN_AFTER = timedelta(days=7)


@dataclass(frozen=True)
class Kept:
    """How promises stand on a day. ``due``: those whose day has come, without cancelled ones."""

    total: int
    open: int
    overdue: int
    due: int
    on_time: int

    @property
    def share(self) -> float | None:
        """Kept on time of those due; None where nothing was due yet."""
        return self.on_time / self.due if self.due else None


def counts(on: date, prefix: str = "") -> dict[str, Any]:
    """The columns of ``Kept`` as aggregates of a query of promises."""
    live = ~Q(state=CommitmentState.WAIVED)
    still = Q(state=CommitmentState.OPEN)
    in_time = Q(state=CommitmentState.DONE, done_on__lte=F("due_on"))
    # What was done ahead of its day counts at once: it cannot become late any more.
    due = live & (Q(due_on__lt=on) | in_time)
    return {
        f"{prefix}total": Count("pk", filter=live),
        f"{prefix}open": Count("pk", filter=still),
        f"{prefix}overdue": Count("pk", filter=still & Q(due_on__lt=on)),
        f"{prefix}due": Count("pk", filter=due),
        f"{prefix}on_time": Count("pk", filter=in_time),
    }


def kept_on_time(rows: QuerySet[Any], on: date) -> Kept:
    """How these promises stand on a day."""
    return Kept(**rows.order_by().aggregate(**counts(on)))


@transaction.atomic
def close(*, commitment: Commitment, on: date, result: str) -> Commitment:
    """Done, on a day, with what came out."""
    return _moved(commitment, CommitmentState.DONE, done_on=on, result=result)


@transaction.atomic
def waive(*, commitment: Commitment, reason: str) -> Commitment:
    """Cancelled: it counts neither as kept nor as late. The reason stays."""
    return _moved(commitment, CommitmentState.WAIVED, done_on=None, result=reason)


@transaction.atomic
def reopen(*, commitment: Commitment, reason: str) -> Commitment:
    """To be done again."""
    return _moved(commitment, CommitmentState.OPEN, done_on=None, result=reason)


@transaction.atomic
def become_task(*, commitment: Commitment, user: Any) -> Any:
    """The task of the ledger that carries the promise: made once, linked with it."""
    # Two people pressing at once wait for each other here; the second finds the first one's task.
    type(commitment).objects.select_for_update().get(pk=commitment.pk)
    made = neighbours.task_of(commitment)
    if made is not None:
        return made
    task = neighbours.create_task(
        name=commitment.text[:150],
        zone=commitment.zone,
        due=commitment.due_on,
        user=user,
        basis=str(commitment.root),
    )
    link(commitment, task)
    return task


def tell(commitment: Commitment) -> int:
    """Tell the officers of the zone that something was promised in their name; how many were told."""
    return notify(
        _officers([commitment.zone_id]),
        zh=f"新的承诺事项：{commitment.text}（{commitment.due_on} 前）",
        en=f"New commitment, due {commitment.due_on}: {commitment.text}",
        link=commitment.get_absolute_url(),
    )


def remind(*, on: date) -> int:
    """Remind officers of what is due soon or late, each thing once a week; how many things."""
    until = on + timedelta(days=parameters.value("remind-days"))
    asked = Q(reminded_on=None) | Q(reminded_on__lte=on - _AGAIN_AFTER)
    number = 0
    for kind in KINDS:
        rows = kind.objects.filter(asked, state=CommitmentState.OPEN, due_on__lte=until)
        number += _remind(kind, list(rows[:2000]), on)
    return number


@transaction.atomic
def _remind(kind: type[Any], rows: list[Any], on: date) -> int:
    officers: dict[int, list[User]] = {}
    for person in _officers({row.zone_id for row in rows}):
        officers.setdefault(person.zone_id or 0, []).append(person)
    for row in rows:
        late = row.due_on < on
        zh, en = ("已逾期", "Overdue") if late else ("即将到期", "Due soon")
        text = (f"{zh}：{row.text}（{row.due_on}）", f"{en} ({row.due_on}): {row.text}")
        notify(officers.get(row.zone_id, ()), zh=text[0], en=text[1], link=row.get_absolute_url())
    kind.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_on=on)
    return len(rows)


def _officers(zone_ids: Iterable[int]) -> list[User]:
    return list(User.objects.filter(zone_id__in=zone_ids, role=Role.OFFICER, is_active=True))


def _moved(
    commitment: Commitment, state: CommitmentState, *, done_on: date | None, result: str
) -> Commitment:
    commitment.state, commitment.done_on, commitment.result = state, done_on, result
    commitment.save()
    return commitment
