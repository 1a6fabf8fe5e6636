"""The directory of shared platforms and their usage."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, Sum
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy

from liandong.hub.core.models import Zone
from liandong.hub.core.tables import Column
from liandong.hub.core.views import Acting
from liandong.hub.network import filters, rules
from liandong.hub.network.domain import record_usage, usage_by_zone
from liandong.hub.network.forms import entries
from liandong.hub.network.forms.questions import UsageForm
from liandong.hub.network.models import Platform
from liandong.hub.network.views.base import Delete, Edit, InNetwork, List, Show, joined


class PlatformList(List):
    """All platforms, who owns them and who may use them."""

    model = Platform
    title = gettext_lazy("平台共享")
    tab = "platforms"
    filters = filters.PlatformFilter
    create_page = "network:platform-new"
    columns = (
        Column("name", gettext_lazy("平台名称"), "entry", "name"),
        Column("kind", gettext_lazy("类型"), "badge", "kind"),
        Column("zone", gettext_lazy("所属片区"), order="zone__position"),
        Column("operator", gettext_lazy("运营单位")),
        Column("users", gettext_lazy("开放给"), value=joined("users")),
        Column("used", gettext_lazy("累计使用量"), "number", "used"),
        Column("unit", gettext_lazy("计量单位")),
    )

    def get_queryset(self) -> Any:
        rows = Platform.objects.select_related("zone").annotate(used=Sum("usages__amount"))
        self.queryset = rows.prefetch_related("users")
        return super().get_queryset()


class PlatformShow(Show):
    """A platform: what it does, for whom, how much it is used."""

    model = Platform
    template_name = "network/platform.html"
    tab = "platforms"
    change_page, delete_page = "network:platform-edit", "network:platform-delete"
    facts = (
        Column("kind", gettext_lazy("类型"), "badge"),
        Column("zone", gettext_lazy("所属片区")),
        Column("operator", gettext_lazy("运营单位")),
        Column("users", gettext_lazy("开放给"), value=joined("users")),
        Column("opened_on", gettext_lazy("开放日期"), "date"),
        Column("contact", gettext_lazy("联系方式")),
        Column("source", gettext_lazy("来源")),
    )

    def get_queryset(self) -> Any:
        return Platform.objects.select_related("zone", "circle", "source").prefetch_related("users")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        recent = self.object.usages.select_related("zone")[:36]
        extra = {"totals": usage_by_zone(self.object), "recent": recent}
        return {**context, **extra, "may_count": rules.may_count.test(self.request.user)}


class PlatformEdit(Edit):
    """A platform, new or changed."""

    model = Platform
    form_class = entries.PlatformForm
    tab = "platforms"


class PlatformDelete(Delete):
    """Ask, then delete a platform with its usage."""

    model = Platform
    tab = "platforms"
    success_url = reverse_lazy("network:platform-list")


class UsagePage(InNetwork, Acting):
    """Report a month's usage: the owner for every zone, a zone for itself."""

    template_name = "network/form.html"
    title = gettext_lazy("登记使用量")
    tab = "platforms"
    may = rules.may_count
    form_class = UsageForm

    def get_form_kwargs(self) -> dict[str, Any]:
        self.platform = self.check(get_object_or_404(Platform.objects, pk=self.kwargs["pk"]))
        user = self.request.user
        users = Q(pk__in=self.platform.users.values("pk"))
        mine = Q() if rules.may_change.test(user, self.platform) else Q(pk=user.zone_id)
        return {**super().get_form_kwargs(), "zones": Zone.objects.filter(users, mine)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "subtitle": str(self.platform), "back": self.platform.get_absolute_url()}

    def accept(self, form: Any) -> Any:
        values = {key: form.cleaned_data[key] for key in ("zone", "month", "amount")}
        record_usage(platform=self.platform, **values)
        return HttpResponseRedirect(self.platform.get_absolute_url())
