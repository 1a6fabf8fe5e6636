"""Text by its width: Chinese characters are twice as wide as Latin ones, and a name may be of any length."""

from __future__ import annotations

import re
import unicodedata

#: Where a name may be broken: after a blank or a joining sign, between Chinese characters, before a capital.
_BREAK = re.compile(r"[^\s_\-/,.;:()、，。；：（）\u2e80-\uffff]+[\s_\-/,.;:()、，。；：（）]?|.", re.DOTALL)


def width(words: str) -> int:
    """The width in half characters: 2 for a Chinese character or an emoji, 0 for a combining mark, otherwise 1."""
    return sum(_character_width(character) for character in words)


def _character_width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def shorten(words: str, limit: int) -> str:
    """The words cut to the limit, with … for what is left out.

    >>> shorten("海关查验放行", 8)
    '海关查…'
    """
    if len(words) <= limit and width(words) <= limit:
        return words
    used, kept = 0, list[str]()
    for character in words:
        used += _character_width(character)
        if used > limit - 1:
            return "".join(kept).rstrip() + "…"
        kept.append(character)
    return words


def _pieces(words: str, limit: int) -> list[str]:
    """The parts a line may be broken between; a word longer than a line is cut."""
    return [piece[at : at + limit] for piece in _BREAK.findall(words) for at in range(0, len(piece), limit)]


def wrap(words: str, limit: int, lines: int = 2) -> list[str]:
    """The words on a few lines of at most ``limit`` half characters; what does not fit ends in ….

    >>> wrap("01_HOOFD_490_definitief besluit", 14)
    ['01_HOOFD_490_', 'definitief be…']
    """
    words = " ".join(shorten(words, limit * (lines + 1)).split())
    done: list[str] = []
    line = ""
    for piece in _pieces(words, limit):
        if line and width(line + piece.rstrip()) > limit and len(done) < lines - 1:
            done.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*[shorten(each, limit) for each in done], shorten(line, limit)] if line or done else [""]
