"""The figures of the cockpit, each with its definition, and the search over everything."""

from datetime import datetime
from typing import Annotated, Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from ninja import Field, Path, Query, Router, Schema

from liandong.hub.api.auth import allow
from liandong.hub.api.parts import Slug
from liandong.hub.cockpit import rules
from liandong.hub.cockpit.domain.measures import MEASURES
from liandong.hub.cockpit.domain.searching import search
from liandong.hub.cockpit.domain.snapshot import snapshot
from liandong.search import excerpt

router = Router(tags=[_("驾驶舱")])


class MeasureOut(Schema):
    """A number with what it means and how it was counted; ``is_invented`` where examples are among its rows."""

    key: str
    section: str
    name: str
    definition: str
    counted: str
    kind: str
    value: float | None
    at: datetime
    is_invented: bool


class Measures(Schema):
    """All measures, counted at one moment."""

    items: list[MeasureOut]
    count: int


class Hit(Schema):
    """A record that was found."""

    kind: str
    id: int
    zone: str | None
    title: str
    excerpt: str
    url: str


class Hits(Schema):
    """A page of what was found; ``is_loose`` where nothing holds all of the words."""

    items: list[Hit]
    count: int
    is_loose: bool


class Asked(Schema):
    """What to look for; pages are counted from 1."""

    q: str = Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")
    kind: str = Field("", max_length=60, pattern=r"^[a-z.]*$")
    page: int = Field(1, ge=1, le=1000)


@router.get("/measures", response=Measures, summary=_("驾驶舱指标"))
def measures(request: Any) -> Any:
    """The measures as the caller's view of the data gives them."""
    allow(rules.may_look, request.user)
    found = snapshot()
    items = [_measure(key, found) for key in MEASURES if key in found.values]
    return {"items": items, "count": len(items)}


@router.get("/measures/{key}", response=MeasureOut, summary=_("一项指标"))
def measure(request: Any, key: Annotated[Slug, Path()]) -> Any:
    """One measure."""
    allow(rules.may_look, request.user)
    found = snapshot()
    if key not in MEASURES or key not in found.values:
        raise Http404
    return _measure(key, found)


@router.get("/search", response=Hits, summary=_("全站搜索"))
def search_all(request: Any, asked: Query[Asked]) -> Any:
    """What the caller may see and holds the words, ten a page."""
    allow(rules.may_search, request.user)
    answer = search(asked.q, kind=asked.kind, page=asked.page)
    items = [_hit(each.entry, asked.q) for each in answer.found]
    return {"items": items, "count": answer.total, "is_loose": answer.is_loose}


def _measure(key: str, found: Any) -> dict[str, Any]:
    one = MEASURES[key]
    return {
        "key": key,
        "section": one.section,
        "name": str(one.name),
        "definition": str(one.definition),
        "counted": str(one.source),
        "kind": one.kind,
        "value": found.values[key],
        "at": found.at,
        "is_invented": one.section in found.invented,
    }


def _hit(entry: Any, query: str) -> dict[str, Any]:
    return {
        "kind": entry.kind,
        "id": entry.object_id,
        "zone": entry.zone.slug if entry.zone else None,
        "title": entry.title,
        "excerpt": excerpt(entry.text.replace("\n", " "), query, width=140),
        "url": entry.url,
    }
