"""The list of bundles, building one, and taking one in."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from liandong.hub.bundles import forms, rules
from liandong.hub.bundles.domain import building, judging, taking
from liandong.hub.bundles.filters import BundleFilter
from liandong.hub.bundles.models import BundleFile
from liandong.hub.core.tables import Column
from liandong.hub.core.views import Acting, Listing


def _state(row: BundleFile) -> Any:
    return row.judged.state  # type: ignore[attr-defined]


class BundleList(Listing):
    """All bundles the person may see, with what their zone makes of the signatures."""

    model = BundleFile
    template_name = "bundles/home.html"
    filters = BundleFilter
    room = "bundles"
    title = _("成果包")
    subtitle = _("一项成果装成一个文件：打包、签名、核验、安装、回传成效")
    may = rules.may_read
    create_page = "bundles:new"
    may_create = rules.may_act
    columns = (
        Column("label", _("名称"), "link", order="title"),
        Column("version", _("版本")),
        Column("origin", _("来源片区"), order="origin"),
        Column("signature", _("签名"), "badge", value=_state),
        Column("came", _("来历"), "badge", order="came"),
        Column("is_simulated", _("数据"), "simulated"),
        Column("updated_at", _("更新时间"), "moment", order="updated_at"),
    )

    def get_queryset(self) -> Any:
        self.queryset = BundleFile.objects.select_related("zone").defer("facts")
        return super().get_queryset()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        self._judge(context["object_list"])
        return {**context, "tab": "bundles"}

    def export(self, kind: str) -> Any:
        rows = list(self.get_queryset()[:5000])
        self._judge(rows)
        from liandong.hub.core.views import table_response

        return table_response(self.columns, rows, str(self.title), kind)

    def _judge(self, rows: Any) -> None:
        states = judging.told_states(rows, self.request.user.zone)
        for row in rows:
            row.judged = states[row.pk]


class ForOwnZone(Acting):
    """A form by which an officer does something for their own zone."""

    may = rules.may_act
    room = "bundles"

    @cached_property
    def zone(self) -> Any:
        return self.request.user.acting_zone

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = {"back": reverse("bundles:home"), "subtitle": str(self.zone)}
        return {**back, **super().get_context_data(**kwargs), **back}


class Build(ForOwnZone):
    """A bundle from an innovation that comes with the program, or from an uploaded folder."""

    form_class = forms.BuildForm
    template_name = "bundles/build.html"
    title = _("打成成果包")

    def accept(self, form: Any) -> Any:
        data, whose = form.cleaned_data, {"zone": self.zone, "user": self.request.user}
        if data["library"]:
            job = building.from_library(key=data["library"], **whose)
        else:
            name, content = data["folder"]
            job = building.from_upload(data=content, name=name, **whose)
        return HttpResponseRedirect(job.get_absolute_url())


class Upload(ForOwnZone):
    """A bundle that came as a file, kept with its zone whoever signed it; installing asks for more."""

    form_class = forms.UploadForm
    template_name = "bundles/upload.html"
    title = _("上传成果包")

    def accept(self, form: Any) -> Any:
        name, content = form.cleaned_data["file"]
        row = taking.upload(data=content, name=name, zone=self.zone, user=self.request.user)
        return HttpResponseRedirect(row.get_absolute_url())
