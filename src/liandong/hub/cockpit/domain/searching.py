"""Searching everything a reader may see.

Each process keeps the index open and, before it answers, asks one row whether anything changed; what did is put into
the part of the index that lives in memory. Answers are checked once more against the records' own scopes, so that the
index can never show what a page would not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from threading import Lock
from typing import Any

from django.apps import apps
from django.core.cache import cache
from django.db.models import CharField, Value
from django.utils.safestring import SafeString
from django_scopes import get_scope

from liandong.errors import LiandongError
from liandong.hub.cockpit.domain.entries import OPEN_TO_FIRMS, document, kinds, visible
from liandong.hub.cockpit.domain.reindex import newest
from liandong.hub.cockpit.models import SearchEntry, SearchHead
from liandong.search import Hits, SearchIndex, excerpt, marked

PAGE = 10
#: A longer query says no more; nobody types one.
MOST_CHARACTERS = 200
#: With more changes than these in memory the index file is written anew, by the worker.
MOST_CHANGES = 2000


@dataclass
class _Held:
    """The index as this process knows it: of which database, from which file, up to which change."""

    generation: str = ""
    path: Any = None
    number: int = 0
    index: SearchIndex = field(default_factory=SearchIndex.build)


@dataclass(frozen=True)
class Found:
    """An entry that was found, with the query's words marked."""

    entry: SearchEntry
    kind: Any
    title: Any
    excerpt: Any


@dataclass(frozen=True)
class Facet:
    """A kind of record and how many of it were found."""

    kind: str
    label: Any
    n: int


@dataclass(frozen=True)
class Answer:
    """What a search found. ``is_loose``: nothing holds all of the words, so those with some of them are shown."""

    query: str
    total: int = 0
    facets: tuple[Facet, ...] = ()
    found: tuple[Found, ...] = ()
    is_loose: bool = False
    page: int = 1

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PAGE))

    @property
    def everything(self) -> int:
        """How many were found of all kinds."""
        return sum(facet.n for facet in self.facets)


_lock = Lock()
_held = _Held()


def search(query: str, *, kind: str = "", page: int = 1) -> Answer:
    """What the reader of the present scope may see and holds the query's words, a page of it."""
    query = query.strip()[:MOST_CHARACTERS]
    hits, is_loose = _ask(current(), query, kind, max(1, page))
    labels = {name: model._meta.verbose_name for name, model in kinds().items()}
    facets = [Facet(name, labels[name], n) for name, n in hits.kinds.items() if name in labels]
    return Answer(
        query=query,
        total=hits.total,
        facets=tuple(sorted(facets, key=lambda facet: (-facet.n, facet.kind))),
        found=tuple(_found(entry, query, labels) for entry in _entries(hits)),
        is_loose=is_loose,
        page=max(1, page),
    )


def current() -> SearchIndex:
    """The index with all changes that are committed."""
    head = SearchHead.objects.filter(pk=1).first()
    if head is None:
        return SearchIndex.build()
    with _lock:
        _load(head)
        if head.number > _held.number:
            _follow(head.number)
        index = _held.index
    if index.changes > MOST_CHANGES and cache.add("cockpit.writing", True, 600):
        from liandong.hub.cockpit.tasks import write

        write.enqueue()
    return index


def _load(head: SearchHead) -> None:
    """Open the newest file, where it is not the one that is open."""
    found = newest(head)
    path = found[0] if found else None
    if (_held.generation, _held.path) == (head.generation, path) and _held.number <= head.number:
        return
    _held.generation, _held.path, _held.number, _held.index = head.generation, path, 0, SearchIndex.build()
    if found is None:
        return
    try:
        _held.index, _held.number = SearchIndex.open(found[0]), found[1]
    except LiandongError:
        # A damaged file costs time, not answers: everything is read from the entries.
        found[0].unlink(missing_ok=True)


def _follow(number: int) -> None:
    """Put in what changed since the last time; all of it at once where nothing is known yet."""
    rows = SearchEntry.objects.filter(number__gt=_held.number)
    if len(_held.index):
        changed = list(rows)
        gone = [row.pk for row in changed if row.is_gone]
        _held.index = _held.index.updated((document(row) for row in changed if not row.is_gone), removed=gone)
    else:
        _held.index = SearchIndex.build(document(row) for row in rows.filter(is_gone=False).iterator(2000))
    _held.number = number


def _ask(index: SearchIndex, query: str, kind: str, page: int) -> tuple[Hits, bool]:
    scope = get_scope()
    groups = visible(index.groups, scope)
    is_firm = isinstance(scope.get("firm"), int)
    wanted: dict[str, Any] = {"groups": groups, "start": (page - 1) * PAGE, "limit": PAGE}
    wanted["kinds"] = OPEN_TO_FIRMS if is_firm else [kind] if kind else None
    hits = index.search(query, **wanted)
    if hits.total or hits.kinds:
        return hits, False
    return index.search(query, match="any", **wanted), True


def _entries(hits: Hits) -> list[SearchEntry]:
    """The entries of the hits in their order, without those whose record the reader's scope does not show."""
    rows = SearchEntry.objects.select_related("zone").in_bulk([hit.number for hit in hits.hits])
    seen = _seen(list(rows.values()))
    found = (rows.get(hit.number) for hit in hits.hits)
    return [row for row in found if row and (row.kind, row.object_id) in seen]


def _seen(rows: list[SearchEntry]) -> set[tuple[str, int]]:
    """Which of the records the scope shows, in one query over all their tables."""
    ids: dict[str, list[int]] = {}
    for row in rows:
        ids.setdefault(row.kind, []).append(row.object_id)
    queries = [
        apps.get_model(kind)
        ._default_manager.filter(pk__in=wanted)
        .order_by()
        .annotate(kind_=Value(kind, CharField()))
        .values_list("kind_", "pk")
        for kind, wanted in sorted(ids.items())
        if kind in kinds()
    ]
    return set(reduce(lambda a, b: a.union(b, all=True), queries)) if queries else set()


def _found(entry: SearchEntry, query: str, labels: dict[str, Any]) -> Found:
    text = entry.text.replace("\n", " ")
    return Found(
        entry=entry,
        kind=labels[entry.kind],
        title=SafeString(marked(entry.title, query)),
        excerpt=SafeString(marked(excerpt(text, query, width=140), query)),
    )
