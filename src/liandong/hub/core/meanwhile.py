"""Two people in one form: what each of them saw when they opened it, and whose value holds field by field.

A form carries a mark of every value as it was shown. When it comes back there are three values of a field: the one
that was shown, the one that is there now, and the one that was sent. Who did not touch a field did not mean to set it,
so the others' value holds; who did is asked first where somebody else set it to something else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from enum import Enum
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.choices import flatten_choices
from django.utils.translation import gettext as _

from liandong.hub.core.models import AuditEntry

#: Enough of a digest that two values of one field do not look alike.
_LENGTH = 12


class Holds(Enum):
    """Whose value of a field is to be kept."""

    SENT = "sent"
    NOW = "now"
    UNDECIDED = "undecided"


def held(seen: str, now: Any, sent: Any) -> Holds:
    """Whose value holds of one that was shown with the mark ``seen``, is ``now`` and comes back as ``sent``.

    >>> held(mark(["蓝"]), ["蓝"], ["红"]), held(mark(["蓝"]), ["红"], ["蓝"]), held(mark(["蓝"]), ["红"], ["黄"])
    (<Holds.SENT: 'sent'>, <Holds.NOW: 'now'>, <Holds.UNDECIDED: 'undecided'>)
    """
    if mark(now) in (seen, mark(sent)):
        return Holds.SENT
    return Holds.NOW if mark(sent) == seen else Holds.UNDECIDED


def mark(value: Any) -> str:
    """A few signs that stand for a value that JSON can hold; browsers send lines with ends of their own."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True).replace(r"\r\n", r"\n")
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]


def marks(text: str) -> dict[str, str]:
    """The marks that a form sent back; none where it brings nonsense."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def untouched(field: forms.Field, value: Any) -> list[str]:
    """What a browser sends of a field that shows this value and was left alone."""
    shown = field.prepare_value(value)
    if isinstance(field.widget, forms.CheckboxInput):
        return words(bool(shown))
    return words(field.widget.format_value(shown))


def words(value: Any) -> list[str]:
    """A value of a form as it is sent: nothing, a text, or several in an order that says nothing."""
    if isinstance(value, list | tuple):
        return sorted(word for it in value for word in words(it))
    if value is None or value is False:
        return []
    return [str(value)] if str(value) else []


def told(field: forms.Field, value: list[str]) -> str:
    """The words of a form's value for people."""
    if isinstance(field, forms.BooleanField):
        return str(_("是") if value else _("否"))
    if isinstance(field, forms.ModelChoiceField):
        return "、".join(map(str, field.queryset.filter(pk__in=value)))
    names = {str(key): label for key, label in flatten_choices(getattr(field, "choices", ()))}
    return "、".join(str(names.get(word, word)) for word in value)


def lines(rows: list[dict[str, str]]) -> str:
    """Rows for people, one a line."""
    return "；\n".join(" · ".join(filter(None, row.values())) for row in rows)


def changed_by(row: Any, names: Iterable[str]) -> str:
    """Who changed one of these fields last and when, as far as the audit chain has it, and what may be done now."""
    columns = {field.name: field.attname for field in row._meta.concrete_fields}
    wanted = {columns.get(name, name) for name in names}
    entries = AuditEntry.objects.filter(kind=row._meta.label_lower, object_id=str(row.pk))[:50]
    last = next((entry for entry in entries if wanted & set(entry.changes)), None)
    if last is None:
        return _(
            "您打开之后，别人改过标出的内容。您写的都还在这里：看过现在的内容，再按一次保存，就以您的为准。"
        )
    told = _(
        "%(who)s 在 %(when)s 改过标出的内容。您写的都还在这里：看过现在的内容，再按一次保存，就以您的为准。"
    )
    return told % {"who": last.actor, "when": timezone.localtime(last.at).strftime("%Y-%m-%d %H:%M")}
