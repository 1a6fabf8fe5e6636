"""Counts as subqueries, so that a page of zones asks once."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Func, IntegerField, QuerySet, Subquery


def counted(rows: QuerySet[Any]) -> Subquery:
    """How many rows there are, as a column of another query; the rows may refer to it by OuterRef."""
    count = Func(F("pk"), function="COUNT", output_field=IntegerField())
    return Subquery(rows.order_by().annotate(_n=count).values("_n"), output_field=IntegerField())
