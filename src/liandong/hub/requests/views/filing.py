"""Filing a request, and importing many."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views import View

from liandong.hub.core.rules import is_enterprise, is_official
from liandong.hub.core.tables import Column
from liandong.hub.core.views import Acting, Page, table_response
from liandong.hub.requests import rules
from liandong.hub.requests.domain import attaching, file_request, importing
from liandong.hub.requests.forms.filing import FirmForm, ImportForm, OfficerForm
from liandong.hub.requests.models import ImportDraft, Service, Visit


class Filing(Acting):
    """The form for a new request; from a visit or a service of the catalogue it knows what it comes from."""

    may = rules.may_file
    room = "requests"
    title = _("提出诉求")
    template_name = "requests/new.html"

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.visit: Visit | None = None
        self.service: Service | None = None

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        visit, service = request.GET.get("visit", ""), request.GET.get("service", "")
        if request.user.is_authenticated and visit.isdigit() and is_official.test(request.user):
            self.visit = get_object_or_404(
                Visit.objects.select_related("firm"), pk=visit, zone=request.user.zone_id
            )
        if service.isdigit():
            self.service = get_object_or_404(Service.objects.select_related("category"), pk=service)
        return super().dispatch(request, *args, **kwargs)

    def get_form_class(self) -> Any:
        return FirmForm if is_enterprise.test(self.request.user) else OfficerForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_initial(self) -> dict[str, Any]:
        initial: dict[str, Any] = {}
        if self.visit:
            initial = {"firm": self.visit.firm_id, "channel": self.visit.channel}
        if self.service:
            initial |= {"category": self.service.category_id, "title": self.service.name}
        return initial

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "visit": self.visit,
            "service": self.service,
            "back": reverse("requests:request-list"),
        }

    def accept(self, form: Any) -> Any:
        made = file_request(user=self.request.user, visit=self.visit, service=self.service, **form.values())
        attaching.attach(made.entries.earliest("id"), form.cleaned_data["files"])
        return HttpResponseRedirect(made.get_absolute_url())


class Import(Acting):
    """Step one: a file is read; either everything is right and is shown, or the list of what is wrong."""

    may = is_official
    room = "requests"
    title = _("批量导入诉求")
    template_name = "requests/import.html"
    form_class = ImportForm

    def form_valid(self, form: Any) -> Any:
        try:
            reading = importing.read(form.cleaned_data["file"], user=self.request.user)
        except ValidationError as error:
            form.add_error("file", error)
            return self.form_invalid(form)
        if reading.problems or not reading.rows:
            context = self.get_context_data(
                form=form, problems=reading.problems[:200], count=len(reading.problems)
            )
            return self.render_to_response({**context, "is_empty": not reading.rows and not reading.problems})
        name = form.cleaned_data["file"].name[:120]
        draft = ImportDraft.objects.create(user=self.request.user, name=name, rows=reading.rows)
        return HttpResponseRedirect(reverse("requests:import-preview", args=[draft.pk]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "headings": importing.HEADINGS, "back": reverse("requests:request-list")}


class Preview(Page, View):
    """Step two: what will be filed; saying yes files all of it."""

    may = is_official
    room = "requests"

    def get(self, request: Any, pk: int) -> Any:
        from django.shortcuts import render

        draft = get_object_or_404(ImportDraft, pk=pk, user=request.user)
        context = {"draft": draft, "rows": draft.rows[:50], "count": len(draft.rows), "columns": _COLUMNS}
        page = {"title": _("确认导入"), "subtitle": draft.name, "room": self.room}
        return render(request, "requests/preview.html", {**page, **context})

    def post(self, request: Any, pk: int) -> Any:
        from django.contrib import messages
        from django.utils.translation import gettext

        draft = ImportDraft.objects.filter(pk=pk, user=request.user).first()
        if draft is not None:  # else: confirmed before, by a second click
            made = importing.file_draft(draft, user=request.user)
            messages.success(request, gettext("已导入 %(n)s 条诉求") % {"n": len(made)})
        return HttpResponseRedirect(reverse("requests:request-list"))


class Template(Page, View):
    """An empty workbook with the headings."""

    may = is_official

    def get(self, request: Any) -> Any:
        columns = [Column(name, name) for name in importing.HEADINGS]
        return table_response(columns, [], "诉求导入模板", "xlsx")


_COLUMNS = (
    Column("title", _("标题")),
    Column("category_name", _("类别")),
    Column("firm_name", _("企业")),
    Column("contact", _("联系人及电话")),
    Column("on", _("提交日期")),
)
