"""Which innovation an effect is about, and which effects an innovation has: links of the chain, one innovation an effect."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from liandong.hub.core.domain.links import link
from liandong.hub.core.models import Link
from liandong.hub.effects.models import Effect
from liandong.hub.innovations.models import Innovation

_KINDS = {"source_kind": Innovation._meta.label_lower, "target_kind": Effect._meta.label_lower}


@transaction.atomic
def belongs_to(effect: Effect, innovation: Innovation | None) -> None:
    """Link the effect to this innovation and to no other."""
    others = Link.objects.filter(**_KINDS, target_id=effect.pk)
    (others if innovation is None else others.exclude(source_id=innovation.pk)).delete()
    if innovation is not None:
        link(innovation, effect)


def innovation_of(effect: Effect) -> Innovation | None:
    """The innovation the effect is about, of what the reader may see."""
    ids = Link.objects.filter(**_KINDS, target_id=effect.pk).values("source_id")
    return Innovation.objects.filter(pk__in=ids).first()


def effects_of(innovation: Innovation) -> Any:
    """The effects of an innovation that the reader may see, the newest first."""
    ids = Link.objects.filter(**_KINDS, source_id=innovation.pk).values("target_id")
    return Effect.objects.filter(pk__in=ids)
