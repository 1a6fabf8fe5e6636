"""Effects: the list, a new one, its progress, what came out, its files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from liandong.hub.bottlenecks.domain import drawing, files
from liandong.hub.bottlenecks.views import running
from liandong.hub.core.domain import audit
from liandong.hub.core.tables import Column
from liandong.hub.core.views import Acting, ActingOn, Deleting, Listing, Page, Sharing, Showing, attached
from liandong.hub.effects import rules
from liandong.hub.effects.domain import comparing, linking, measuring, results, scoring
from liandong.hub.effects.filters import EffectFilter
from liandong.hub.effects.forms.effect import (
    ChooseForm,
    CompareForm,
    InnovationForm,
    MeasureForm,
    ShareForm,
)
from liandong.hub.effects.models import Dossier, Effect
from liandong.hub.innovations.domain.claims import claims_about

#: What lists do not need.
_LONG = ("compared", "sentences", "warnings")
_FILES = {
    "result": (results.RESULT, "json"),
    "report": (results.REPORT, "html"),
    "workbook": (results.WORKBOOK, "xlsx"),
}


class EffectList(Listing):
    """All effects, the newest first."""

    model = Effect
    template_name = "effects/home.html"
    filters = EffectFilter
    room = "effects"
    title = _("成效")
    subtitle = _("改革之后变了多少，有没有对照，与公开的数字并列")
    create_page = "effects:new"
    may_create = rules.may_work
    columns = (
        Column("title", _("标题"), "link", order="title", value=str),
        Column("zone", _("片区"), order="zone__position"),
        Column("outcome", _("判断"), "badge", order="outcome"),
        Column("value", _("变化"), "change", order="value"),
        Column("strength", _("证据")),
        Column("is_simulated", _("数据"), "simulated"),
        Column("state", _("状态"), "badge", order="state"),
        Column("updated_at", _("更新时间"), "moment", order="updated_at"),
    )

    def get_queryset(self) -> Any:
        self.queryset = Effect.objects.select_related("zone").defer(*_LONG)
        return super().get_queryset()


class New(Acting):
    """First the profiles; then, with them in the address, who adopted when and what is measured."""

    form_class = MeasureForm
    template_name = "effects/new.html"
    may = rules.may_work
    room = "effects"
    title = _("新的测算")

    @cached_property
    def choice(self) -> ChooseForm:
        """The profiles of the address."""
        return ChooseForm(self.request.GET if "before" in self.request.GET else None)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return super().get(request, *args, **kwargs) if self.choice.is_valid() else self._choose()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return super().post(request, *args, **kwargs) if self.choice.is_valid() else self._choose()

    def _choose(self) -> HttpResponse:
        context = {
            "title": self.title,
            "subtitle": _("第一步：选画像"),
            "room": self.room,
            "form": self.choice,
        }
        return render(self.request, "effects/choose.html", context)

    @cached_property
    def sides(self) -> tuple[list[Any], list[Any]]:
        data = self.choice.cleaned_data
        return list(data["before"]), list(data["after"])

    def get_form_kwargs(self) -> dict[str, Any]:
        both = [*self.sides[0], *self.sides[1]]
        return {**super().get_form_kwargs(), "zones": measuring.zones_in(both), "analyses": both}

    def get_initial(self) -> dict[str, Any]:
        name = gettext("%(name)s：成效") % {"name": str(self.sides[0][0])[:100]}
        return {"innovation": self.request.GET.get("innovation", ""), "title": name}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extra = {"sides": self.sides, "subtitle": _("第二步：实施年月与指标"), "back": reverse("effects:new")}
        return {**super().get_context_data(**kwargs), **extra}

    def accept(self, form: Any) -> Any:
        before, after = self.sides
        data, user = form.cleaned_data, self.request.user
        made = measuring.start(
            title=data["title"],
            before=before,
            after=after,
            zone=user.acting_zone,
            user=user,
            adopted=form.adopted(),
            options=form.options(),
            innovation=data["innovation"],
            forecast=data["forecast"],
        )
        return HttpResponseRedirect(made.get_absolute_url())


def _effects() -> Any:
    return Effect.objects.select_related("zone", "circle", "created_by", "forecast")


class EffectPage(Showing):
    """An effect while it is measured, then what came out."""

    model = Effect
    room = "effects"
    template_name = "effects/effect.html"
    subtitle = _("成效")
    facts = (
        Column("zone", _("片区")),
        Column("origin", _("来源"), "badge"),
        Column("outcome", _("判断"), "badge"),
        Column("created_by", _("创建人")),
        Column("finished_at", _("测算时间"), "moment"),
    )

    def get_queryset(self) -> Any:
        return _effects()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        one, user = self.object, self.request.user
        extra = {
            "style": drawing.version(),
            "may_work": rules.may_work.test(user, one),
            "may_change": rules.may_change.test(user, one),
        }
        shown = self._result(one) if one.is_measured else {}
        return {**super().get_context_data(**kwargs), **extra, **shown}

    def _result(self, one: Effect) -> dict[str, Any]:
        found, innovation = results.measured(one), linking.innovation_of(one)
        claims = claims_about(innovation) if innovation else []
        return {
            "parts": results.parts(one),
            "net": results.statutory(found),
            "innovation": innovation,
            "claims": comparing.beside(one, found, claims),
            "score": scoring.told(one),
            "dossiers": Dossier.objects.filter(effect=one).order_by("-id")[:10],
        }


class Progress(running.Progress):
    """How far the measuring is."""

    model = Effect


class Cancel(running.Cancel):
    """Asks the measuring to stop, or starts it again where it has no result."""

    model = Effect


class Download(Page, View):
    """The report, the workbook or the result as a file."""

    def get(self, request: HttpRequest, pk: int, kind: str) -> Any:
        one = self.check(get_object_or_404(_effects(), pk=pk))
        path = files.place(one.folder) / _FILES[kind][0] if kind in _FILES and one.is_measured else None
        if path is None or not path.is_file():
            raise Http404
        audit.record("download", one, {"file": kind})
        response = FileResponse(path.open("rb"), content_type="application/octet-stream")
        return attached(response, f"{one.title}.{_FILES[kind][1]}")


class _OnEffect(ActingOn):
    """A form about one effect."""

    model = Effect
    room = "effects"
    may_do = rules.may_work


class About(_OnEffect):
    """Which innovation it is about."""

    form_class = InnovationForm
    title = _("关联成果")

    def get_initial(self) -> dict[str, Any]:
        innovation = linking.innovation_of(self.object)
        return {"innovation": innovation.number if innovation else ""}

    def act(self, data: dict[str, Any]) -> None:
        linking.belongs_to(self.object, data["innovation"])


class Compare(_OnEffect):
    """With which computed figure each published one is compared."""

    form_class = CompareForm
    template_name = "effects/compare.html"
    title = _("公开数据与哪个测算值并列")

    def get_form_kwargs(self) -> dict[str, Any]:
        innovation = linking.innovation_of(self.object)
        if innovation is None or not self.object.is_measured:
            raise Http404
        own = {
            "claims": claims_about(innovation),
            "effect": self.object,
            "found": results.measured(self.object),
        }
        return {**super().get_form_kwargs(), **own}

    def accept(self, form: Any) -> Any:
        comparing.choose(self.object, form.pairs())
        return HttpResponseRedirect(self.object.get_absolute_url() + "#claims")


class Share(Sharing):
    """Who sees it."""

    model = Effect
    room = "effects"
    form_class = ShareForm
    share = staticmethod(measuring.share)


class Delete(Deleting):
    """Asks, then deletes the effect with its files."""

    model = Effect
    room = "effects"
    may = rules.may_change

    def get_queryset(self) -> Any:
        return Effect.objects.select_related("zone")

    def form_valid(self, form: Any) -> Any:
        try:
            measuring.remove(self.object)
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
            return HttpResponseRedirect(self.object.get_absolute_url())
        return HttpResponseRedirect(reverse("effects:home"))
