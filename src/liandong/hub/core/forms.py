"""Forms as the hub draws them, and the base of the forms for records."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from liandong.hub.core import meanwhile
from liandong.hub.core.meanwhile import Holds
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
    """A form for a row that others may change while it is filled in; ``once`` makes a second sending harmless.

    ``seen`` stands for the values it was opened with. What others changed since and this person did not is ``kept``;
    what both changed is refused with the value there is now, until it is sent again.
    """

    once = Token()
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept: list[str] = []
        self.shown = meanwhile.marks(self.data.get(self.add_prefix("seen"), "")) if self.instance.pk else {}

    def beside(self) -> dict[str, Any]:
        """Values of the row that the page asks for outside of this form's fields; ``settled`` says which to keep."""
        return {}

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        if field_name == "seen":
            return self._marks() if self.instance.pk else ""
        return super().get_initial_for_field(field, field_name)

    def full_clean(self) -> None:
        now = {name: it for name, it in self._now().items() if name in self.shown} if self.shown else {}
        holds = {name: meanwhile.held(self.shown[name], now[name], self._sent(name)) for name in now}
        theirs = [name for name in now if holds[name] is Holds.NOW]
        self.kept = [str(self.fields[name].label) for name in theirs]
        if self.shown:
            self._show(now, theirs)
        super().full_clean()
        if self.is_bound:
            self.cleaned_data.pop("seen", None)  # of no meaning to who takes the values
        self._refuse({name: now[name] for name in now if holds[name] is Holds.UNDECIDED})

    def settled(self, name: str, sent: Any) -> Any:
        """The value to keep of one that was asked for ``beside`` the form; the form is wrong where that is not clear."""
        now = self.beside()[name]
        whose = meanwhile.held(self.shown.get(name, meanwhile.mark(now)), now, sent)
        if whose is Holds.UNDECIDED:
            self._show({name: now})
            self._refuse({name: now})
        if whose is Holds.NOW:
            self.kept.append(str(self.instance._meta.get_field(name).verbose_name))
        return now if whose is Holds.NOW else sent

    def _show(self, now: dict[str, Any], theirs: Iterable[str] = ()) -> None:
        """What the form is drawn with, and known to have shown, when it is drawn again."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        for name in theirs:
            data.setlist(self.add_prefix(name), now[name])
        self.shown = {**self.shown, **{name: meanwhile.mark(value) for name, value in now.items()}}
        data[self.add_prefix("seen")] = json.dumps(self.shown)
        self.data = data

    def _refuse(self, changed: dict[str, Any]) -> None:
        for name, value in changed.items():
            field = self.fields.get(name)
            now = (meanwhile.told(field, value) if field else meanwhile.lines(value)) or _("（空）")
            label = "" if field else f"{self.instance._meta.get_field(name).verbose_name} · "
            words = label + _("现在的内容：%(now)s") % {"now": now}
            self.add_error(name if field else None, ValidationError(words, "changed"))
        if changed:
            self.add_error(None, ValidationError(meanwhile.changed_by(self.instance, changed), "changed"))

    def _now(self) -> dict[str, list[str]]:
        """The values of the row as a browser would send them; a file says nothing of what is there."""
        return {
            name: meanwhile.untouched(field, self.get_initial_for_field(field, name))
            for name, field in self.fields.items()
            if name not in ("once", "seen") and not field.widget.needs_multipart_form
        }

    def _sent(self, name: str) -> list[str]:
        widget = self.fields[name].widget
        return meanwhile.words(widget.value_from_datadict(self.data, self.files, self.add_prefix(name)))

    def _marks(self) -> str:
        values = {**self._now(), **self.beside()}
        return json.dumps({name: meanwhile.mark(value) for name, value in values.items()})


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
