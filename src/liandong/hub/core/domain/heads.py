"""Heads of the audit chain that were seen, in a file beside the database: what the database alone cannot show.

Copy the file to another machine, or print its last line for the minutes, and nobody can shorten the chain unseen.
"""

from __future__ import annotations

import json
import os

from liandong.errors import FileDamaged
from liandong.hub.home import home

FILE = "audit-heads.jsonl"


def remember(number: int, digest: str) -> None:
    """Add a line, on disk before this returns."""
    handle = os.open(home() / FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        # A line of its own even after one that a crash cut short.
        file.write("\n" + json.dumps({"number": number, "digest": digest}) + "\n")
        file.flush()
        os.fsync(file.fileno())


def remembered() -> dict[int, str]:
    """Digests by number; a line that a crash cut short is none. Raises FileDamaged for another that is not ours."""
    place = home() / FILE
    lines = place.read_text("utf-8", "replace").splitlines() if place.exists() else []
    try:
        found = [json.loads(line) for line in lines if line.endswith("}")]
        return {int(line["number"]): str(line["digest"]) for line in found}
    except (ValueError, TypeError, KeyError) as error:
        raise FileDamaged(path=place, reason=str(error)) from None
