"""What the frame of every page shows: the rooms in the side bar, unread notices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from liandong.hub.core import rules


@dataclass(frozen=True)
class Room:
    """An entry of the side bar."""

    key: str
    label: Any
    icon: str
    page: str
    may: Any = rules.is_member

    @property
    def url(self) -> str:
        return reverse(self.page)


#: The rooms in the order of the loop: what is stuck, what is tried, what works, who has it.
ROOMS = (
    Room("cockpit", _("驾驶舱"), "dashboard", "cockpit:home"),
    Room("bottlenecks", _("堵点诊断"), "stethoscope", "bottlenecks:home"),
    Room("reforms", _("突破方案"), "route", "reforms:home"),
    Room("tasks", _("任务台账"), "list-check", "tasks:task-list"),
    Room(
        "requests",
        _("诉求办理"),
        "message-report",
        "requests:request-list",
        rules.is_member | rules.is_enterprise,
    ),
    Room("innovations", _("成果库"), "bulb", "innovations:innovation-list"),
    Room("effects", _("成效"), "target", "effects:home"),
    Room("bundles", _("成果包"), "stack-2", "bundles:home"),
    Room("replication", _("复制推广"), "share", "innovations:matrix"),
    Room("network", _("联动网络"), "affiliate", "network:home"),
    Room("people", _("人员与权限"), "users", "accounts:people", rules.is_operator),
    Room("audit", _("审计记录"), "shield-check", "accounts:audit", rules.is_operator | rules.is_reviewer),
)


def chrome(request: HttpRequest) -> dict[str, Any]:
    """The rooms this person may enter and how many notices they have not read."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"rooms": ()}
    rooms = [entry for entry in ROOMS if entry.may.test(user) and _exists(entry)]
    return {"rooms": rooms, "unread": user.notices.filter(read_at=None).count()}


def _exists(entry: Room) -> bool:
    try:
        return bool(entry.url)
    except NoReverseMatch:
        return False
