"""Cells of tables by their kind: the common ones drawn here, since a page has hundreds; the rest are templates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.template import Context
from django.template.base import render_value_in_context
from django.template.defaultfilters import date
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import template_localtime
from django.utils.translation import gettext as _

from liandong.hub.core.language import page_language
from liandong.hub.core.tables import Column

#: Values are written as a template would write them: escaped, in the language and the time of the page.
_PLAIN = Context()
_CHINESE = re.compile("[\u3400-\u9fff]")


def body(columns: Sequence[Column], rows: Iterable[Any]) -> SafeString:
    """The rows of a table: one ``tr`` an object, each cell with its heading for the narrow screen."""
    starts = [
        format_html('<td class="{}" data-label="{}">', _class(column), column.label) for column in columns
    ]
    lines = (
        "".join(f"{start}{drawn(column, row)}</td>" for start, column in zip(starts, columns, strict=True))
        for row in rows
    )
    return mark_safe("\n".join(f"<tr>{line}</tr>" for line in lines))  # noqa: S308 each cell is escaped


def _class(column: Column) -> str:
    # Chinese wraps after any character, so a crowded table would squeeze a title to a column of single ones.
    return "hub-words" if column.name in ("title", "name") else _ALIGNED.get(column.kind, "")


def drawn(column: Column, row: Any) -> str:
    """A cell of a table, by its kind; a choice shows its words and keeps its value for the style."""
    if column.kind in DRAWN:
        return DRAWN[column.kind](column, row)
    content = {"value": column.of(row), "text": column.words(row), "row": row}
    return mark_safe(_template(column.template).render(content).strip())  # noqa: S308 the template escaped it


@cache
def _template(name: str) -> Any:
    return get_template(name)


def text(value: Any) -> str:
    """A value as it is; nothing for None."""
    return "" if value is None else str(render_value_in_context(value, _PLAIN))


def tongue(words: str) -> str:
    """The words as they are; on an English page those in Chinese are marked as such, so that they are read out right.

    >>> tongue("铜精矿")
    '铜精矿'
    """
    if not is_foreign(words):
        return words
    return format_html('<span lang="zh">{}</span>', words)


def is_foreign(words: str) -> bool:
    """Whether the words are in Chinese on a page that is not."""
    return page_language() == "en" and _CHINESE.search(words) is not None


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


def _progress(column: Column, row: Any) -> str:
    bar = '<progress class="hub-progress" max="100" value="{0}" aria-label="{1}">{0}%</progress> '
    return format_html(bar + '<span class="text-secondary">{0}%</span>', column.of(row) or 0, _("进度"))


def _truth(column: Column, row: Any) -> str:
    style, word = ("text-green", _("是")) if column.of(row) else ("text-secondary", _("否"))
    return format_html('<span class="{}">{}</span>', style, word)


def _link(column: Column, row: Any) -> str:
    return format_html('<a href="{}">{}</a>', row.get_absolute_url(), tongue(text(column.of(row))))


#: The kinds drawn here; any other name is a template under ``core/cells/``.
DRAWN: dict[str, Callable[[Column, Any], str]] = {
    "badge": _badge,
    "date": _date,
    "light": _light,
    "link": _link,
    "moment": _moment,
    "number": _number,
    "percent": lambda column, row: percent(column.of(row)),
    "progress": _progress,
    "text": lambda column, row: tongue(text(column.words(row))),
    "truth": _truth,
}

#: Numbers stand at the right.
_ALIGNED = {"number": "text-end", "percent": "text-end"}
