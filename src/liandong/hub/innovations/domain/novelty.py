"""Novelty search: what in the library resembles a proposal. The only place that knows how it is searched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import reduce
from operator import add
from typing import Any

from django.db import transaction
from django.db.models import Case, IntegerField, Q, Value, When
from django.utils import timezone

from liandong.hub.core.models import Circle
from liandong.hub.innovations.domain import dossier
from liandong.hub.innovations.models import Innovation, NoveltySearch
from liandong.search.likeness import neighbours

#: More pairs than this narrow nothing down, and each is a condition of the query.
_PAIRS = 16
#: The likest by title and summary, whose measures are read too.
_CANDIDATES = 50


@dataclass(frozen=True)
class Hit:
    """An innovation that resembles the proposal; ``overlap`` is the share of the query's pairs it holds."""

    id: int
    number: str
    title: str
    summary: str
    library: str
    overlap: int


def pairs(text: str) -> list[str]:
    """The neighbouring pairs of characters, each once, in order of appearance.

    >>> pairs("两段监管")
    ['两段', '段监', '监管']
    """
    plain = "".join(sign for sign in text.lower() if sign.isalnum())
    return list(dict.fromkeys(neighbours(plain))) or [plain]


def search(text: str, *, limit: int = 10, leave_out: Iterable[int] = ()) -> list[Hit]:
    """The innovations most like the text, of what the reader may see; prior cases from outside included."""
    wanted = [pair for pair in pairs(text)[:_PAIRS] if pair]
    if not wanted:
        return []
    rows = (
        Innovation.objects.filter(is_placeholder=False)
        .exclude(pk__in=list(leave_out))
        .annotate(held=reduce(add, map(_holds, wanted)))
        .filter(held__gt=0)
        .order_by("-held", "pk")
        .select_related("library")
        .only("number", "title", "summary", "measures", "library__name", "library__name_en")
    )
    hits = [_hit(row, wanted) for row in rows[:_CANDIDATES]]
    return sorted(hits, key=lambda hit: (-hit.overlap, hit.id))[:limit]


def _holds(pair: str) -> Case:
    """1 where the title or the summary holds the pair, so that the database finds the likest among thousands."""
    test = Q(title__icontains=pair) | Q(summary__icontains=pair)
    return Case(When(test, then=Value(1)), default=Value(0), output_field=IntegerField())


def _hit(row: Innovation, wanted: list[str]) -> Hit:
    text = f"{row.title} {row.summary} {row.measures}".lower()
    overlap = 100 * sum(pair in text for pair in wanted) // len(wanted)
    return Hit(row.pk, row.number, row.title, row.summary, str(row.library), overlap)


@transaction.atomic
def log(
    *, query: str, hits: list[Hit], judgement: str, reason: str, by: Any, innovation: Innovation | None = None
) -> NoveltySearch:
    """Keep a search with its hits and what the officer made of them."""
    zone = innovation.zone if innovation else by.acting_zone
    made = NoveltySearch(
        zone=zone,
        circle=innovation.circle if innovation else Circle.network(),
        innovation=innovation,
        query=query[:200],
        searched_on=timezone.localdate(),
        by=by,
        hits=[_kept(hit) for hit in hits],
        judgement=judgement,
        reason=reason,
    )
    made.save()
    if innovation is not None:
        dossier.refresh(innovation)
    return made


def _kept(hit: Hit) -> dict[str, Any]:
    return {name: value for name, value in asdict(hit).items() if name != "summary"}
