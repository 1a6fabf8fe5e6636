"""Lists in pages: ``limit`` and ``offset`` in, ``items`` and ``count`` out."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema
from ninja.pagination import PaginationBase, paginate

#: No list gives more at once.
MOST = 200
#: The largest number both databases keep.
LARGEST = 2**63 - 1


class Pages(PaginationBase):
    """The pages of a list, counted over what the caller may see."""

    class Input(Schema):
        limit: int = Field(50, ge=1, le=MOST)
        offset: int = Field(0, ge=0, le=LARGEST - MOST)

    class Output(Schema):
        items: list[Any]
        count: int

    def paginate_queryset(self, queryset: Any, pagination: Any, request: HttpRequest, **params: Any) -> Any:
        end = pagination.offset + pagination.limit
        return {"items": queryset[pagination.offset : end], "count": self._items_count(queryset)}


def listing(router: Router, path: str, item: Any, summary: Any) -> Any:
    """A decorator: this function gives a list, asked for at ``path`` and answered in pages of ``item``."""
    return lambda view: router.get(path, response=list[item], summary=summary)(paginate(Pages)(view))  # type: ignore[valid-type]
