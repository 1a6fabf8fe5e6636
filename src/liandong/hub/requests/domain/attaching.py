"""Files that come with a request."""

from __future__ import annotations

from typing import Any

from liandong.hub.core.domain.attaching import values_of
from liandong.hub.requests.models import Attachment, Entry


def attach(entry: Entry, files: list[Any]) -> list[Attachment]:
    """The files, kept with what was said, under names of our own."""
    found = [values_of(file) for file in files]
    return [Attachment.objects.create(request=entry.request, entry=entry, **values) for values in found]
