"""The sections of a text in Markdown: what stands under each heading of the second level, to be edited one by one.

>>> text = "# 题\\n\\n概述。\\n\\n## 背景\\n\\n等。\\n\\n## 效果\\n\\n快。\\n"
>>> [(it.title, it.body) for it in parted(text)]
[('', '# 题\\n\\n概述。'), ('背景', '等。'), ('效果', '快。')]
>>> replaced(text, 1, "背景与堵点", "等得久。") == text.replace("背景\\n\\n等。", "背景与堵点\\n\\n等得久。")
True
>>> moved("## 甲\\n\\n## 乙\\n", "## 序\\n\\n## 甲\\n\\n## 乙\\n", 2), moved("## 甲\\n\\n## 乙\\n", "## 甲\\n", 2)
(3, None)
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_HEADING = re.compile(r"(?m)^(?=## )")


@dataclass(frozen=True)
class Section:
    """A part of a text; the words before the first heading have no title."""

    place: int
    title: str
    body: str


def parted(text: str) -> list[Section]:
    """The sections in their order."""
    return [_section(place, chunk) for place, chunk in enumerate(_chunks(text))]


def replaced(text: str, place: int, title: str, body: str) -> str:
    """The text with another section in that place; behind the last one it is added, and an empty one is taken out."""
    chunks = _chunks(text)
    chunks[place : place + 1] = [_chunk(title, body)]
    return "\n\n".join(chunk.strip() for chunk in chunks if chunk.strip()) + "\n"


def moved(before: str, after: str, place: int) -> int | None:
    """Where a section of the text before is in the one after, by its title; None where it cannot be told.

    The place behind the last one, where a section is added, stays behind the last one. Of sections with one title each
    keeps its turn, as long as there are as many of them.
    """
    old, new = ([one.title for one in parted(text)] for text in (before, after))
    if place >= len(old):
        return len(new)
    title = old[place]
    there = [at for at, it in enumerate(new) if it == title]
    return there[old[:place].count(title)] if len(there) == old.count(title) else None


def _chunks(text: str) -> list[str]:
    """The raw parts; the first is what stands before any heading, and may be empty."""
    chunks = _HEADING.split(text)
    return ["", *chunks] if chunks[0].startswith("## ") else chunks


def _section(place: int, chunk: str) -> Section:
    if not chunk.startswith("## "):
        return Section(place, "", chunk.strip())
    head, _newline, body = chunk.partition("\n")
    return Section(place, head[3:].strip(), body.strip())


def _chunk(title: str, body: str) -> str:
    if not title:
        return body
    return f"## {title}\n\n{body}" if body.strip() else ""
