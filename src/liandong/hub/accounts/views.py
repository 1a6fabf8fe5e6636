"""A person's own pages; people and the audit log for operators."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import UpdateView

from liandong.hub.accounts.domain import people
from liandong.hub.accounts.filters import AuditFilter, PersonFilter
from liandong.hub.accounts.forms import PersonForm, ProfileForm, TokenForm
from liandong.hub.core import rules
from liandong.hub.core.domain import audit, tokens
from liandong.hub.core.models import AuditEntry, Notice, User
from liandong.hub.core.tables import Column
from liandong.hub.core.views import Listing, Page


class Me(LoginRequiredMixin, UpdateView):
    """The account of whoever looks: profile, password, second factor, tokens."""

    model = User
    form_class = ProfileForm
    template_name = "accounts/me.html"
    success_url = reverse_lazy("accounts:me")

    def get_object(self, queryset: Any = None) -> Any:
        return self.request.user

    def form_valid(self, form: ProfileForm) -> HttpResponse:
        messages.success(self.request, _("已保存"))
        response = super().form_valid(form)
        changes = {name: [form.initial.get(name), form.cleaned_data[name]] for name in form.changed_data}
        if changes:
            audit.record("update", form.instance, changes)
        response.delete_cookie("django_language")
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.request.user.tokens.all()
        extra = {"title": _("我的账号"), "tokens": rows, "token_form": TokenForm(), "now": timezone.now()}
        return {**super().get_context_data(**kwargs), **extra}


class MakeToken(LoginRequiredMixin, View):
    """Makes a token and shows it, this once."""

    def post(self, request: HttpRequest) -> HttpResponse:
        form = TokenForm(request.POST)
        if not form.is_valid():
            return redirect("accounts:me")
        values = {"name": form.cleaned_data["name"], "days": form.cleaned_data["days"]}
        token = tokens.create(username=request.user.get_username(), **values)
        return render(request, "accounts/token.html", {"title": _("新的接口令牌"), "token": token, **values})


class EndToken(LoginRequiredMixin, View):
    """Ends a token of one's own."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        get_object_or_404(request.user.tokens, pk=pk)
        tokens.end(request.user.tokens.filter(pk=pk))
        messages.success(request, _("令牌已作废"))
        return redirect("accounts:me")


class Notices(LoginRequiredMixin, View):
    """What one was told; opening the page reads it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = list(request.user.notices.all()[:100])
        request.user.notices.filter(read_at=None).update(read_at=timezone.now())
        return render(request, "accounts/notices.html", {"title": _("通知"), "notices": rows})


class OpenNotice(LoginRequiredMixin, View):
    """Follows a notice to what it is about."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        notice = get_object_or_404(Notice, pk=pk, user=request.user)
        return redirect(notice.link if notice.link.startswith("/") else "accounts:notices")


class People(Listing):
    """Everybody with an account."""

    model = User
    may = rules.is_operator
    may_create = rules.is_operator
    title = gettext_lazy("人员与权限")
    room = "people"
    create_page = "accounts:person-new"
    filters = PersonFilter
    columns = (
        Column("username", gettext_lazy("账号"), "person", "username"),
        Column("display_name", gettext_lazy("姓名"), order="display_name"),
        Column("role", gettext_lazy("角色"), "badge", "role"),
        Column("zone", gettext_lazy("片区"), order="zone__position"),
        Column("agency", gettext_lazy("部门")),
        Column("firm", gettext_lazy("企业")),
        Column("is_active", gettext_lazy("启用"), "truth", "is_active"),
        Column("last_login", gettext_lazy("最近登录"), "moment", "last_login"),
    )

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("zone", "agency", "firm")


class Person(Page, UpdateView):
    """An account, new or existing."""

    model = User
    form_class = PersonForm
    may = rules.is_operator
    template_name = "accounts/person.html"
    title = gettext_lazy("账号")
    room = "people"

    def get_object(self, queryset: Any = None) -> User | None:
        return super().get_object(queryset) if "pk" in self.kwargs else None

    def form_valid(self, form: PersonForm) -> HttpResponse:
        password = people.keep(form.save(commit=False))
        return _told(self.request, form.instance, password)


class ResetPassword(Page, View):
    """Gives somebody a one-time password."""

    may = rules.is_operator

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        person = get_object_or_404(User, pk=pk)
        return _told(request, person, people.reset_password(person))


class Audit(Listing):
    """The audit chain."""

    model = AuditEntry
    may = rules.is_operator | rules.is_reviewer
    title = gettext_lazy("审计记录")
    room = "audit"
    template_name = "accounts/audit.html"
    filters = AuditFilter
    columns = (
        Column("number", gettext_lazy("序号"), "number", "number"),
        Column("at", gettext_lazy("时间"), "moment", "at"),
        Column("actor", gettext_lazy("操作人")),
        Column("action", gettext_lazy("动作")),
        Column("kind", gettext_lazy("对象类型")),
        Column("object_id", gettext_lazy("对象编号")),
        Column("zone", gettext_lazy("片区")),
        Column("changes", gettext_lazy("内容"), "changes"),
    )

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("zone")


class VerifyAudit(Page, View):
    """Checks the chain from the first entry to the last."""

    may = rules.is_operator | rules.is_reviewer

    def post(self, request: HttpRequest) -> HttpResponse:
        found = audit.verify()
        if found is None:
            messages.success(request, _("审计链完整：%(n)d 条") % {"n": AuditEntry.objects.count()})
        else:
            values = {"n": found.number, "reason": found.reason}
            messages.error(request, _("审计链在第 %(n)d 条断开：%(reason)s") % values)
        return redirect("accounts:audit")


def _told(request: HttpRequest, person: User, password: str) -> HttpResponse:
    if not password:
        messages.success(request, _("已保存"))
        return redirect("accounts:people")
    values = {
        "title": _("一次性口令"),
        "person": person,
        "password": password,
        "back": reverse("accounts:people"),
    }
    return render(request, "accounts/password.html", values)
