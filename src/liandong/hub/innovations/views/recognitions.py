"""Recognition events, novelty searches and reviews of an innovation."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liandong.hub.core.tables import Column
from liandong.hub.core.views import Acting, Board, Deleting, Editing, Listing, Showing
from liandong.hub.innovations import rules
from liandong.hub.innovations.domain import novelty, recognising, scoring
from liandong.hub.innovations.forms.records import NoveltyForm, RecognitionForm
from liandong.hub.innovations.forms.work import ReviewForm
from liandong.hub.innovations.models import Innovation, NoveltySearch, Recognition, Review, ScoreScheme


class RecognitionEdit(Editing):
    """A recognition event, new under an innovation or existing."""

    model = Recognition
    form_class = RecognitionForm
    room = "innovations"
    title = gettext_lazy("认定记录")
    may = rules.may_change

    def get_queryset(self) -> Any:
        return Recognition.objects.select_related("innovation__zone", "innovation__circle", "zone", "circle")

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        if self.object is None:
            innovation = get_object_or_404(
                Innovation.objects.select_related("zone", "circle"), pk=self.kwargs["innovation"]
            )
            self.check(innovation)
            kwargs["instance"] = Recognition(
                innovation=innovation, zone=innovation.zone, circle=innovation.circle
            )
        return kwargs

    def accept(self, form: Any) -> Any:
        made = recognising.recognise(recognition=form.save(commit=False))
        return HttpResponseRedirect(made.innovation.get_absolute_url() + "?tab=evidence")


class RecognitionDelete(Deleting):
    """Asks, then takes an event back; the level follows."""

    model = Recognition
    room = "innovations"

    def form_valid(self, form: Any) -> Any:
        where = reverse("innovations:innovation", args=[self.object.innovation_id])
        recognising.withdraw(recognition=self.object)
        return HttpResponseRedirect(f"{where}?tab=evidence")


class NoveltyPage(Acting):
    """Searches for what resembles a proposal; the officer's judgement is kept with the hits."""

    template_name = "innovations/novelty.html"
    form_class = NoveltyForm
    room = "innovations"
    title = gettext_lazy("查新")
    subtitle = gettext_lazy("立项前先查：库内成果、外部先例、未见成效和已撤回的做法一并比对")
    may = rules.may_read

    def get_initial(self) -> dict[str, Any]:
        return {"q": self._query(), "innovation": self.request.GET.get("innovation")}

    def _query(self) -> str:
        return self.request.GET.get("q", "").strip()[:200]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.get("form")
        text = self._query() or (form.data.get("q", "").strip() if form is not None and form.is_bound else "")
        hits = novelty.search(text) if text else []
        may_log = rules.may_change.test(self.request.user, None)
        return {
            **super().get_context_data(**kwargs),
            "q": text,
            "hits": hits,
            "may_log": may_log,
            "tab": "novelty",
        }

    def accept(self, form: Any) -> Any:
        if not rules.may_change.test(self.request.user, None):
            raise PermissionDenied
        data = form.cleaned_data
        innovation = None
        if data["innovation"]:
            rows = Innovation.objects.select_related("zone", "circle")
            innovation = get_object_or_404(rows, pk=data["innovation"])
            if not rules.may_change.test(self.request.user, innovation):
                raise PermissionDenied
        mine = [innovation.pk] if innovation else []
        made = novelty.log(
            query=data["q"],
            hits=novelty.search(data["q"], leave_out=mine),
            judgement=data["judgement"],
            reason=data["reason"],
            by=self.request.user,
            innovation=innovation,
        )
        if innovation is not None:
            return HttpResponseRedirect(innovation.get_absolute_url() + "?tab=evidence")
        return HttpResponseRedirect(made.get_absolute_url())


class NoveltyList(Listing):
    """All searches that were kept."""

    model = NoveltySearch
    room = "innovations"
    title = gettext_lazy("查新记录")
    may = rules.may_read
    create_page = "innovations:novelty"
    columns = (
        Column("query", gettext_lazy("查新内容"), "link"),
        Column("searched_on", gettext_lazy("查新日期"), "date", order="searched_on"),
        Column("judgement", gettext_lazy("判断"), "badge"),
        Column("by", gettext_lazy("查新人")),
        Column("zone", gettext_lazy("片区")),
    )

    def get_queryset(self) -> Any:
        self.queryset = NoveltySearch.objects.select_related("zone", "by")
        return super().get_queryset()


class NoveltyLog(Showing):
    """One kept search; from here the innovation is filed."""

    model = NoveltySearch
    template_name = "innovations/novelty_log.html"
    room = "innovations"
    may = rules.may_read
    facts = (
        Column("searched_on", gettext_lazy("查新日期"), "date"),
        Column("judgement", gettext_lazy("判断"), "badge"),
        Column("by", gettext_lazy("查新人")),
        Column("zone", gettext_lazy("片区")),
        Column("innovation", gettext_lazy("成果")),
    )

    def get_queryset(self) -> Any:
        return NoveltySearch.objects.select_related("zone", "by", "innovation", "circle")


class ReviewPage(Acting):
    """A reviewer's sheet. The other's is not shown before both are in."""

    template_name = "innovations/review.html"
    form_class = ReviewForm
    room = "innovations"
    title = gettext_lazy("评分")
    may = rules.may_review

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.innovation: Any = None

    def _load(self) -> None:
        if self.innovation is None:
            rows = Innovation.objects.select_related("zone")
            self.innovation = self.check(get_object_or_404(rows, pk=self.kwargs["pk"]))
            self.schemes = list(ScoreScheme.objects.all())
            wanted = self.request.GET.get("scheme")
            self.scheme = next((each for each in self.schemes if each.slug == wanted), self.schemes[0])

    def get_form_kwargs(self) -> dict[str, Any]:
        self._load()
        sheet = scoring.Sheet.of(self.scheme.rows.all())
        return {**super().get_form_kwargs(), "sheet": sheet, "evidence": scoring.evidence(self.innovation)}

    def accept(self, form: Any) -> Any:
        scoring.review(
            innovation=self.innovation, scheme=self.scheme, reviewer=self.request.user, **form.answer
        )
        return HttpResponseRedirect(self.innovation.get_absolute_url() + "?tab=evidence")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        extra = {"innovation": self.innovation, "scheme": self.scheme, "schemes": self.schemes}
        return {**context, **extra, "subtitle": str(self.innovation)}


class Schemes(Board):
    """The score sheets with their rows, and how many reviews each has."""

    template_name = "innovations/schemes.html"
    room = "innovations"
    title = gettext_lazy("评分办法")
    subtitle = gettext_lazy("评分表是数据：任何片区可以改成自己的办法")
    may = rules.may_read

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        schemes = ScoreScheme.objects.prefetch_related("rows")
        return {
            **super().get_context_data(**kwargs),
            "schemes": schemes,
            "tab": "schemes",
            "reviews": Review.objects.count(),
            "note": _("两人独立评分，交齐之前互不可见；不评本片区和参与片区的成果。"),
        }
