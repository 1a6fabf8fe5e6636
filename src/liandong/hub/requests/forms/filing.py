"""Filing a request: a short form for firms, a full one for officers, a file for many."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.files import Files
from liandong.hub.core.forms import PlainForm
from liandong.hub.core.models import Firm, Zone
from liandong.hub.requests.enums import Channel, Queue
from liandong.hub.requests.models import Category


class FirmForm(PlainForm):
    """What a firm is asked: what it is about, what happened, how to reach you."""

    category = forms.ModelChoiceField(
        Category.objects.filter(is_active=True), label=_("关于哪方面"), empty_label=_("请选择")
    )
    title = forms.CharField(label=_("一句话说清楚"), max_length=120)
    text = forms.CharField(
        label=_("具体情况"),
        max_length=5000,
        widget=forms.Textarea,
        help_text=_("什么时候、找过谁、希望怎样解决，用平常话写就行。"),
    )
    contact = forms.CharField(label=_("联系人及电话"), max_length=80, required=False)
    files = Files()  # type: ignore[assignment]

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def values(self) -> dict[str, Any]:
        """What ``file_request`` is given."""
        names = ("category", "title", "text", "contact")
        own = {name: self.cleaned_data[name] for name in names}
        return {**own, "firm": self.user.firm, "zone": self.user.firm.zone, "channel": Channel.FORM}


class OfficerForm(FirmForm):
    """What an officer enters for a firm, or for nobody's firm: how it came, and which queue."""

    firm = forms.ModelChoiceField(
        Firm.objects.none(), label=_("企业"), required=False, empty_label=_("不是企业提出的")
    )
    channel = forms.ChoiceField(label=_("渠道"), choices=Channel)
    queue = forms.ChoiceField(
        label=_("队列"),
        choices=Queue,
        help_text=_("服务：要办成一件事；政策推送：要知道一项政策；咨询：要一个答复。"),
    )
    zone = forms.ModelChoiceField(Zone.objects.all(), label=_("片区"))
    field_order = ("firm", "channel", "category", "title", "text", "contact", "queue", "zone", "files")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        firms = Firm.objects.filter(zone=user.zone_id) if user.zone_id else Firm.objects.all()
        self.fields["firm"].queryset = firms
        if user.zone_id:
            del self.fields["zone"]

    def values(self) -> dict[str, Any]:
        names = ("category", "title", "text", "contact", "firm", "channel", "queue")
        own = {name: self.cleaned_data[name] for name in names}
        return {**own, "zone": self.user.zone or self.cleaned_data["zone"]}


class ImportForm(PlainForm):
    """A spreadsheet of requests."""

    file = forms.FileField(
        label=_("Excel 或 CSV 文件"), help_text=_("最多 1000 条、5 MB；先检查、再预览、最后确认导入。")
    )
