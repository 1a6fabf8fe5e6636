"""The forms of the room."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from liandong.hub.bottlenecks.enums import AnalysisState
from liandong.hub.bottlenecks.models import Analysis
from liandong.hub.bundles.models import BundleFile, ZoneFacts, ZoneKey
from liandong.hub.core.forms import PlainForm
from liandong.hub.core.language import either, in_words, page_language
from liandong.hub.core.models import Zone
from liandong.hub.innovations.models import Innovation

#: The largest bundle, and the largest report: a request is held in memory whole.
MOST_BYTES = 64 << 20
_DATE = forms.DateInput


class FileField(forms.FileField):
    """A file as its bytes; raises ValidationError for what is too large."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The name and the bytes, None where nothing was chosen."""
        file = super().clean(data, initial)
        if not file:
            return None
        if file.size > MOST_BYTES:
            raise ValidationError(_("文件超过 64 MB。"))
        return file.name, file.read()


class AskForm(PlainForm):
    """Nothing but the question whether to go on."""


class BuildForm(PlainForm):
    """Where the bundle is built from: an innovation that comes with the program, or a folder as a zip."""

    library = forms.ChoiceField(label=_("随程序提供的成果"), required=False)
    folder = FileField(
        label=_("或：成果文件夹（zip）"),
        required=False,
        help_text=_(
            "把成果文件夹压成 zip 上传，不超过 64 MB；有问题会逐条列出。liandong bundle new 可新建一个带说明的样例文件夹。"
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        from liandong.hub.bundles.domain.library import titles

        self.fields["library"].choices = [
            ("", _("（不选）")),
            *((key, either(*title)) for key, title in titles().items()),
        ]

    def clean(self) -> dict[str, Any]:
        """Refuses none and both."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if bool(data.get("library")) == bool(data.get("folder")) and not self.errors:
            raise ValidationError(_("请选一项成果，或上传一个文件夹，二者选一。"))
        return data


class UploadForm(PlainForm):
    """A bundle."""

    file = FileField(
        label=_("成果包（.fip）"),
        help_text=_("不超过 64 MB。先核对结构和每个成员的指纹，再看签名；里面的内容从不执行。"),
    )


class ParcelForm(PlainForm):
    """A file that came on a stick."""

    file = FileField(
        label=_("文件"),
        help_text=_(
            "成果目录（.catalogue）、成果包（.fip）或成效回传（.fips）。须由受信任的密钥签名，否则拒收。"
        ),
    )


class PartnerForm(PlainForm):
    """Another hub: where it is, and the token of an account there."""

    name = forms.CharField(label=_("名称"), max_length=80, help_text=_("例如：青岛片区平台。"))
    address = forms.CharField(
        label=_("网址"), max_length=200, help_text=_("对方平台的网址，以 https:// 开头。")
    )
    token = forms.CharField(
        label=_("令牌"),
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("对方平台为本片区的账号生成的令牌。只存在服务器的密钥目录里，权限 0600，不再显示。"),
    )

    def clean_address(self) -> str:
        """Refuses what is no address of another machine: the server would ask itself in somebody's name."""
        address: str = self.cleaned_data["address"].strip()
        parts = urlsplit(address)
        if not settings.DEBUG and (parts.scheme != "https" or not parts.hostname):
            raise ValidationError(_("请写成 https://主机。"))
        return address


class ShareForm(PlainForm):
    """Who sees the bundle."""

    is_shared = forms.BooleanField(
        label=_("向全网提供"),
        required=False,
        help_text=_("各片区可以看到、下载，并在信任您的签名密钥后安装。提供前须先签名。"),
    )


class LinkForm(PlainForm):
    """Which innovation of the library it is."""

    innovation = forms.ModelChoiceField(
        Innovation.objects.none(),
        label=_("制度创新成果"),
        required=False,
        empty_label=_("（不关联）"),
        help_text=_(
            "关联后，安装记入复制推广矩阵，测算成效与公开数据并列。可选本片区的成果，以及打包或签名了它的片区的成果。"
        ),
    )

    def __init__(self, *args: Any, choices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["innovation"].queryset = choices.order_by("title")


class FitForm(PlainForm):
    """What the zone has of what the bundle asks for, its own parameters, and whose counts it is tried out on."""

    def __init__(
        self, *args: Any, bundle: BundleFile, known: ZoneFacts, analyses: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        facts = bundle.facts
        local = [it for it in facts.get("basis", ()) if not it["is_national"]]
        self.fields["basis"] = _checks(
            _("本区具备的法律依据"),
            [(it["id"], f"{it['id']} {it['title']}") for it in local],
            [it["id"] for it in local if it["id"] in known.basis],
        )
        wanted = facts.get("capabilities", [])
        self.fields["capabilities"] = _checks(
            _("本区具备的条件"),
            [(it, it) for it in wanted],
            [it for it in wanted if it in known.capabilities],
        )
        own = known.parameters.get(bundle.key, {})
        self.local = [it for it in facts.get("parameters", ()) if it["is_local"]]
        for number, one in enumerate(self.local):
            self.fields[f"parameter_{number}"] = _number(one, own.get(one["name"], one["value"]))
        self.fields["analysis"] = forms.ModelChoiceField(
            analyses,
            label=_("用哪份流程诊断试算"),
            required=False,
            empty_label=_("（不试算）"),
            help_text=_("用本区画像和上面的参数模拟改革前后的用时；不选则只核对依据、条件和参数。"),
        )
        self.fields["analysis"].widget.attrs["class"] = "form-select"
        for name in ("basis", "capabilities"):
            if not self.fields[name].choices:
                del self.fields[name]

    def said(self) -> dict[str, Any]:
        """What the zone says of itself."""
        data = self.cleaned_data
        values = {one["name"]: data[f"parameter_{number}"] for number, one in enumerate(self.local)}
        return {
            "basis": data.get("basis", []),
            "capabilities": data.get("capabilities", []),
            "parameters": values,
        }


def _checks(label: Any, choices: list[tuple[str, str]], initial: list[str]) -> forms.MultipleChoiceField:
    widget = forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"})
    return forms.MultipleChoiceField(
        label=label, choices=choices, initial=initial, required=False, widget=widget
    )


def _number(one: dict[str, Any], value: float) -> forms.FloatField:
    """The field of a parameter. Its range is told, and checked with the fit, where the reason is told too."""
    unit = in_words(one["unit"])
    span = f"{one['least']:g} – {one['most']:g} {unit}"
    field = forms.FloatField(label=in_words(one["title"]), initial=value, help_text=span)
    field.widget.attrs["class"] = "form-control"
    return field


class InstallForm(PlainForm):
    """The last question before installing."""

    adopted_on = forms.DateField(
        label=_("起用日期"),
        required=False,
        widget=_DATE,
        help_text=_("本区办件从哪天起按新流程办；还没定的可以以后再填。"),
    )
    is_sure = forms.BooleanField(label=_("我已看过适配检查结果，确认为本片区安装"))


class AdoptForm(PlainForm):
    """From which day the zone's cases go the new way."""

    adopted_on = forms.DateField(label=_("起用日期"), widget=_DATE)


class ReportForm(PlainForm):
    """Whose counts go back to the origin, and who approved that."""

    analysis = forms.ModelChoiceField(
        Analysis.objects.none(),
        label=_("用哪份流程诊断"),
        help_text=_("它的流程画像合并少于 10 的单元后签名回传；人员和原始办件从不离开本区。"),
    )
    approved_by = forms.CharField(label=_("审批人"), max_length=80)
    retention = forms.CharField(label=_("保存期限"), max_length=80, help_text=_("例如：2028-12-31"))

    def __init__(self, *args: Any, zone: Zone, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["analysis"].queryset = analyses_of(zone)


class PublishForm(PlainForm):
    """The next catalogue: until when it is good, and what is withdrawn with it."""

    expires = forms.DateField(
        label=_("到期日"), widget=_DATE, help_text=_("到期后各片区不再采信这一版，须在此前发出下一版。")
    )
    withdrawn = forms.MultipleChoiceField(
        label=_("撤回"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )
    reason = forms.CharField(label=_("撤回原因"), max_length=300, required=False)

    def __init__(self, *args: Any, listed: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = [it for it in listed if not it["withdrawn"]]
        names = [(f"{it['id']} {it['version']}", _entry(it)) for it in there]
        self.fields["withdrawn"].choices = names
        if not names:
            del self.fields["withdrawn"], self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        """Refuses to withdraw without a reason."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("withdrawn") and not data.get("reason"):
            self.add_error("reason", _("撤回须写明原因，各片区会看到。"))
        return data


def _entry(one: dict[str, Any]) -> str:
    return f"{one['title_en' if page_language() == 'en' else 'title_zh']} {one['version']}"


class KeyForm(PlainForm):
    """A new key of the zone."""

    party = forms.CharField(
        label=_("署名"),
        max_length=80,
        help_text=_("写在公钥里的名称，与流程画像里本片区的名称一致，例如：日照。"),
    )


class TrustForm(PlainForm):
    """A public key that somebody has confirmed, or what its owner says about it since."""

    known = forms.ModelChoiceField(
        ZoneKey.objects.none(), label=_("本平台片区的公钥"), required=False, empty_label=_("（不选）")
    )
    file = FileField(
        label=_("或：公钥、换钥或吊销声明文件"),
        required=False,
        help_text=_("对方用任何途径交来的 .pub 等文件。"),
    )
    of = forms.ModelChoiceField(
        Zone.objects.all(),
        label=_("是哪个片区的"),
        required=False,
        empty_label=_("（不是本平台的片区）"),
        help_text=_("只有对应到片区的公钥，才能替该片区回传成效。"),
    )
    is_confirmed = forms.BooleanField(
        label=_("我已当面、电话等另一途径与对方核对过指纹，一致"),
    )

    def __init__(self, *args: Any, zone: Zone, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["known"].queryset = ZoneKey.objects.exclude(zone=zone).select_related("zone")
        self.fields["known"].label_from_instance = lambda row: f"{row.zone} · {row.party} · {row.fingerprint}"

    def clean(self) -> dict[str, Any]:
        """Refuses none and both."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if bool(data.get("known")) == bool(data.get("file")) and not self.errors:
            raise ValidationError(_("请选一把公钥，或上传一个文件，二者选一。"))
        return data


class RevokeForm(PlainForm):
    """Why a key is believed no longer."""

    reason = forms.CharField(label=_("原因"), max_length=300)


def analyses_of(zone: Zone) -> Any:
    """The analyses whose profiles the zone may use as its own."""
    return Analysis.objects.filter(Q(zone=zone), state=AnalysisState.DONE).order_by("-id")
