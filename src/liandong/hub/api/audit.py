"""The audit chain, for reviewers and operators."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from ninja import Field, Query, Router, Schema

from liandong.hub.api.auth import allow
from liandong.hub.api.pages import listing
from liandong.hub.api.parts import Words
from liandong.hub.core.domain import audit
from liandong.hub.core.models import AuditEntry
from liandong.hub.core.rules import is_operator, is_reviewer

router = Router(tags=[_("审计记录")])
may_read = is_operator | is_reviewer


class ChangeOut(Schema):
    """One change, sealed with the one before."""

    number: int
    at: datetime
    actor: str
    action: str
    kind: str
    object_id: str
    zone: str | None = Field(None, validation_alias="zone.slug")
    changes: dict[str, Any]
    digest: str


class ChangesWanted(Schema):
    """Which entries."""

    actor: Words | None = None
    kind: Words | None = None
    object_id: Words | None = None


class Verdict(Schema):
    """Whether the chain holds; where it does not, the first entry at which it breaks and why."""

    holds: bool
    entries: int
    breaks_at: int | None = None
    reason: str = ""


@listing(router, "/audit", ChangeOut, _("审计记录"))
def changes(request: Any, wanted: Query[ChangesWanted]) -> Any:
    """The chain, the newest entry first."""
    allow(may_read, request.user)
    return AuditEntry.objects.select_related("zone").filter(**wanted.dict(exclude_none=True))


@router.get("/audit/verdict", response=Verdict, summary=_("核对审计链"))
def verdict(request: Any) -> Any:
    """Check the chain from the first entry to the last."""
    allow(may_read, request.user)
    found = audit.verify()
    count = AuditEntry.objects.count()
    if found is None:
        return {"holds": True, "entries": count}
    return {"holds": False, "entries": count, "breaks_at": found.number, "reason": found.reason}
