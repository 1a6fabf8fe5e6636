"""A record as it is searched: its title, the rest of its searched fields, where it is, and who may find it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.apps import apps
from django.conf import settings
from django.urls import NoReverseMatch
from django.utils import translation
from django_scopes.exceptions import ScopeError

from liandong.hub.cockpit.models import SearchEntry
from liandong.hub.core.models import Record
from liandong.search import Document

#: What firms file is seen by the officials of its circle and by the firm, not by other firms (``office`` and ``firm``).
FILED = frozenset({"requests.request"})
#: What a firm may open; everything else is for members of the network.
OPEN_TO_FIRMS = frozenset({"requests.request"})
#: What the titles of a kind are made of besides its own row, so that many are read at once.
RELATED = {"requests.visit": ("firm", "project"), "innovations.claim": ("source",)}

_TITLE, _URL = 300, 200
#: A group packs circle, firm and whether it was filed by one; ids stay below 2^31.
_FIRM_BITS = 31


def kinds() -> dict[str, type[Record]]:
    """The models whose records can be found, by kind."""
    return {
        model._meta.label_lower: model
        for model in apps.get_models()
        if issubclass(model, Record) and model.searched
    }


def values_of(record: Record) -> dict[str, Any]:
    """The columns of the record's entry. Titles are kept in the language of the source."""
    with translation.override(settings.LANGUAGE_CODE):
        title = str(record)
    texts = [str(getattr(record, name) or "") for name in record.searched]
    return {
        "circle_id": record.circle_id,
        "firm_id": getattr(record, "firm_id", None) if record._meta.label_lower in FILED else None,
        "zone_id": record.zone_id,
        "title": title[:_TITLE],
        "text": "\n".join(text for text in texts if text and text not in title),
        "url": _url(record),
    }


def document(entry: SearchEntry) -> Document:
    """The entry as a document of the index."""
    texts = {"title": entry.title, "text": entry.text}
    group = group_of(entry.circle_id, entry.firm_id, entry.kind in FILED)
    return Document(entry.pk, texts, group=group, kind=entry.kind)


def group_of(circle: int | None, firm: int | None, is_filed: bool) -> int:
    """Circle, firm and whether it was filed, as one number.

    >>> group_of(3, 7, True) == group_of(3, 7, False) + 1
    True
    """
    return ((circle or 0) << _FIRM_BITS | (firm or 0)) << 1 | is_filed


def visible(groups: Collection[int], scope: dict[str, Any]) -> set[int] | None:
    """Those of the groups that a reader with this scope may find; None where they may find everything.

    >>> mine, other, public = group_of(3, 7, True), group_of(3, 8, True), group_of(1, None, False)
    >>> visible([mine, other, public], {"circle": [1], "office": None, "firm": 7}) == {mine, public}
    True
    """
    if not scope.get("_enabled", True):
        return None
    if not {"circle", "office", "firm"} <= scope.keys():
        raise ScopeError("search needs a scope on circle, office and firm")
    return {group for group in groups if _sees(group, scope)}


def _sees(group: int, scope: dict[str, Any]) -> bool:
    is_filed, firm, circle = group & 1, group >> 1 & ((1 << _FIRM_BITS) - 1), group >> 1 + _FIRM_BITS
    if is_filed:
        return _allows(scope["office"], circle) and _allows(scope["firm"], firm)
    return _allows(scope["circle"], circle)


def _allows(wanted: Any, value: int) -> bool:
    if isinstance(wanted, (list, tuple)):
        return value in wanted
    return wanted is None or wanted == value


def _url(record: Record) -> str:
    try:
        return record.get_absolute_url()[:_URL]
    except NoReverseMatch:
        return ""
