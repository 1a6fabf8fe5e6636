"""The three kinds of page that most rooms need: a list, an object, a form. Rooms declare; these do the work.

A page names who ``may`` open it (a predicate of ``rules``, tested with the object where there is one). What a person
may not see is not found, because queries are scoped; what they see but may not do is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from contextvars import copy_context
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import Resolver404, resolve
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DeleteView, DetailView, FormView, ListView, TemplateView, UpdateView

from liandong.hub.core import rules as core_rules
from liandong.hub.core.domain import audit
from liandong.hub.core.models import AuditEntry, Submission
from liandong.hub.core.paging import KeyedPaginator
from liandong.hub.core.tables import Column, csv_rows, workbook


class Page(LoginRequiredMixin):
    """What every page has: who may open it, its room in the side bar and its title."""

    may: ClassVar[Any] = core_rules.is_member
    #: Key of the entry in the side bar that is lit.
    room: ClassVar[str] = ""
    title: ClassVar[Any] = ""
    subtitle: ClassVar[Any] = ""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and not self.allowed(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def allowed(self, user: Any) -> bool:
        """Whether the person may open this kind of page at all."""
        return bool(type(self).may.test(user, None))

    def check(self, record: Any) -> Any:
        """The record, where the person may open the page for it."""
        if not type(self).may.test(self.request.user, record):
            raise PermissionDenied
        return record

    def handle_no_permission(self) -> Any:
        """First to the door; from there back here, or to the page above where this address only does something."""
        if self.request.user.is_authenticated or _opens(type(self)):
            return super().handle_no_permission()
        return redirect_to_login(_page_above(self.request.path_info))

    def get_context_object_name(self, found: Any) -> str | None:
        """Django's name for what is shown, but none that the frame of each page knows something else by."""
        name = super().get_context_object_name(found)
        return None if name in ("request", "user") else name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {"title": self.title, "subtitle": self.subtitle, "room": self.room, **context}


def _opens(view: Any) -> bool:
    """Whether the view answers to being opened, not only to being sent a form."""
    return hasattr(view, "get") and "get" in view.http_method_names


def _page_above(path: str) -> str:
    """The nearest page that the address is under."""
    while path := path.rstrip("/").rpartition("/")[0]:
        with suppress(Resolver404):
            if _opens(getattr(resolve(f"{path}/").func, "view_class", None)):
                return f"{path}/"
    return "/"


class Board(Page, TemplateView):
    """A page made of several things: override ``get_context_data``."""


class Listing(Page, ListView):
    """A table with filters, sorting, pages and export (``?export=csv`` or ``xlsx``)."""

    template_name = "core/list.html"
    paginate_by = 25
    paginator_class = KeyedPaginator
    columns: ClassVar[tuple[Column, ...]] = ()
    #: A django_filters.FilterSet, where the list can be filtered.
    filters: ClassVar[Any] = None
    #: Name of the page that makes a new one and who may; empty where there is none.
    create_page: ClassVar[str] = ""
    may_create: ClassVar[Any] = core_rules.may_change

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        self.filterset = (
            self.filters(self.request.GET, queryset=rows, request=self.request) if self.filters else None
        )
        return self._sorted(self.filterset.qs if self.filterset else rows)

    def _sorted(self, rows: Any) -> Any:
        wanted = self.request.GET.get("sort", "")
        known = {column.order for column in self.columns if column.order}
        if wanted.removeprefix("-") not in known:
            return rows
        return rows.order_by(wanted, "pk")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        wanted = request.GET.get("export")
        if wanted in ("csv", "xlsx"):
            return self.export(wanted)
        return super().get(request, *args, **kwargs)

    def export(self, kind: str) -> HttpResponse | StreamingHttpResponse:
        """The whole filtered table as a file."""
        rows = self.get_queryset().iterator(chunk_size=2000)
        return table_response(self.columns, rows, str(self.title), kind)

    def get_template_names(self) -> list[str]:
        return ["core/_table.html"] if self.request.htmx else super().get_template_names()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        create = (
            self.create_page if self.create_page and self.may_create.test(self.request.user, None) else ""
        )
        return {"columns": self.columns, "filterset": self.filterset, "create_page": create, **context}


class Showing(Page, DetailView):
    """One object: its fields, what belongs to it, its history."""

    template_name = "core/detail.html"
    #: What is listed under the title, as columns.
    facts: ClassVar[tuple[Column, ...]] = ()
    change_page: ClassVar[str] = ""
    may_change: ClassVar[Any] = core_rules.may_change

    def get_object(self, queryset: Any = None) -> Any:
        return self.check(super().get_object(queryset))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        may = bool(type(self).may_change.test(self.request.user, self.object))
        kind = self.object._meta.label_lower
        history = AuditEntry.objects.filter(kind=kind, object_id=str(self.object.pk))[:20]
        extra = {"facts": self.facts, "may_change": may, "change_page": self.change_page, "history": history}
        return {**context, **extra, "title": context["title"] or str(self.object)}


class Once:
    """Accepts a form once: the token it carries leads a second sending to where the first one went.

    What the domain refuses (ValidationError) is told on the form, and nothing is kept.
    """

    def post(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        token = request.POST.get("once", "")
        made = Submission.objects.filter(user=request.user, token=token).first() if token else None
        if made is not None and made.location:
            return HttpResponseRedirect(made.location)
        if not isinstance(self, UpdateView):
            return super().post(request, *args, **kwargs)
        with transaction.atomic():
            self._hold()
            return super().post(request, *args, **kwargs)

    def _hold(self) -> None:
        """Nobody else saves the row between the look at what others changed and the saving."""
        held = self.model._base_manager.select_for_update().filter(pk=self.kwargs.get("pk"))
        held.values_list("pk").first()

    def form_valid(self, form: Any) -> Any:
        token = form.cleaned_data.get("once", "")
        try:
            with transaction.atomic():
                if token:
                    made = Submission.objects.create(user=self.request.user, token=token)
                response = self.accept(form)
                if token:
                    Submission.objects.filter(pk=made.pk).update(location=response.url)
        except IntegrityError:
            other = Submission.objects.filter(user=self.request.user, token=token).first()
            if other is None:
                raise
            return HttpResponseRedirect(other.location or "/")
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(self.request, _("已保存"))
        if kept := getattr(form, "kept", ()):
            told = _("别人同时改过的内容保留了他们的：%(fields)s")
            messages.info(self.request, told % {"fields": "、".join(kept)})
        return response

    def accept(self, form: Any) -> Any:
        """What the form does; answers with a redirect."""
        return super().form_valid(form)


class Editing(Once, Page, UpdateView):
    """A form for one record, new (no ``pk`` in the address) or existing."""

    template_name = "core/form.html"
    may = core_rules.may_change

    def get_object(self, queryset: Any = None) -> Any:
        if "pk" not in self.kwargs:
            return None
        return self.check(super().get_object(queryset))

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "back": self.object.get_absolute_url() if self.object else ""}


class Acting(Once, Page, FormView):
    """A form that does something else than change one record: override ``accept``."""

    template_name = "core/form.html"


class ActingOn(Acting):
    """A form that does something to the record in the address and leads back to it: override ``act``."""

    model: ClassVar[Any] = None
    #: Who may do it to this record.
    may_do: ClassVar[Any] = core_rules.may_change

    def get_queryset(self) -> Any:
        """What the record is looked for in."""
        return self.model.objects.select_related("zone")

    @cached_property
    def object(self) -> Any:
        """The record; raises Http404 or PermissionDenied."""
        record = get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])
        if not type(self).may_do.test(self.request.user, record):
            raise PermissionDenied
        return record

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and self.allowed(request.user):
            self.object  # noqa: B018 — not found and not allowed come before the form
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "subtitle": str(self.object), "back": self.object.get_absolute_url()}

    def accept(self, form: Any) -> Any:
        self.act(form.cleaned_data)
        return HttpResponseRedirect(self.object.get_absolute_url())

    def act(self, data: dict[str, Any]) -> None:
        """What the form does, with what was filled in."""
        raise NotImplementedError


class Sharing(ActingOn):
    """Who sees the record: its own zone, or the network. Rooms name their form, and ``share``, which does it."""

    title = gettext_lazy("可见范围")
    #: ``share(record, is_shared=True)``.
    share: ClassVar[Any] = None

    def get_queryset(self) -> Any:
        return self.model.objects.select_related("zone", "circle")

    def get_initial(self) -> dict[str, Any]:
        return {"is_shared": self.object.circle.is_network}

    def act(self, data: dict[str, Any]) -> None:
        type(self).share(self.object, is_shared=data["is_shared"])


class Deleting(Page, DeleteView):
    """Asks, then deletes."""

    template_name = "core/delete.html"
    may = core_rules.may_change

    def get_object(self, queryset: Any = None) -> Any:
        return self.check(super().get_object(queryset))


def table_response(columns: Any, rows: Any, title: str, kind: str) -> HttpResponse | StreamingHttpResponse:
    """A table as a file to download; who took it out stands in the audit chain."""
    audit.append("export", "table", "", None, {"title": title, "as": kind})
    name = slugify(title, allow_unicode=True) or "table"
    response: HttpResponse | StreamingHttpResponse
    if kind == "csv":
        lines = _as_asked(csv_rows(columns, rows))
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    else:
        sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        response = HttpResponse(workbook(columns, rows, title), content_type=sheet)
    return attached(response, f"{name}.{kind}")


def _as_asked(lines: Iterator[str]) -> Iterator[str]:
    """The lines, each made in the reader's scope and language, though they are sent after the request was handled."""
    context = copy_context()
    return iter(lambda: context.run(next, lines, ""), "")


def attached(response: Any, name: str) -> Any:
    """The response as a download with this file name, which may be Chinese (RFC 6266)."""
    from django.utils.http import content_disposition_header

    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response
