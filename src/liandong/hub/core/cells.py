"""Cells of tables by their kind: the common ones drawn here, since a page has hundreds; the rest are templates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.template import Context
from django.template.base import render_value_in_context
from django.template.defaultfilters import date
from django.utils.html import format_html
from django.utils.timezone import template_localtime

from liandong.hub.core.tables import Column

#: Values are written as a template would write them: escaped, in the language and the time of the page.
_PLAIN = Context()


def text(value: Any) -> str:
    """A value as it is; nothing for None."""
    return "" if value is None else str(render_value_in_context(value, _PLAIN))


def percent(value: Any) -> str:
    """A share as a percentage with one decimal; a dash where there is none.

    >>> percent(98 / 106)
    '92.5 %'
    """
    return "—" if value is None else f"{float(value) * 100:.1f} %"


def _number(column: Column, row: Any) -> str:
    value = column.of(row)
    return "—" if value is None else text(intcomma(value))


def _date(column: Column, row: Any) -> str:
    day = date(template_localtime(column.of(row)), "Y-m-d")
    return format_html('<time datetime="{}">{}</time>', day, day) if day else ""


def _moment(column: Column, row: Any) -> str:
    moment = template_localtime(column.of(row))
    return (
        format_html('<time datetime="{}">{}</time>', date(moment, "c"), date(moment, "Y-m-d H:i"))
        if moment
        else ""
    )


def _light(column: Column, row: Any) -> str:
    sign = '<span class="hub-light hub-light-{}"><span aria-hidden="true">●</span> {}</span>'
    return format_html(sign, column.of(row), column.words(row))


def _badge(column: Column, row: Any) -> str:
    value = column.of(row)
    return (
        format_html('<span class="badge hub-badge-{}">{}</span>', value, column.words(row)) if value else ""
    )


def _link(column: Column, row: Any) -> str:
    return format_html('<a href="{}">{}</a>', row.get_absolute_url(), text(column.of(row)))


#: The kinds drawn here; any other name is a template under ``core/cells/``.
DRAWN: dict[str, Callable[[Column, Any], str]] = {
    "badge": _badge,
    "date": _date,
    "light": _light,
    "link": _link,
    "moment": _moment,
    "number": _number,
    "percent": lambda column, row: percent(column.of(row)),
    "text": lambda column, row: text(column.of(row)),
}
