"""Forms as the hub draws them, and the base of the forms for records."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from liandong.hub.core.models import Circle, Zone

_CLASSES: dict[type, str] = {
    forms.CheckboxInput: "form-check-input",
    forms.Select: "form-select",
    forms.SelectMultiple: "form-select",
    forms.RadioSelect: "form-check-input",
    forms.CheckboxSelectMultiple: "form-check-input",
}


class Renderer(TemplatesSetting):
    """Django's form renderer with our field and form templates.

    A choice is drawn here, the same to the letter: by templates, two includes an option, the filters took longer than
    the list they filter.
    """

    form_template_name = "core/form_fields.html"
    field_template_name = "core/field.html"

    def render(self, template_name: str, context: Any, request: Any = None) -> Any:
        if template_name == forms.Select.template_name:
            return _select(context["widget"])
        return super().render(template_name, context, request)


def _select(widget: dict[str, Any]) -> SafeString:
    groups = format_html_join("", "{}", ((_group(name, rows),) for name, rows, _ in widget["optgroups"]))
    return format_html('<select name="{}"{}>{}</select>', widget["name"], flatatt(widget["attrs"]), groups)


def _group(name: str | None, rows: list[dict[str, Any]]) -> SafeString:
    options = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((row["value"], flatatt(row["attrs"]), row["label"]) for row in rows),
    )
    return format_html('<optgroup label="{}">{}</optgroup>', name, options) if name else options


class Styled(forms.BaseForm):
    """Gives each widget the classes of the style sheet, and dates the browser's own picker."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            dress(field)


class Token(forms.CharField):
    """A new token in each form that is opened, by which a second sending of it is known."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, required=False, initial=lambda: secrets.token_urlsafe(16))


class PlainForm(Styled, forms.Form):
    """A form that is not about one record. ``once`` makes a second sending harmless."""

    once = Token()


class SavedForm(Styled, forms.ModelForm):
    """A form for a row of a table; ``once`` makes a second sending harmless."""

    once = Token()


class RecordForm(SavedForm):
    """A form for a record. It knows who fills it in: ``user`` decides the zones that may be chosen.

    A new record belongs to the person's own zone; its circle is ``circle_of(record)``, by default the network.
    """

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if "zone" in self.fields and user.zone_id:
            self.fields["zone"].queryset = Zone.objects.filter(pk=user.zone_id)
            self.fields["zone"].initial = user.zone_id

    def save(self, commit: bool = True) -> Any:
        record = self.instance
        if record.zone_id is None:
            record.zone = self.user.acting_zone
        record.circle = self.circle_of(record)
        return super().save(commit)

    def circle_of(self, record: Any) -> Circle:
        """Who is to see the record; an existing one keeps its circle."""
        return record.circle if record.circle_id else Circle.network()


def dress(field: forms.Field) -> None:
    """Give a field's widget our classes, and dates the browser's own picker."""
    widget = field.widget
    if isinstance(widget, forms.DateTimeInput):
        widget.input_type, widget.format = "datetime-local", "%Y-%m-%dT%H:%M"
    elif isinstance(widget, forms.DateInput):
        widget.input_type, widget.format = "date", "%Y-%m-%d"
    if isinstance(widget, forms.Textarea):
        widget.attrs.setdefault("rows", 4)
    widget.attrs.setdefault("class", _CLASSES.get(type(widget), "form-control"))
