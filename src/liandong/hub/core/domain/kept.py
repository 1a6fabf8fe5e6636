"""Figures kept until something is written.

The numbers above a list count the whole table, and the same table is looked at many times between two changes. Every
change is on the audit chain, so a figure is as good as new while the chain's head stands still. What is seen differs by
scope, and what is due by day: both belong to the key.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any

from django.utils import timezone
from django_scopes import get_scope

from liandong.hub.core.models import AuditHead

#: Figures held at most; the longest unused goes first.
MOST = 512

_figures: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
_lock = Lock()


def kept(name: str, count: Callable[[], Any]) -> Any:
    """What ``count`` gives, counted anew only after a change.

    The head is read before the count: a change in between makes the figure newer than its key, never older.
    """
    key = (name, _chain_head(), timezone.localdate(), repr(sorted(get_scope().items(), key=str)))
    with _lock:
        if key in _figures:
            _figures.move_to_end(key)
            return _figures[key]
    found = count()
    with _lock:
        _figures[key] = found
        while len(_figures) > MOST:
            _figures.popitem(last=False)
    return found


def _chain_head() -> str:
    """The digest of the newest entry of the audit chain."""
    return AuditHead.objects.values_list("digest", flat=True).first() or ""
