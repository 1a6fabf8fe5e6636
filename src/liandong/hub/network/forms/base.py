"""What the forms of the network have in common: audited lists of zones, parts that know their whole, tags."""

from __future__ import annotations

from typing import Any

from django import forms

from liandong.hub.core.domain import audit
from liandong.hub.core.forms import RecordForm
from liandong.hub.network.enums import Principle


class EntryForm(RecordForm):
    """A record of the network; a changed list of zones is written to the audit chain like any field."""

    def _save_m2m(self) -> None:
        names = [field.name for field in self.instance._meta.many_to_many if field.name in self.cleaned_data]
        before = {name: self._slugs(name) for name in names}
        super()._save_m2m()  # type: ignore[misc]
        now = {name: self._slugs(name) for name in names}
        changes = {name: [before[name], now[name]] for name in names if before[name] != now[name]}
        if changes:
            audit.record("update", self.instance, changes)

    def _slugs(self, name: str) -> list[str]:
        return sorted(getattr(self.instance, name).values_list("slug", flat=True))


class PartForm(EntryForm):
    """A part of a whole; the whole is given by the page, not typed."""

    def __init__(self, *args: Any, whole: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.whole = whole
        setattr(self.instance, self.instance.whole, whole)

    def _get_validation_exclusions(self) -> set[str]:
        # The whole takes part in "only once" rules although it is no field of the form.
        exclusions: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return exclusions - {self.instance.whole}


class PrinciplesForm(forms.Form):
    """The four principles as boxes to tick."""

    principles = forms.MultipleChoiceField(
        choices=Principle, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["principles"].label = self.instance._meta.get_field("principles").verbose_name  # type: ignore[attr-defined]
        self.initial["principles"] = [key for key in self.instance.principles.split(",") if key]  # type: ignore[attr-defined]

    def clean_principles(self) -> str:
        """The keys with commas between, in the order of the plan."""
        return ",".join(key for key in Principle.values if key in self.cleaned_data["principles"])
