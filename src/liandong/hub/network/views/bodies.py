"""Alliances and other standing bodies."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy

from liandong.hub.core.tables import Column
from liandong.hub.network import filters
from liandong.hub.network.domain import with_activity
from liandong.hub.network.domain.dates import today
from liandong.hub.network.enums import Flag
from liandong.hub.network.forms import entries, parts
from liandong.hub.network.models import Activity, Body, Membership
from liandong.hub.network.views.base import Delete, DeletePart, Edit, EditPart, List, Show, dated


class BodyList(List):
    """All bodies, and which of them sleep."""

    model = Body
    title = gettext_lazy("联盟与机构")
    tab = "bodies"
    filters = filters.BodyFilter
    create_page = "network:body-new"
    columns = (
        Column("name", gettext_lazy("名称"), "entry", "name"),
        Column("kind", gettext_lazy("类型"), "badge", "kind"),
        Column("zone", gettext_lazy("牵头片区"), order="zone__position"),
        Column("founded_on", gettext_lazy("成立日期"), order="founded_on", value=dated("founded")),
        Column("active_on", gettext_lazy("最近活动"), "date", "active_on"),
        Column("is_dormant", gettext_lazy("提示"), "badge", "is_dormant", lambda row: Flag.DORMANT if row.is_dormant else Flag.NONE),
    )  # fmt: skip

    def get_queryset(self) -> Any:
        self.queryset = with_activity(Body.objects.select_related("zone"), on=today())
        return super().get_queryset()


class BodyShow(Show):
    """A body: members and what it did."""

    model = Body
    template_name = "network/body.html"
    tab = "bodies"
    change_page, delete_page = "network:body-edit", "network:body-delete"
    facts = (
        Column("kind", gettext_lazy("类型"), "badge"),
        Column("zone", gettext_lazy("牵头片区")),
        Column("founded_on", gettext_lazy("成立日期"), value=dated("founded")),
        Column("members_text", gettext_lazy("成员规模（原文）")),
        Column("active_on", gettext_lazy("最近活动"), "date"),
        Column("source", gettext_lazy("来源")),
    )

    def get_queryset(self) -> Any:
        rows = with_activity(Body.objects.select_related("zone", "circle", "source"), on=today())
        return rows.prefetch_related(
            Prefetch("memberships", Membership.objects.select_related("officer__zone")), "activities"
        )


class BodyEdit(Edit):
    """A body, new or changed."""

    model = Body
    form_class = entries.BodyForm
    tab = "bodies"


class BodyDelete(Delete):
    """Ask, then delete a body."""

    model = Body
    tab = "bodies"
    success_url = reverse_lazy("network:body-list")


class MembershipEdit(EditPart):
    """A member, new or changed."""

    model, whole_model = Membership, Body
    form_class = parts.MembershipForm
    tab = "bodies"


class MembershipDelete(DeletePart):
    """Ask, then take a member out."""

    model = Membership
    tab = "bodies"


class ActivityEdit(EditPart):
    """An activity, new or changed."""

    model, whole_model = Activity, Body
    form_class = parts.ActivityForm
    tab = "bodies"


class ActivityDelete(DeletePart):
    """Ask, then delete an activity."""

    model = Activity
    tab = "bodies"
