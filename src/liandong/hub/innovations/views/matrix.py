"""The replication matrix, one replication, and what is recommended to a zone."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liandong.hub.core.models import Zone
from liandong.hub.core.tables import Column
from liandong.hub.core.views import Acting, Board, Listing, Showing
from liandong.hub.innovations import rules
from liandong.hub.innovations.domain import replicating
from liandong.hub.innovations.enums import Necessity, Status
from liandong.hub.innovations.filters import MatrixFilter
from liandong.hub.innovations.forms.work import AdoptionForm, OfferForm
from liandong.hub.innovations.models import Adoption, Innovation
from liandong.hub.innovations.views.library import _LONG


class Matrix(Listing):
    """Innovations by zones; every cell opens the form of that replication."""

    model = Innovation
    template_name = "innovations/matrix.html"
    room = "replication"
    title = gettext_lazy("复制推广矩阵")
    subtitle = gettext_lazy("成果 × 七个片区：推送、适配、试点、落地、终止")
    filters = MatrixFilter
    may = rules.may_read
    paginate_by = 20

    def get_queryset(self) -> Any:
        ours = Innovation.objects.filter(library__is_external=False, is_placeholder=False)
        self.queryset = (
            ours.select_related("field").defer(*_LONG).order_by("-adopted", "library_id", "-level", "-id")
        )
        self.zones = list(Zone.objects.all())
        return super().get_queryset()

    def get_template_names(self) -> list[str]:
        return ["innovations/_matrix.html" if self.request.htmx else "innovations/matrix.html"]  # type: ignore[attr-defined]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        zone = self.request.user.zone_id
        rows = _cells(context["object_list"], self.zones)
        return {
            **context,
            "zones": self.zones,
            "rows": rows,
            "tab": "matrix",
            "mine": zone,
            "statuses": Status,
        }

    def export(self, kind: str) -> Any:
        # Rows are told of all zones before the queryset runs through its iterator, page by page.
        self.columns = (  # type: ignore[misc]
            Column("number", _("编号")),
            Column("name", _("名称")),
            *(
                Column(zone.slug, zone, value=lambda row, slug=zone.slug: _status_text(row, slug))
                for zone in Zone.objects.all()
            ),
        )
        rows = self.get_queryset().prefetch_related("adoptions__zone")
        from liandong.hub.core.views import table_response

        return table_response(self.columns, rows.iterator(chunk_size=500), str(self.title), kind)


def _status_text(row: Innovation, slug: str) -> str:
    return next(
        (str(each.get_status_display()) for each in row.adoptions.all() if each.zone.slug == slug), ""
    )


def _cells(innovations: Any, zones: list[Zone]) -> list[tuple[Innovation, list[tuple[Zone, Any]]]]:
    rows = Adoption.objects.filter(innovation__in=[each.pk for each in innovations])
    found = {(each.innovation_id, each.zone_id): each for each in rows.defer("quote", "deviation")}
    return [(each, [(zone, found.get((each.pk, zone.pk))) for zone in zones]) for each in innovations]


class CellForm(Acting):
    """The form of one cell: offering where nothing is, working where something is."""

    template_name = "innovations/cell.html"
    room = "replication"
    may = rules.may_read

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.adoption: Any = None

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and self.allowed(request.user):
            rows = Innovation.objects.select_related("zone", "circle")
            self.innovation = get_object_or_404(rows, pk=kwargs["pk"])
            self.zone = get_object_or_404(Zone, slug=kwargs["zone"])
            found = Adoption.objects.filter(innovation=self.innovation, zone=self.zone)
            self.adoption = found.select_related("circle", "zone", "claim").first()
            if self.adoption is not None:
                self.adoption.innovation = self.innovation
        return super().dispatch(request, *args, **kwargs)

    def may_submit(self) -> bool:
        """Whether the person may offer, or work on, this cell."""
        if self.zone.pk == self.innovation.zone_id:
            return False
        if self.adoption is None:
            return bool(rules.may_offer.test(self.request.user, self.innovation))
        return bool(rules.may_adopt.test(self.request.user, self.adoption))

    def get_form_class(self) -> Any:
        return OfferForm if self.adoption is None else AdoptionForm

    def get_form_kwargs(self) -> dict[str, Any]:
        extra = {} if self.adoption is None else {"adoption": self.adoption}
        return {**super().get_form_kwargs(), **extra}

    def get_template_names(self) -> list[str]:
        return ["innovations/_cell.html" if self.request.htmx else "innovations/cell.html"]  # type: ignore[attr-defined]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "title": f"{self.innovation.name} → {self.zone}",
            "innovation": self.innovation,
            "zone": self.zone,
            "adoption": self.adoption,
            "may_submit": self.may_submit(),
            "back": reverse("innovations:matrix"),
        }

    def form_valid(self, form: Any) -> Any:
        if not self.may_submit():
            raise PermissionDenied
        try:
            response = super().form_valid(form)
        except ValidationError as error:
            name = getattr(error, "code", None)
            form.add_error(name if name in form.fields else None, error)
            return self.form_invalid(form)
        if self.request.htmx:  # type: ignore[attr-defined]
            self.adoption.zone = self.zone
            context = {**self.get_context_data(form=form), "is_saved": True}
            return render(self.request, "innovations/_cell.html", context)
        return response

    def accept(self, form: Any) -> Any:
        data, user = form.cleaned_data, self.request.user
        if self.adoption is None:
            self.adoption = replicating.offer(
                innovation=self.innovation, zone=self.zone, by=user, on=data["on"]
            )
        else:
            for name in ("has_basis", "has_volume", "has_systems", "deviation"):
                setattr(self.adoption, name, data[name])
            self.adoption.parameters = form.parameters
            self.adoption = replicating.work(
                adoption=self.adoption, status=data["status"], on=data["on"], reason=data["reason"], by=user
            )
        return HttpResponseRedirect(self.adoption.get_absolute_url())


class AdoptionPage(Showing):
    """One replication: fit check, parameters against their range, claim beside computation, history."""

    model = Adoption
    template_name = "innovations/adoption.html"
    room = "replication"
    may = rules.may_read
    may_change = rules.may_adopt
    facts = (
        Column("zone", gettext_lazy("片区")),
        Column("status", gettext_lazy("状态"), "badge"),
        Column("since", gettext_lazy("自"), "date"),
        Column("precision", gettext_lazy("日期精度"), "badge"),
        Column("reason", gettext_lazy("理由")),
        Column("has_basis", gettext_lazy("法律依据可用"), "badge"),
        Column("has_volume", gettext_lazy("业务量足够"), "badge"),
        Column("has_systems", gettext_lazy("系统可支撑"), "badge"),
    )

    def get_queryset(self) -> Any:
        return Adoption.objects.select_related("innovation", "zone", "circle", "claim__source")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        adoption = self.object
        conditions = adoption.innovation.conditions
        values = adoption.parameters
        parameters = [
            (row, values.get(row["name"], ""))
            for row in conditions
            if row.get("necessity") == Necessity.PARAMETER
        ]
        return {
            **super().get_context_data(**kwargs),
            "title": f"{adoption.innovation.name} → {adoption.zone}",
            "parameters": parameters,
            "steps": adoption.steps.select_related("by"),
        }


class Recommended(Board):
    """What suits a zone's kind and is not there yet (分类促进)."""

    template_name = "innovations/recommended.html"
    room = "replication"
    title = gettext_lazy("分类推荐")
    subtitle = gettext_lazy("按片区类型推荐尚未引入的成果，级别高、落地多的在前")
    may = rules.may_read

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        zones = list(Zone.objects.all())
        user = self.request.user
        wanted = self.request.GET.get("zone") or next((z.slug for z in zones if z.pk == user.zone_id), "")
        zone = next((each for each in zones if each.slug == wanted), zones[0] if zones else None)
        rows = replicating.recommended(zone) if zone else []
        return {
            **super().get_context_data(**kwargs),
            "zones": zones,
            "zone": zone,
            "rows": rows,
            "tab": "recommended",
        }
