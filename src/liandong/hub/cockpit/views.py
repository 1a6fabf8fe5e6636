"""The pages of the cockpit: one screen, one measure, the fact sheet, and the search."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from liandong.hub.cockpit import rules
from liandong.hub.cockpit.domain import factsheet, searching
from liandong.hub.cockpit.domain.measures import MEASURES, SECTIONS, SEEN
from liandong.hub.cockpit.domain.snapshot import SECONDS, count, kept, snapshot
from liandong.hub.core.enums import Role
from liandong.hub.core.models import User
from liandong.hub.core.rules import is_enterprise
from liandong.hub.core.views import Board, table_response

#: How many people a stranger is told to ask, at most.
_CONTACTS = 20


class Counted(Board):
    """A page of figures. Where some were not counted yet it shows which ones, has them counted one by one, and comes
    back; without JavaScript the worker counts them and the page is asked for again."""

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self.found = kept()
        if not self.found.missing:
            return super().get(request, *args, **kwargs)
        waiting = [(section, SECTIONS[section]) for section in self.found.missing]
        content = {"title": self.title, "room": self.room, "waiting": waiting, "view": self}
        return self.response_class(request, ["cockpit/counting.html"], content, using=self.template_engine)


class Section(Board):
    """Counts one section; the one that comes last has the page loaded anew."""

    may = rules.may_look

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if kwargs["section"] not in SECTIONS:
            raise Http404
        count(kwargs["section"])
        return HttpResponse(headers={} if kept().missing else {"HX-Refresh": "true"})


class Home(Counted):
    """One screen for a leader; a firm goes to its requests, a stranger is told whom to ask."""

    template_name = "cockpit/home.html"
    may = rules.is_signed_in
    room = "cockpit"
    title = _("驾驶舱")

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if rules.may_look.test(request.user):
            return super().get(request, *args, **kwargs)
        if is_enterprise.test(request.user):
            try:
                return redirect(reverse("requests:request-list"))
            except NoReverseMatch:
                pass
        return self.response_class(
            request, ["cockpit/stranger.html"], self.stranger(), using=self.template_engine
        )

    def stranger(self) -> dict[str, Any]:
        """Who can give rights: the officers of the zones and the operators."""
        people = User.objects.filter(is_active=True, role__in=(Role.OFFICER, Role.OPERATOR)).select_related(
            "zone"
        )
        named = people.order_by("zone__position", "pk")[:_CONTACTS]
        return {"title": _("账号尚未授权"), "contacts": named, "view": self}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.found
        longest = max((row.case_days or 0 for row in found.rows.get("bottlenecks", ())), default=0)
        return {
            **super().get_context_data(**kwargs),
            "found": found,
            "m": {key: {"measure": MEASURES[key], "value": value} for key, value in found.values.items()},
            "bars": [(row, _percent(row.case_days, longest)) for row in found.rows.get("bottlenecks", ())],
            "solved": _percent(found.values.get("request_share"), 1),
            "seconds": SECONDS,
        }


class MeasurePage(Counted):
    """One number: its definition, how it is counted, as of when, and the way to its rows."""

    template_name = "cockpit/measure.html"
    may = rules.may_look
    room = "cockpit"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        measure = MEASURES.get(self.kwargs["key"])
        found = self.found
        if measure is None or measure.key not in found.values:
            raise Http404
        return {
            **super().get_context_data(**kwargs),
            "title": measure.name,
            "subtitle": SECTIONS[measure.section],
            "measure": measure,
            "value": found.values[measure.key],
            "found": found,
            "is_invented": measure.section in found.invented,
            "seen": SEEN,
            "seconds": SECONDS,
        }


class FactSheet(Counted):
    """All numbers of the cockpit to print or to take away (``?export=xlsx`` or ``csv``)."""

    template_name = "cockpit/factsheet.html"
    may = rules.may_look
    room = "cockpit"
    title = _("新闻发布事实清单")

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        wanted = request.GET.get("export")
        if wanted in ("csv", "xlsx"):
            return table_response(factsheet.COLUMNS, factsheet.lines(snapshot()), str(self.title), wanted)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.found
        lines = factsheet.lines(found)
        return {**super().get_context_data(**kwargs), "found": found, "lines": lines, "seen": SEEN}


class Search(Board):
    """One box over everything the reader may see."""

    template_name = "cockpit/search.html"
    may = rules.may_search
    title = _("全站搜索")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET
        page = asked.get("page", "1")
        kind = asked.get("kind", "")
        answer = searching.search(
            asked.get("q", ""), kind=kind, page=int(page) if page.isdecimal() and len(page) < 6 else 1
        )
        return {**super().get_context_data(**kwargs), "answer": answer, "kind": kind}


def _percent(value: float | None, most: float) -> int:
    return round(100 * (value or 0) / most) if most else 0
