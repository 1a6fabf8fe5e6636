"""Briefings, the questions that came up, and the requests they became."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy

from liandong.hub.core.tables import Column
from liandong.hub.core.views import Acting, Deleting, Editing, Listing, Showing
from liandong.hub.innovations import rules
from liandong.hub.innovations.domain.briefing import file_question
from liandong.hub.innovations.forms.records import BriefingForm, FilingForm, QuestionForm
from liandong.hub.innovations.models import Briefing, Question


class BriefingList(Listing):
    """All briefings held."""

    model = Briefing
    template_name = "innovations/briefings.html"
    room = "replication"
    title = gettext_lazy("宣讲")
    subtitle = gettext_lazy("成果解读与政策宣讲；问题转为诉求")
    may = rules.may_read
    create_page = "innovations:briefing-create"
    columns = (
        Column("when", gettext_lazy("日期"), order="on"),
        Column("title", gettext_lazy("主题"), "link", order="title"),
        Column("zone", gettext_lazy("主办片区")),
        Column("speakers", gettext_lazy("主讲")),
        Column("attendance", gettext_lazy("参加人数"), "number", order="attendance"),
    )

    def get_queryset(self) -> Any:
        self.queryset = Briefing.objects.select_related("zone")
        return super().get_queryset()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "tab": "briefings"}


class BriefingPage(Showing):
    """One briefing with its questions."""

    model = Briefing
    template_name = "innovations/briefing.html"
    room = "replication"
    may = rules.may_read
    change_page = "innovations:briefing-change"
    facts = (
        Column("when", gettext_lazy("日期")),
        Column("zone", gettext_lazy("主办片区")),
        Column("speakers", gettext_lazy("主讲")),
        Column("attendance", gettext_lazy("参加人数"), "number"),
    )

    def get_queryset(self) -> Any:
        return Briefing.objects.select_related("zone", "circle", "source")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "audience": self.object.audience.all(),
            "innovations": self.object.innovations.all()[:50],
            "questions": self.object.questions.select_related("zone"),
        }


class BriefingEdit(Editing):
    """A briefing's form."""

    model = Briefing
    form_class = BriefingForm
    room = "replication"
    title = gettext_lazy("宣讲")
    may = rules.may_change

    def get_success_url(self) -> str:
        return str(self.object.get_absolute_url())


class BriefingDelete(Deleting):
    """Asks, then deletes a briefing."""

    model = Briefing
    room = "replication"

    def get_success_url(self) -> str:
        return reverse("innovations:briefing-list")


class QuestionAdd(Acting):
    """A question that was asked; the audience may add theirs."""

    form_class = QuestionForm
    room = "replication"
    title = gettext_lazy("记录提问")
    may = rules.may_write_question

    def briefing(self) -> Briefing:
        """The briefing in the address."""
        return get_object_or_404(Briefing, pk=self.kwargs["pk"])

    def get_initial(self) -> dict[str, Any]:
        return {"zone": self.request.user.zone_id}

    def accept(self, form: Any) -> Any:
        data = form.cleaned_data
        briefing = self.briefing()
        Question.objects.create(
            briefing=briefing, zone=data["zone"], text=data["text"], answer=data["answer"]
        )
        return HttpResponseRedirect(briefing.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "back": self.briefing().get_absolute_url()}


class QuestionFile(Acting):
    """Turns a question into a request of the zone that asked."""

    form_class = FilingForm
    room = "replication"
    title = gettext_lazy("转为诉求")
    may = rules.may_write_question

    def question(self) -> Question:
        """The question in the address."""
        rows = Question.objects.select_related("briefing", "zone")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_initial(self) -> dict[str, Any]:
        return {"title": self.question().text[:60]}

    def accept(self, form: Any) -> Any:
        question, data = self.question(), form.cleaned_data
        file_question(question=question, title=data["title"], category=data["category"], by=self.request.user)
        return HttpResponseRedirect(question.briefing.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        question = self.question()
        context = super().get_context_data(**kwargs)
        return {**context, "subtitle": question.text[:80], "back": question.briefing.get_absolute_url()}
