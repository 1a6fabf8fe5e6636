"""The innovations that come with the program, by title; read once, as their folders do not change."""

from __future__ import annotations

from functools import cache

from liandong.hub.core.domain.telling import told


@cache
def titles() -> dict[str, tuple[str, str]]:
    """The title of each innovation in Chinese and English, by its id."""
    from liandong.bundle.facts import FACTS, read
    from liandong.innovations import folders

    with told():
        found = {key: read({FACTS: (folder / FACTS).read_bytes()}, []) for key, folder in folders().items()}
    return {key: facts.title for key, facts in found.items()}
