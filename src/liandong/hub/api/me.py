"""The caller and what they were told."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Field, Router, Schema

from liandong.hub.api.pages import listing
from liandong.hub.core.enums import Role

router = Router(tags=[_("本人")])


class Me(Schema):
    """Who the caller is and how many notices they have not read."""

    username: str
    display_name: str
    role: Role
    zone: str | None = Field(None, validation_alias="zone.slug")
    agency: int | None = Field(None, validation_alias="agency_id")
    firm: int | None = Field(None, validation_alias="firm_id")
    unread: int

    @staticmethod
    def resolve_unread(person: Any) -> int:
        return person.notices.filter(read_at=None).count()


class Told(Schema):
    """One notice, in both languages, with the page it is about."""

    id: int
    text: str
    text_en: str
    link: str
    at: datetime
    read_at: datetime | None


@router.get("/me", response=Me, summary=_("我是谁"))
def me(request: Any) -> Any:
    """The caller."""
    return request.user


@listing(router, "/notices", Told, _("给我的通知"))
def notices(request: Any, unread: bool = False) -> Any:
    """The notices of the caller, the newest first."""
    rows = request.user.notices.all()
    return rows.filter(read_at=None) if unread else rows


@router.post("/notices/read", response={204: None}, summary=_("全部标为已读"))
def read_notices(request: Any) -> Any:
    """Mark every notice of the caller as read."""
    request.user.notices.filter(read_at=None).update(read_at=timezone.now())
