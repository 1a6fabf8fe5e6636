"""Linking an innovation to what it came from: a request, a bottleneck, a task (S005)."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.domain import audit
from liandong.hub.core.domain.links import link
from liandong.hub.innovations.domain import dossier
from liandong.hub.innovations.models import Innovation

#: What may come before an innovation in the loop.
_KINDS = ("bottlenecks.bottleneck", "tasks.task", "requests.request")


def kinds() -> list[tuple[str, Any]]:
    """The kinds that are installed, with their names, for a choice."""
    return [(name, apps.get_model(name)._meta.verbose_name) for name in _KINDS if _is_there(name)]


def find(kind: str, text: str) -> Any:
    """The one object the text means: by its number, or by a part of its title; of what the person may see."""
    model = apps.get_model(kind)
    test = Q()
    for name in ("number", "title", "name"):
        if _is_text(model, name):
            test |= Q(**{f"{name}__icontains": text.strip()})
    if text.strip().isdigit():
        test |= Q(pk=int(text))
    found = list(model._default_manager.filter(test).order_by("pk")[:2]) if test else []
    if len(found) != 1:
        raise ValidationError(
            _("没有找到“%(text)s”。") % {"text": text}
            if not found
            else _("“%(text)s”对应多条，请写完整编号。") % {"text": text}
        )
    return found[0]


@transaction.atomic
def connect(*, innovation: Innovation, source: Any) -> None:
    """Link an earlier object to the innovation; the dossier is more complete by it."""
    link(source, innovation)
    audit.record("link", innovation, {"source": f"{source._meta.label_lower} {source.pk}"})
    dossier.refresh(innovation)


def _is_there(name: str) -> bool:
    try:
        apps.get_model(name)
    except LookupError:
        return False
    return True


def _is_text(model: Any, name: str) -> bool:
    fields = {field.name: field for field in model._meta.fields}
    return isinstance(fields.get(name), (models.CharField, models.TextField))
