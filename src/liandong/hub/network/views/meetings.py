"""Joint meetings: agenda, decisions, minutes to print."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View

from liandong.hub.core.domain import audit
from liandong.hub.core.tables import Column
from liandong.hub.core.views import Page, attached
from liandong.hub.network import filters, rules
from liandong.hub.network.domain import draft_agenda, kept_on_time, minutes
from liandong.hub.network.domain.dates import today
from liandong.hub.network.enums import CommitmentState
from liandong.hub.network.forms import entries, parts
from liandong.hub.network.models import AgendaItem, Decision, Meeting
from liandong.hub.network.views.base import Delete, DeletePart, Edit, EditPart, List, Show, dated, joined


class MeetingList(List):
    """All meetings, and the share of decisions kept on time."""

    model = Meeting
    template_name = "network/meeting_list.html"
    title = gettext_lazy("联席会议")
    tab = "meetings"
    filters = filters.MeetingFilter
    create_page = "network:meeting-new"
    beside = (("network:decision-list", "gavel", gettext_lazy("会议决定")),)
    columns = (
        Column("title", gettext_lazy("会议名称"), "entry", "title"),
        Column("kind", gettext_lazy("类型"), "badge", "kind"),
        Column("year", gettext_lazy("年度"), order="year"),
        Column("held_on", gettext_lazy("会议日期"), order="held_on", value=dated("held", "date_text")),
        Column("state", gettext_lazy("状态"), "badge", "state"),
        Column("decisions_n", gettext_lazy("决定"), "number"),
        Column("open_n", gettext_lazy("未办结"), "number"),
    )  # fmt: skip

    def get_queryset(self) -> Any:
        still = Q(decisions__state=CommitmentState.OPEN)
        return (
            super()
            .get_queryset()
            .annotate(decisions_n=Count("decisions"), open_n=Count("decisions", filter=still))
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "kept": kept_on_time(Decision.objects.all(), today())}


class MeetingShow(Show):
    """A meeting: agenda, minutes, decisions."""

    model = Meeting
    template_name = "network/meeting.html"
    tab = "meetings"
    change_page, delete_page = "network:meeting-edit", "network:meeting-delete"
    facts = (
        Column("kind", gettext_lazy("类型"), "badge"),
        Column("state", gettext_lazy("状态"), "badge"),
        Column("held_on", gettext_lazy("会议日期"), value=dated("held", "date_text")),
        Column("place", gettext_lazy("地点")),
        Column("chair", gettext_lazy("主持人")),
        Column("zone", gettext_lazy("召集片区")),
        Column("participants", gettext_lazy("参会片区"), value=joined("participants")),
        Column("source", gettext_lazy("来源")),
    )

    def get_queryset(self) -> Any:
        rows = Meeting.objects.select_related("zone", "circle", "source")
        return rows.prefetch_related("participants", "agenda", "decisions__zone")


class Minutes(MeetingShow):
    """The minutes as a page to print, after the form of the standard for official documents (GB/T 9704)."""

    template_name = "network/minutes.html"


class MinutesWord(MeetingShow):
    """The minutes as a Word document; a meeting without a day has none yet."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        meeting = self.get_object()
        if meeting.held_on is None:
            raise Http404
        audit.record("download", meeting, {"file": "docx"})
        response = HttpResponse(minutes.word(meeting), content_type="application/octet-stream")
        return attached(response, f"{meeting.title}.docx")


class MeetingEdit(Edit):
    """A meeting, new or changed."""

    model = Meeting
    form_class = entries.MeetingForm
    tab = "meetings"


class MeetingDelete(Delete):
    """Ask, then delete a meeting."""

    model = Meeting
    tab = "meetings"
    success_url = reverse_lazy("network:meeting-list")


class DraftAgenda(Page, View):
    """The button that puts what is late, stuck or promised on the agenda."""

    may = rules.may_change
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> Any:
        meeting = self.check(get_object_or_404(Meeting.objects, pk=pk))
        number = len(draft_agenda(meeting=meeting, on=today()))
        text = ngettext("加入了 %(n)d 个议题。", "加入了 %(n)d 个议题。", number)
        messages.success(request, text % {"n": number})
        return HttpResponseRedirect(meeting.get_absolute_url())


class AgendaItemEdit(EditPart):
    """An item of the agenda, new or changed."""

    model, whole_model = AgendaItem, Meeting
    form_class = parts.AgendaItemForm
    tab = "meetings"


class AgendaItemDelete(DeletePart):
    """Ask, then take an item off the agenda."""

    model = AgendaItem
    tab = "meetings"


class DecisionEdit(EditPart):
    """A decision, new or changed."""

    model, whole_model = Decision, Meeting
    form_class = parts.DecisionForm
    tab = "meetings"
