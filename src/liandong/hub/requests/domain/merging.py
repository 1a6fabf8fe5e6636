"""Merging: the same matter told twice becomes one, and both keep where they came from."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.models import User
from liandong.hub.requests.domain import telling, thread
from liandong.hub.requests.domain.moves import locked
from liandong.hub.requests.enums import Action, State
from liandong.hub.requests.models import Request


@transaction.atomic
def merge(request: Request, *, into: Request, user: User, text: str = "") -> Request:
    """Merge a request into another of the same zone; its thread stays, and says where it went on."""
    request = locked(request, Action.MERGE)
    if into.pk == request.pk or into.zone_id != request.zone_id or not into.is_open:
        raise ValidationError(_("只能并入同一片区另一件未办结的诉求"))
    request.state, request.duplicate_of = State.MERGED, into
    request.save()
    # What was merged into this one before goes along, so that lineage is one step deep to the living request.
    for earlier in Request.objects.filter(duplicate_of=request.pk):
        earlier.duplicate_of = into
        earlier.save()
    thread.write(request, Action.MERGE, user=user, text=text or into.number)
    thread.write(into, Action.MERGE, user=user, text=text, other=request, is_internal=True)
    telling.tell(
        telling.firm(request), request, user, zh="诉求已并案办理", en="Merged with an earlier request"
    )
    return request
