"""The ledger as a file: out, in, and the look at what would change in between."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import View

from liandong.hub.core.forms import PlainForm
from liandong.hub.core.models import Zone
from liandong.hub.core.views import Acting, Page, table_response
from liandong.hub.tasks import rules
from liandong.hub.tasks.domain import rollover
from liandong.hub.tasks.domain.ledger import applying, reading, writing
from liandong.hub.tasks.domain.ledger.preview import preview
from liandong.hub.tasks.forms import RollOverForm, UploadForm
from liandong.hub.tasks.models import LedgerUpload

#: So many rows of each sort are shown; what is wrong is shown in full up to more.
SHOWN, FAULTS_SHOWN = 50, 500


class LedgerExport(Page, View):
    """The ledger of a zone, by default one's own, in the columns that are read back."""

    def get(self, request: Any, kind: str) -> Any:
        wanted = request.GET.get("zone", "")
        zones = Zone.objects.filter(pk=wanted) if wanted.isdigit() else Zone.objects.order_by("position")
        zone = request.user.zone if not wanted and request.user.zone_id else zones.first()
        if zone is None:
            raise Http404
        year = request.GET.get("year", "")
        rows = writing.ledger(zone, int(year) if year.isdigit() and len(year) == 4 else None)
        return table_response(writing.COLUMNS, rows, f"台账-{zone.name}", kind)


class LedgerImport(Acting):
    """Upload a ledger; nothing changes yet."""

    form_class = UploadForm
    room, title = "tasks", _("导入台账")
    template_name = "tasks/import.html"
    may = rules.may_change

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "tab": "import", "columns": writing.COLUMNS}

    def form_valid(self, form: Any) -> Any:
        file = form.cleaned_data["file"]
        try:
            if file.size > reading.MOST_BYTES:
                raise reading.LedgerError(_("文件超过 10 MB。"))
            self.rows = reading.read(file.name, file.read())
        except reading.LedgerError as error:
            form.add_error("file", str(error))
            return self.form_invalid(form)
        return super().form_valid(form)

    def accept(self, form: Any) -> Any:
        data = form.cleaned_data
        upload = LedgerUpload.objects.create(
            user=self.request.user, zone=data["zone"], file_name=data["file"].name[:200], rows=self.rows
        )
        return HttpResponseRedirect(reverse("tasks:import-preview", args=[upload.pk]))


class ImportPreview(Acting):
    """What the ledger would change, and the button that does it: every row or none."""

    form_class = PlainForm
    room, title = "tasks", _("核对导入内容")
    template_name = "tasks/preview.html"
    may = rules.may_change

    @cached_property
    def upload(self) -> Any:
        rows = LedgerUpload.objects.select_related("zone")
        return get_object_or_404(rows, pk=self.kwargs["pk"], user=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        found = preview(self.upload.zone, self.upload.rows)
        lists = {name: getattr(found, name)[:SHOWN] for name in ("new", "changed", "conflicts")}
        more = {"found": found, "seen": applying.fingerprint(found), "upload": self.upload, "shown": SHOWN}
        return {
            **context,
            **more,
            **lists,
            "taken": self.request.POST.getlist("take"),
            "faults": found.faults[:FAULTS_SHOWN],
            "tab": "import",
        }

    def form_valid(self, form: Any) -> Any:
        if not rules.may_change.test(self.request.user, self.upload):
            raise PermissionDenied
        try:
            return super().form_valid(form)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)

    def accept(self, form: Any) -> Any:
        post = self.request.POST
        applying.apply(upload=self.upload, seen=post.get("seen", ""), taken=set(post.getlist("take")))
        return HttpResponseRedirect(reverse("tasks:task-list") + f"?zone={self.upload.zone_id}")


class RollOver(Acting):
    """Carry the open tasks of a year over into the next."""

    form_class = RollOverForm
    room, title = "tasks", _("结转未办结任务")
    template_name = "tasks/roll_over.html"
    may = rules.may_change

    def get_initial(self) -> dict[str, Any]:
        return {"year": timezone.localdate().year}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "back": reverse("tasks:task-list")}

    def accept(self, form: Any) -> Any:
        zone = self.request.user.zone
        if zone is None:
            raise PermissionDenied
        count = rollover.roll_over(zone=zone, year=form.cleaned_data["year"], user=self.request.user)
        text = ngettext("结转了 %(n)s 项任务", "结转了 %(n)s 项任务", count) % {"n": count}
        messages.success(self.request, text)
        return HttpResponseRedirect(reverse("tasks:task-list"))
