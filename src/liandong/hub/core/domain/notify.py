"""Telling people: one notice each, in both languages."""

from __future__ import annotations

from collections.abc import Iterable

from liandong.hub.core.models.notice import Notice
from liandong.hub.core.models.user import User


def notify(people: Iterable[User], *, zh: str, en: str, link: str = "") -> int:
    """Write a notice to each of the people; how many there were."""
    notices = [Notice(user=person, text=zh, text_en=en, link=link) for person in set(people)]
    return len(Notice.objects.bulk_create(notices))
