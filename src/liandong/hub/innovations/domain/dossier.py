"""The dossier of an innovation: what it must hold (PRACTICE §2), how complete it is, and its digest."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.models import Link
from liandong.hub.innovations.models import Innovation

#: Sections in the order of a case report, as (field, heading).
SECTIONS = (
    ("background", _("一、背景与堵点")),
    ("measures", _("二、主要做法")),
    ("effects", _("三、实践效果")),
    ("risks", _("四、风险与防控")),
    ("next_steps", _("五、下一步工作")),
    ("attachments", _("附件")),
)
#: What the digest covers: a review is of exactly this.
_READ = (
    "title",
    "summary",
    "field_id",
    "lead_id",
    "cooperating",
    "proposed_on",
    "tested_on",
    "live_on",
    "evaluated_on",
    "background",
    "measures",
    "legal",
    "effects",
    "conditions",
    "risks",
    "next_steps",
    "attachments",
    "stage",
)


@dataclass(frozen=True)
class Item:
    """One thing a complete dossier has, and whether it is there."""

    name: Any
    is_there: bool


def checklist(innovation: Innovation, *, is_searched: bool, is_linked: bool) -> list[Item]:
    """What the dossier has and lacks, each of equal weight."""
    text = [Item(heading, bool(getattr(innovation, name))) for name, heading in SECTIONS]
    return [
        Item(_("一句话概述"), bool(innovation.summary)),
        Item(_("领域"), innovation.field_id is not None),
        Item(_("牵头单位"), innovation.lead_id is not None),
        Item(_("制度创新专员"), innovation.officer_id is not None),
        Item(_("提出与运行日期"), bool(innovation.proposed_on and innovation.live_on)),
        *text,
        Item(_("法律依据"), bool(innovation.legal)),
        Item(_("复制推广条件"), bool(innovation.conditions)),
        Item(_("查新记录"), is_searched),
        Item(_("关联堵点或任务"), is_linked),
    ]


def percent(items: list[Item]) -> int:
    """The share of what is there, rounded down: only a complete dossier is 100."""
    return 100 * sum(item.is_there for item in items) // len(items)


def refresh(innovation: Innovation) -> int:
    """Recompute and keep the completeness; the new percentage."""
    kind = innovation._meta.label_lower
    items = checklist(
        innovation,
        is_searched=innovation.searches.exists(),
        is_linked=Link.objects.filter(target_kind=kind, target_id=innovation.pk).exists(),
    )
    innovation.completeness = percent(items)
    Innovation.objects.filter(pk=innovation.pk).update(completeness=innovation.completeness)
    return innovation.completeness


def digest(innovation: Innovation) -> str:
    """The SHA-256 of what a reviewer reads; it changes when, and only when, the dossier does."""
    content = {name: getattr(innovation, name) for name in _READ}
    text = json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def next_number(innovation: Innovation) -> str:
    """A free number: zone, year, running number of that zone and year."""
    prefix = f"{innovation.zone.slug.upper()}-{timezone.localdate().year}-"
    taken = Innovation._base_manager.filter(number__startswith=prefix).values_list("number", flat=True)
    last = max((int(number.rsplit("-", 1)[1]) for number in taken), default=0)
    return f"{prefix}{last + 1:03d}"


@transaction.atomic
def save(*, innovation: Innovation) -> Innovation:
    """Save a dossier; a new one gets its number."""
    if not innovation.number:
        innovation.number = next_number(innovation)
    innovation.save()
    refresh(innovation)
    return innovation
