"""Keys: the zone's own, and those it believes."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from liandong.hub.bundles import forms, rules
from liandong.hub.bundles.domain import judging, keys
from liandong.hub.bundles.models import TrustedKey, ZoneKey
from liandong.hub.bundles.views.home import ForOwnZone
from liandong.hub.core.domain import audit
from liandong.hub.core.views import ActingOn, Board, Page, attached


class Keys(Board):
    """The public halves of the zone's keys, and the keys it believes."""

    template_name = "bundles/keys.html"
    room = "bundles"
    may = rules.may_read
    title = _("密钥与信任")
    subtitle = _("用自己的密钥签名；只相信核对过的公钥")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        extra = {
            "own": ZoneKey.objects.filter(zone=user.zone).select_related("created_by")
            if user.zone_id
            else [],
            "trusted": TrustedKey.objects.filter(zone=user.zone).select_related("of") if user.zone_id else [],
            "may_act": rules.may_act.test(user, None) and bool(user.zone_id),
            "tab": "keys",
        }
        return {**super().get_context_data(**kwargs), **extra}


class _Back(ForOwnZone):
    """A form that leads back to the keys."""

    @cached_property
    def back(self) -> str:
        return reverse("bundles:keys")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "back": self.back}

    def accept(self, form: Any) -> Any:
        self.do(form.cleaned_data)
        return HttpResponseRedirect(self.back)

    def do(self, data: dict[str, Any]) -> None:
        """What the form does."""
        raise NotImplementedError


class New(_Back):
    """A new key of the zone."""

    form_class = forms.KeyForm
    template_name = "bundles/key.html"
    title = _("新建签名密钥")

    def get_initial(self) -> dict[str, Any]:
        return {"party": keys.party_of(self.zone)}

    def do(self, data: dict[str, Any]) -> None:
        keys.make(zone=self.zone, party=data["party"], user=self.request.user, on=judging.today())


class Trust(_Back):
    """Believes a key, or what its owner says about it."""

    form_class = forms.TrustForm
    template_name = "bundles/trust.html"
    title = _("信任一把公钥")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "zone": self.zone}

    def do(self, data: dict[str, Any]) -> None:
        if data["known"]:
            row = data["known"]
            keys.believe(zone=self.zone, line=row.public, of=row.zone, on=judging.today())
            return
        _name, content = data["file"]
        keys.take(zone=self.zone, content=content, of=data["of"], on=judging.today())


class Revoke(ActingOn):
    """Believes a key no longer."""

    model = TrustedKey
    form_class = forms.RevokeForm
    template_name = "bundles/revoke.html"
    room = "bundles"
    may_do = rules.may_change
    title = _("不再信任")

    def act(self, data: dict[str, Any]) -> None:
        keys.revoke(key=self.object, on=judging.today(), reason=data["reason"])


class GiveUp(ActingOn):
    """The revocation of one of the zone's own keys, as a file for other zones."""

    model = ZoneKey
    form_class = forms.RevokeForm
    template_name = "bundles/give_up.html"
    room = "bundles"
    may_do = rules.may_change
    title = _("吊销自己的密钥")

    def accept(self, form: Any) -> Any:
        keys.give_up(key=self.object, on=judging.today(), reason=form.cleaned_data["reason"])
        return HttpResponseRedirect(reverse("bundles:keys"))


class Public(Page, View):
    """A public key of the zone as a file to hand over."""

    may = rules.may_read

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = get_object_or_404(ZoneKey.objects.select_related("zone"), pk=pk)
        response = HttpResponse(f"{row.public}\n".encode(), content_type="text/plain; charset=utf-8")
        return attached(response, f"{row.party}.pub")


class Revocation(Page, View):
    """The signed revocation of one of the zone's own keys, to hand over."""

    may = rules.may_change

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.check(get_object_or_404(ZoneKey.objects.select_related("zone"), pk=pk))
        gone = TrustedKey.objects.filter(
            zone=row.zone, fingerprint=row.fingerprint, revoked__isnull=False
        ).first()
        if gone is None or gone.revoked is None:
            raise Http404
        audit.record("download", row, {"file": "revocation"})
        made = keys.statement(zone=row.zone, gone=row, on=gone.revoked, reason=gone.reason)
        return attached(HttpResponse(made, content_type="application/json"), f"{row.party}.revocation")
