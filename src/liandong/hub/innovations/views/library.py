"""The library: its list, one innovation, its form, its links."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liandong.hub.core.models import Link, Zone
from liandong.hub.core.tables import Column
from liandong.hub.core.views import Acting, Deleting, Editing, Listing, Showing
from liandong.hub.innovations import rules
from liandong.hub.innovations.domain import dossier, linking, scoring
from liandong.hub.innovations.filters import InnovationFilter
from liandong.hub.innovations.forms.innovation import (
    ConditionRows,
    InnovationForm,
    LegalRows,
    LinkForm,
    rows_of,
)
from liandong.hub.innovations.models import Adoption, Briefing, Innovation, NoveltySearch, Recognition

#: Long texts that lists do not need.
_LONG = (
    "background",
    "measures",
    "effects",
    "risks",
    "next_steps",
    "attachments",
    "legal",
    "conditions",
    "quote",
)
TABS = ("dossier", "evidence", "replication", "history")
#: A title longer than this is let through with a word of advice.
_TITLE = 20


class InnovationList(Listing):
    """The library as cards or as a table."""

    model = Innovation
    template_name = "innovations/list.html"
    title = gettext_lazy("制度创新成果库")
    room = "innovations"
    filters = InnovationFilter
    create_page = "innovations:novelty"
    may = rules.may_read
    paginate_by = 24
    columns = (
        Column("number", gettext_lazy("编号"), order="number"),
        Column("name", gettext_lazy("名称"), "link", order="title"),
        Column("field", gettext_lazy("领域")),
        Column("zone", gettext_lazy("片区")),
        Column("stage", gettext_lazy("阶段"), "badge", order="stage"),
        Column("get_level_display", gettext_lazy("级别"), order="level"),
        Column("zone_on", gettext_lazy("入库日期"), "date", order="zone_on"),
        Column("adopted", gettext_lazy("落地片区"), "number", order="adopted"),
        Column("completeness", gettext_lazy("案例完整度"), "progress", order="completeness"),
    )

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        if not self.request.GET.get("library"):
            rows = rows.filter(library__is_external=False)
        return rows

    @property
    def queryset(self) -> Any:
        """Named ones first, the highest recognised on top; numbered places at the end."""
        rows = Innovation.objects.select_related("zone", "field").defer(*_LONG)
        return rows.order_by("is_placeholder", "-level", "-id")

    def get_template_names(self) -> list[str]:
        return ["innovations/_list.html" if self.request.htmx else "innovations/list.html"]  # type: ignore[attr-defined]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = "table" if self.request.GET.get("view") == "table" else "cards"
        return {**super().get_context_data(**kwargs), "shown": shown, "tab": "list"}


class InnovationPage(Showing):
    """One innovation in four tabs; ``?tab=print`` shows what a printed case report needs on one page."""

    model = Innovation
    template_name = "innovations/innovation.html"
    room = "innovations"
    may = rules.may_read

    def get_queryset(self) -> Any:
        searches = NoveltySearch.objects.filter(innovation=OuterRef("pk"))
        links = Link.objects.filter(target_kind="innovations.innovation", target_id=OuterRef("pk"))
        related = ("zone", "circle", "field", "family", "library", "lead", "officer")
        rows = Innovation.objects.select_related(*related)
        return rows.annotate(is_searched=Exists(searches), is_linked=Exists(links))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        tab = self.request.GET.get("tab", TABS[0])
        zones, strip = _strip(self.object)
        is_elsewhere = all(
            zone.pk != self.request.user.zone_id or not (zone.is_partner or zone.pk == self.object.zone_id)
            for zone in zones
        )
        may_score = is_elsewhere and rules.may_score_at_all.test(self.request.user)
        return {
            **context,
            **_parts(self.object, tab, self.request.user),
            "tab": tab if tab in (*TABS, "print") else TABS[0],
            "title": self.object.name,
            "subtitle": f"{self.object.number} · {self.object.library}",
            "partners": [zone for zone in zones if zone.is_partner],
            "strip": strip,
            "ladder": ladder(self.object),
            "sections": [(heading, getattr(self.object, name)) for name, heading in dossier.SECTIONS],
            "checklist": dossier.checklist(
                self.object, is_searched=self.object.is_searched, is_linked=self.object.is_linked
            ),
            "may_review": may_score,
        }


def ladder(innovation: Innovation) -> list[tuple[Any, Any]]:
    """The rungs of recognition with the day each was reached, None where it was not."""
    return [
        (_("片区"), innovation.zone_on),
        (_("市级"), innovation.city_on),
        (_("省级"), innovation.province_on),
        (_("部委"), innovation.ministry_on),
        (_("国务院"), innovation.state_on),
    ]


def _strip(innovation: Innovation) -> tuple[list[Any], list[Any]]:
    """All zones, each knowing whether it is a partner; and each with its adoption, for the strip."""
    partners = Innovation.partners.through.objects.filter(innovation=innovation, zone=OuterRef("pk"))
    zones = list(Zone.objects.annotate(is_partner=Exists(partners)))
    adoptions = {
        each.zone_id: each
        for each in Adoption.objects.filter(innovation=innovation).select_related("claim__source")
    }
    for zone in zones:
        if zone.pk in adoptions:
            adoptions[zone.pk].zone = zone
    return zones, [(zone, adoptions.get(zone.pk)) for zone in zones if zone.pk != innovation.zone_id]


def _parts(innovation: Innovation, tab: str, user: Any) -> dict[str, Any]:
    """What one tab needs and the others do not."""
    if tab in ("evidence", "print"):
        results = scoring.results(innovation)
        return {
            "recognitions": Recognition.objects.filter(innovation=innovation).select_related(
                "channel", "source"
            ),
            "claims": innovation.claims.select_related("source"),
            "searches": NoveltySearch.objects.filter(innovation=innovation).select_related("by"),
            "results": [(result, scoring.visible(result, user)) for result in results],
        }
    if tab == "replication":
        return {"briefings": Briefing.objects.filter(innovations=innovation)[:20]}
    return {}


class InnovationEdit(Editing):
    """The dossier's form. A new one may bring the novelty search it was preceded by (``?novelty=``)."""

    model = Innovation
    form_class = InnovationForm
    template_name = "innovations/edit.html"
    room = "innovations"
    may = rules.may_change

    def get_queryset(self) -> Any:
        return Innovation.objects.select_related("zone", "circle")

    def get_object(self, queryset: Any = None) -> Any:
        made, user = super().get_object(queryset), self.request.user
        if made is not None and made.zone_id == user.zone_id:
            user.zone = made.zone  # The side bar names it: one query less.
        return made

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = kwargs.pop("rows", None) or self._rows()
        title = _("修改成果") if self.object else _("新建成果")
        context = super().get_context_data(**kwargs)
        return {**context, "title": title, "legal_rows": rows[0], "condition_rows": rows[1]}

    def _rows(self) -> tuple[Any, Any]:
        data = self.request.POST or None
        # Rows that were sent are not held against those there are now: others may have added some.
        made = None if data else self.object
        return (
            LegalRows(data, prefix="legal", initial=made.legal if made else []),
            ConditionRows(data, prefix="condition", initial=made.conditions if made else []),
        )

    def form_valid(self, form: Any) -> Any:
        rows = self._rows()
        if not all(each.is_valid() for each in rows):
            return self.render_to_response(self.get_context_data(form=form, rows=rows))
        for name, each in zip(("legal", "conditions"), rows, strict=True):
            setattr(form.instance, name, form.settled(name, rows_of(each)))
        if form.errors:
            return self.form_invalid(form)
        return super().form_valid(form)

    def accept(self, form: Any) -> Any:
        form.save(commit=False)
        made = dossier.save(innovation=form.instance)
        form.save_m2m()
        search = NoveltySearch.objects.filter(pk=_number(self.request.GET.get("novelty")), innovation=None)
        for each in search:
            each.innovation = made
            each.save()
            dossier.refresh(made)
        if len(made.title) > _TITLE:
            messages.warning(self.request, _("名称超过 20 个字，报送前建议缩短。"))
        return HttpResponseRedirect(made.get_absolute_url())


class InnovationDelete(Deleting):
    """Asks, then deletes an innovation with everything that belongs to it."""

    model = Innovation
    room = "innovations"
    success_url = reverse_lazy("innovations:innovation-list")


class InnovationLink(Acting):
    """Links an innovation to the request, bottleneck or task it came from."""

    form_class = LinkForm
    room = "innovations"
    may = rules.may_change
    title = gettext_lazy("关联堵点、任务或诉求")

    def accept(self, form: Any) -> Any:
        innovation = self.innovation()
        source = linking.find(form.cleaned_data["kind"], form.cleaned_data["text"])
        linking.connect(innovation=innovation, source=source)
        return HttpResponseRedirect(innovation.get_absolute_url())

    def form_valid(self, form: Any) -> Any:
        try:
            return super().form_valid(form)
        except ValidationError as error:
            form.add_error("text", error)
            return self.form_invalid(form)

    def innovation(self) -> Innovation:
        """The innovation in the address, where the person may change it."""
        return self.check(get_object_or_404(Innovation, pk=self.kwargs["pk"]))  # type: ignore[no-any-return]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = reverse("innovations:innovation", args=[self.innovation().pk])
        return {**super().get_context_data(**kwargs), "back": back}


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdigit() else None
