"""Putting analyses together: profiles add, so several zones or years become one without their events."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from liandong.hub.bottlenecks.domain import files
from liandong.hub.bottlenecks.domain.jobs import start
from liandong.hub.bottlenecks.domain.uploading import DEFAULTS
from liandong.hub.bottlenecks.enums import AnalysisState, JobKind
from liandong.hub.bottlenecks.models import Analysis, Job
from liandong.hub.core.models import Circle, User, Zone


@transaction.atomic
def combine(*, title: str, parents: Iterable[Analysis], zone: Zone, user: User) -> Job:
    """The job that adds the analyses up into a new one of the zone. Raises ValidationError for less than two."""
    chosen = list(parents)
    if len(chosen) < 2 or any(each.state != AnalysisState.DONE for each in chosen):
        raise ValidationError(_("请选择两个以上已完成的诊断。"))
    if len({each.sha256 for each in chosen}) < len(chosen):
        raise ValidationError(_("所选诊断里有相同的画像，不能重复相加。"))
    made = Analysis(
        title=title,
        zone=zone,
        circle=Circle.of([zone]),
        created_by=user,
        state=AnalysisState.RUNNING,
        is_simulated=any(each.is_simulated for each in chosen),
        source="; ".join(sorted({each.source for each in chosen if each.source}))[:200],
        licence="; ".join(sorted({each.licence for each in chosen if each.licence}))[:100],
        folder=files.new_folder(),
        settings=dict(DEFAULTS),
    )
    made.save()
    made.parents.set(chosen)
    return start(analysis=made, kind=JobKind.COMBINE, user=user)
