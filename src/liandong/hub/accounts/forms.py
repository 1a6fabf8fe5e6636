"""Forms of a person's own pages and of the people of the platform."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from liandong.hub.core.enums import Role
from liandong.hub.core.forms import PlainForm, SavedForm, Styled
from liandong.hub.core.models import User


class ProfileForm(Styled, forms.ModelForm):
    """What people may change about themselves."""

    class Meta:
        model = User
        fields: ClassVar[list[str]] = ["display_name", "email", "language"]

    language = forms.ChoiceField(
        label=_("界面语言"),
        required=False,
        choices=[("", _("中文（默认）")), ("zh-hans", "中文"), ("en", "English")],
    )


class TokenForm(PlainForm):
    """A token for a program."""

    name = forms.CharField(label=_("用途"), max_length=80)
    days = forms.IntegerField(label=_("有效天数"), min_value=1, max_value=366, initial=90)


class PersonForm(SavedForm):
    """A person's account as the operator sees it: role and zone decide what they may do."""

    class Meta:
        model = User
        fields: ClassVar[list[str]] = [
            "username",
            "display_name",
            "role",
            "zone",
            "agency",
            "firm",
            "is_active",
        ]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        role, zone = values.get("role"), values.get("zone")
        if role in (Role.OFFICER, Role.LEADER, Role.DEPARTMENT) and zone is None:
            self.add_error("zone", _("这个角色需要片区。"))
        if role == Role.ENTERPRISE and values.get("firm") is None:
            self.add_error("firm", _("企业账号需要选择企业。"))
        for body in ("agency", "firm"):
            if values.get(body) is not None and zone is not None and values[body].zone_id != zone.pk:
                self.add_error(body, _("不属于所选片区。"))
        return values
