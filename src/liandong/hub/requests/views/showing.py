"""One request: what it says, its thread, who has it, what may be done."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views import View

from liandong.hub.core.domain.attaching import download
from liandong.hub.core.tables import Column
from liandong.hub.core.views import Page, Showing
from liandong.hub.requests import rules
from liandong.hub.requests.domain.thread import holdings
from liandong.hub.requests.models import Attachment, Request
from liandong.hub.requests.views.steps import STEPS, open_to

_ALL = (
    Column("category", _("类别")),
    Column("queue", _("队列"), "badge"),
    Column("channel", _("渠道"), "badge"),
    Column("zone", _("片区")),
    Column("firm", _("企业")),
    Column("contact", _("联系人及电话")),
    Column("agency", _("承办部门")),
    Column("officer", _("承办人")),
    Column("filed_on", _("提交日期"), "date"),
    Column("due", _("办理期限"), "date"),
    Column("answered_on", _("答复日期"), "date"),
    Column("solved_on", _("解决日期"), "date"),
    Column("days", _("办理工作日"), "number"),
    Column("satisfaction", _("满意度（1–5）"), "number"),
)
_INSIDE = (
    Column("level", _("层级")),
    Column("escalations", _("提级次数"), "number"),
    Column("filed_by", _("登记人")),
)
_BESIDE = ("category", "zone", "firm", "filed_by", "level", "agency", "officer", "circle")
_ORIGIN = ("theme", "visit__firm", "visit__project", "service", "programme", "duplicate_of")


class RequestPage(Showing):
    """A request with its thread; internal entries only for officials."""

    model = Request
    may = rules.may_look
    may_change = rules.may_handle
    room = "requests"
    template_name = "requests/request.html"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related(*_BESIDE, *_ORIGIN)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        user, request = self.request.user, self.object
        inside = rules.may_read_internal.test(user)
        entries = list(request.entries.select_related("by", "level", "agency", "officer", "other"))
        shown = [entry for entry in entries if inside or not entry.is_internal]
        _give_files(request, shown)
        columns = (*_ALL, *_INSIDE) if inside else _ALL
        steps = [step for step in STEPS.values() if open_to(step, user, request)]
        return {
            **context,
            "subtitle": request.number,
            "title": request.title,
            "facts": [column for column in columns if column.of(request) not in (None, "")],
            "entries": shown,
            "held": holdings(entries) if inside else [],
            "inside": inside,
            "steps": [step for step in steps if not step.is_inline],
            "talks": [step for step in steps if step.is_inline],
        }


def _give_files(request: Request, entries: list[Any]) -> None:
    """Hang each file on its entry, by one query."""
    files: dict[int, list[Attachment]] = {}
    for file in request.attachments.all():
        files.setdefault(file.entry_id, []).append(file)
    for entry in entries:
        entry.files = files.get(entry.pk, [])


class Download(Page, View):
    """A file, to whoever may read the entry it came with; never shown in the browser."""

    may = rules.may_look

    def get(self, request: Any, pk: int) -> Any:
        file = get_object_or_404(
            Attachment.objects.select_related("entry").filter(request__in=Request.objects.all()), pk=pk
        )
        if file.entry.is_internal and not rules.may_read_internal.test(request.user):
            raise Http404
        return download(file)
