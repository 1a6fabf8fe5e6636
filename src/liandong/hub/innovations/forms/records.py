"""Forms for recognition events, claims, briefings and their questions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_scopes.forms import SafeModelChoiceField, SafeModelMultipleChoiceField

from liandong.hub.core.forms import PlainForm, RecordForm
from liandong.hub.core.models import Zone
from liandong.hub.innovations.domain.briefing import categories
from liandong.hub.innovations.domain.claims import figure
from liandong.hub.innovations.enums import Judgement
from liandong.hub.innovations.models import Briefing, Claim, Innovation, Recognition


class RecognitionForm(RecordForm):
    """One recognition event of the innovation in the address."""

    class Meta:
        model = Recognition
        fields = ("channel", "outcome", "on", "precision", "document", "batch", "source", "quote")


class ClaimForm(RecordForm):
    """A published figure. The number is read from the words; the hedge is chosen, or read from a sign."""

    class Meta:
        model = Claim
        fields = (
            "code",
            "subject",
            "innovation",
            "metric",
            "metric_en",
            "text",
            "unit",
            "unit_en",
            "qualifier",
            "phase",
            "period",
            "period_en",
            "source",
            "quote",
            "note",
            "measure",
            "as_of",
            "library",
        )
        field_classes = {"innovation": SafeModelChoiceField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = Innovation.objects.filter(is_placeholder=False).only("number", "title", "title_en")
        self.fields["innovation"].queryset = named[:500] if not self.is_bound else named  # type: ignore[attr-defined]

    def save(self, commit: bool = True) -> Any:
        reading = figure(self.instance.text, unit=self.instance.unit_en, quote=self.instance.quote)
        self.instance.value, self.instance.value_high = reading.value, reading.value_high
        return super().save(commit)


class NoveltyForm(PlainForm):
    """What the officer makes of a search."""

    q = forms.CharField(widget=forms.HiddenInput, max_length=200)
    innovation = forms.IntegerField(widget=forms.HiddenInput, required=False)
    judgement = forms.ChoiceField(label=_("判断"), choices=Judgement, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("理由（与最相近做法的差异）"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000
    )


class BriefingForm(RecordForm):
    """A briefing that was or will be held."""

    class Meta:
        model = Briefing
        fields = ("title", "on", "precision", "audience", "innovations", "attendance", "speakers")
        widgets = {"audience": forms.CheckboxSelectMultiple}
        field_classes = {"innovations": SafeModelMultipleChoiceField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audience"].queryset = Zone.objects.exclude(pk=self.user.zone_id)  # type: ignore[attr-defined]
        named = Innovation.objects.filter(is_placeholder=False, library__is_external=False)
        rows = named.only("number", "title", "title_en").order_by("-level", "-id")
        self.fields["innovations"].queryset = rows if self.is_bound else rows[:300]  # type: ignore[attr-defined]


class QuestionForm(PlainForm):
    """A question asked at a briefing."""

    zone = forms.ModelChoiceField(Zone.objects.all(), label=_("提问片区"))
    text = forms.CharField(label=pgettext_lazy("说明会", "问题"), widget=forms.Textarea, max_length=2000)
    answer = forms.CharField(label=_("答复"), widget=forms.Textarea, max_length=2000, required=False)


class FilingForm(PlainForm):
    """What a request needs beyond the question."""

    title = forms.CharField(label=_("诉求标题"), max_length=80)
    category: Any = forms.ModelChoiceField(None, label=_("类别"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = categories()  # type: ignore[attr-defined]
