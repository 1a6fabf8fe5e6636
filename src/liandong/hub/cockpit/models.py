"""What the search knows of each record: one row a record, in the order in which they changed."""

from __future__ import annotations

import secrets

from django.db import models

from liandong.hub.core.models import Circle, Firm, Zone


def _token() -> str:
    return secrets.token_hex(8)


class SearchHead(models.Model):
    """The one row that numbers the changes; readers ask it whether anything is new."""

    number = models.BigIntegerField(default=0)
    #: Tells one database from another that was put in its place; index files carry it in their names.
    generation = models.CharField(max_length=16, default=_token)
    #: Of which fields the entries were made; a version that searches others makes them anew.
    fields = models.CharField(max_length=64, blank=True)


class SearchEntry(models.Model):
    """A record as it is searched. ``number`` grows with each change; a deleted record's row says so until a rebuild.

    Read through ``domain.searching`` only: that is where the scope of the reader is applied.
    """

    kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    circle = models.ForeignKey(Circle, models.CASCADE, null=True, related_name="+")
    #: The firm that filed it; it sees its own, others see it by circle.
    firm = models.ForeignKey(Firm, models.CASCADE, null=True, related_name="+")
    zone = models.ForeignKey(Zone, models.CASCADE, null=True, related_name="+")
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    url = models.CharField(max_length=200, blank=True)
    number = models.BigIntegerField(db_index=True)
    is_gone = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="entry_once_an_object")]

    def __str__(self) -> str:
        return self.title
