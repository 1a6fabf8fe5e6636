"""The list of reforms, and starting one."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.tables import Column
from liandong.hub.core.views import Acting, Listing
from liandong.hub.reforms import forms, rules
from liandong.hub.reforms.domain import designing
from liandong.hub.reforms.filters import DesignFilter
from liandong.hub.reforms.models import Design


class DesignList(Listing):
    """All reforms, the newest first."""

    model = Design
    template_name = "reforms/home.html"
    filters = DesignFilter
    room = "reforms"
    title = _("突破方案")
    subtitle = _("先在图上改，再用压力测试试，最后才办")
    create_page = "reforms:new"
    may_create = rules.may_work
    columns = (
        Column("title", _("标题"), "link", order="title", value=str),
        Column("zone", _("片区"), order="zone__position"),
        Column("state", _("状态"), "badge", order="state"),
        Column("steps", _("步骤数"), "number", order="steps"),
        Column("outcome", _("压力测试"), "badge", order="outcome"),
        Column("is_simulated", _("数据"), "simulated"),
        Column("updated_at", _("更新时间"), "moment", order="updated_at"),
    )

    def get_queryset(self) -> Any:
        self.queryset = Design.objects.select_related("zone").defer(
            "toml", "undo", "changes", "refusal", "roles"
        )
        return super().get_queryset()


class _Starting(Acting):
    """A form that leads to a new reform of the person's zone."""

    may = rules.may_work
    room = "reforms"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "back": reverse("reforms:home")}

    def accept(self, form: Any) -> Any:
        data, user = form.cleaned_data, self.request.user
        made = self.make(data, zone=user.acting_zone, user=user)
        designing.belongs_to(made, data["bottleneck"])
        return HttpResponseRedirect(made.get_absolute_url())

    def make(self, data: dict[str, Any], **whose: Any) -> Design:
        """The reform that the form describes."""
        raise NotImplementedError


class Start(_Starting):
    """From the procedure that an analysis shows."""

    form_class = forms.StartForm
    template_name = "reforms/start.html"
    title = _("新的突破方案")

    def get_initial(self) -> dict[str, Any]:
        wanted = {name: self.request.GET.get(name, "") for name in ("analysis", "bottleneck")}
        return {name: it for name, it in wanted.items() if it.isdecimal()}

    def make(self, data: dict[str, Any], **whose: Any) -> Design:
        wanted = {name: data[name] for name in ("title", "analysis", "noise", "activities")}
        return designing.from_analysis(**wanted, **whose)


class Upload(_Starting):
    """From a BPMN file."""

    form_class = forms.UploadForm
    title = _("上传流程图")

    def make(self, data: dict[str, Any], **whose: Any) -> Design:
        return designing.from_file(
            title=data["title"], content=data["file"], analysis=data["analysis"], **whose
        )
