"""Pages of long lists: which rows are on the page is asked first, the rows themselves after.

Sorting numbers is quick, sorting wide rows with all they are joined to is not; so the order of a list is settled on
primary keys, which an index holds, and only the rows of one page are read.
"""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet


class KeyedPaginator(Paginator):
    """Django's paginator; a page of a queryset is read by its keys."""

    def page(self, number: Any) -> Page:
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        return Page(self._rows(start, min(start + self.per_page, self.count)), number, self)

    def _rows(self, start: int, stop: int) -> Any:
        if not isinstance(self.object_list, QuerySet):
            return self.object_list[start:stop]
        keys = list(self.object_list.values_list("pk", flat=True)[start:stop])
        found = {row.pk: row for row in self.object_list.order_by().filter(pk__in=keys)}
        return [found[key] for key in keys if key in found]
