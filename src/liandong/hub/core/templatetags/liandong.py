"""What our templates need beyond Django's: icons, cells of tables, numbers as officers read them."""

from __future__ import annotations

from typing import Any

from django import forms, template
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from liandong.hub.core import cells
from liandong.hub.core.domain.links import chain_of
from liandong.hub.core.forms import dress

register = template.Library()
register.filter("percent", cells.percent)
register.filter("tongue", lambda value: cells.tongue(cells.text(value)))
register.simple_tag(cells.drawn, name="cell")
register.simple_tag(cells.body, name="body")


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the sprite; decoration, so hidden from screen readers."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>',
        static("vendor/icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def query(context: Any, **changes: Any) -> str:
    """The address's query with some keys changed; None takes a key out."""
    values = context["request"].GET.copy()
    for key, value in changes.items():
        if value is None:
            values.pop(key, None)
        else:
            values[key] = value
    return str(values.urlencode())


@register.simple_tag(takes_context=True)
def sorted_by(context: Any, order: str) -> str:
    """``ascending`` or ``descending`` where the table is sorted by this field."""
    wanted = context["request"].GET.get("sort", "")
    return {order: "ascending", f"-{order}": "descending"}.get(wanted, "")


@register.simple_tag(takes_context=True)
def toggled(context: Any, order: str) -> str:
    """The sorting that a click on the heading asks for: by this field, or the other way round."""
    return f"-{order}" if context["request"].GET.get("sort") == order else order


@register.simple_tag
def url_or_none(name: str) -> str:
    """The address of a page, empty where the room is not installed."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@register.inclusion_tag("core/_links.html")
def links_of(record: Any) -> dict[str, Any]:
    """What this record is linked to: request, bottleneck, task, innovation."""
    return {"chain": chain_of(record)}


@register.filter
def keys(changes: Any) -> str:
    """The names of what was changed."""
    return "、".join(sorted(changes)) if isinstance(changes, dict) else ""


@register.filter
def is_check(field: Any) -> bool:
    """Whether a field is one check box."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def dressed(field: Any) -> Any:
    """A field of a foreign form (a filter) in our style."""
    dress(field.field)
    return field


@register.filter
def dressed_form(form: Any) -> Any:
    """A foreign form (of allauth) in our style."""
    for field in form.fields.values():
        dress(field)
        field.widget.attrs.pop("placeholder", None)
    return form


@register.simple_tag
def steps_of_the_loop() -> list[Any]:
    """The loop the platform is for, in the words of DESIGN §1."""
    return [_("堵点"), _("突破方案"), _("压力测试"), _("办件"), _("成效"), _("成果包"), _("复制推广")]
