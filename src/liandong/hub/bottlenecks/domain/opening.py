"""From what was found to a bottleneck that somebody takes care of, and from there to a task."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from liandong.hub.bottlenecks.enums import NEXT_STATES, BottleneckState
from liandong.hub.bottlenecks.models import Analysis, Bottleneck, Finding
from liandong.hub.core.domain import audit
from liandong.hub.core.domain.links import link
from liandong.hub.core.models import Circle, Record, User, Zone


@transaction.atomic
def open_bottleneck(
    *,
    title: str,
    zone: Zone,
    user: User | None,
    source: Record | None = None,
    analysis: Analysis | None = None,
    finding: Finding | None = None,
) -> Bottleneck:
    """A new bottleneck of the zone, with the figures of a finding and a link from what it came from, if any.

    Who sees the analysis or the source sees the bottleneck; one that comes from neither is seen by the network.
    """
    analysis = analysis or (finding.analysis if finding else None)
    made = Bottleneck(title=title[:200], zone=zone, created_by=user, analysis=analysis, finding=finding)
    seen_by = analysis or source
    made.circle = seen_by.circle if seen_by is not None else Circle.network()
    if analysis is not None:
        made.is_simulated = analysis.is_simulated
    if finding is not None:
        _measure(made, finding)
    made.save()
    if source is not None:
        link(source, made)
    return made


def from_finding(*, finding: Finding, zone: Zone, user: User | None) -> Bottleneck:
    """The bottleneck of the zone for this finding: the one there is, else a new one."""
    known = Bottleneck.objects.filter(finding=finding, zone=zone).first()
    if known is not None:
        return known
    made = open_bottleneck(title=title_of(finding, "zh"), zone=zone, user=user, finding=finding)
    made.title_en = title_of(finding, "en")
    made.save()
    return made


def title_of(finding: Finding, lang: str) -> str:
    """What a bottleneck is called by default."""
    if lang == "en":
        return f"{finding.log_zone}: “{finding.activity}” takes too long"[:200]
    return f"{finding.log_zone}：“{finding.activity}”用时偏长"[:200]


def _measure(made: Bottleneck, finding: Finding) -> None:
    made.step, made.log_zone, made.party = finding.activity, finding.log_zone, finding.party
    for name in ("rank", "case_days", "low", "high", "statutory_share", "n", "sentence", "sentence_en"):
        setattr(made, name, getattr(finding, name))


@transaction.atomic
def move(*, bottleneck: Bottleneck, state: str, note: str = "") -> Bottleneck:
    """Take the bottleneck to its next state; what was found out is kept with it. Raises ValidationError."""
    if state not in NEXT_STATES[BottleneckState(bottleneck.state)]:
        raise ValidationError(_("不能从“%(now)s”改为该状态。") % {"now": bottleneck.get_state_display()})
    bottleneck.state = state
    if note:
        bottleneck.note = f"{bottleneck.note}\n{note}".strip()
    bottleneck.save()
    return bottleneck


@transaction.atomic
def make_task(*, bottleneck: Bottleneck, name: str, due: date, kind: str, user: User) -> Any:
    """A task of the ledger that is to remove the bottleneck, linked to it."""
    from liandong.hub.tasks.domain import create_task

    basis = bottleneck.sentence or bottleneck.title
    task = create_task(name=name, zone=bottleneck.zone, due=due, kind=kind, user=user, basis=basis)
    link(bottleneck, task)
    bottleneck.state = BottleneckState.TASKED
    bottleneck.save()
    audit.record("task", bottleneck, {"task": task.pk})
    return task


def link_request(*, bottleneck: Bottleneck, number: str) -> Any:
    """The request with this number, linked to the bottleneck it is about. Raises ValidationError where there is none."""
    from liandong.hub.requests.models import Request

    found = Request.objects.filter(number=number.strip()).first()
    if found is None:
        raise ValidationError(_("没有编号为 %(number)s 的诉求，或者您看不到它。") % {"number": number})
    link(found, bottleneck)
    return found
