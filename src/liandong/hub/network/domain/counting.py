"""Counts as subqueries, so that a page of zones asks once."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Func, IntegerField, QuerySet, Subquery
from django.db.models.functions import Coalesce


def counted(rows: QuerySet[Any]) -> Coalesce:
    """How many rows there are, as a column of another query; the rows may refer to it by OuterRef."""
    count = Func(F("pk"), function="COUNT", output_field=IntegerField())
    column = Subquery(rows.order_by().annotate(_n=count).values("_n"), output_field=IntegerField())
    # Whoever sees no circle at all has an empty subquery, which is no row and not zero.
    return Coalesce(column, 0)
