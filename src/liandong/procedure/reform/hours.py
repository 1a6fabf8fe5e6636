"""Hours of work as officers write them: ``1-5 09:00-12:00 13:30-17:00; 6 09:00-12:00``, ``24h``."""

from __future__ import annotations

import re

_DAY = 24 * 60
_DAYS = re.compile(r"([1-7])(?:-([1-7]))?")
_SPAN = re.compile(r"(\d{1,2}):(\d\d)-(\d{1,2}):(\d\d)")


def weekly(text: str) -> tuple[tuple[int, int], ...]:
    """The open minutes of a week from Monday midnight on; none at all means always open.

    Days are 1 (Monday) to 7. Raises ValueError with a pair (Chinese, English) where the text cannot be read.

    >>> weekly("1-2 09:00-17:00")
    ((540, 1020), (1980, 2460))
    >>> weekly("24h")
    ()
    """
    if text.strip() in ("24h", "always", "全天"):
        return ()
    spans = [span for part in re.split(r"[;；]", text) for span in _part(part.split(), text)]
    return tuple(sorted(spans))


def _part(words: list[str], text: str) -> list[tuple[int, int]]:
    days = _DAYS.fullmatch(words[0]) if words else None
    if not days or len(words) < 2:
        raise _unread(text)
    spans = [_span(word, text) for word in words[1:]]
    return [
        (_DAY * (day - 1) + first, _DAY * (day - 1) + last)
        for day in range(int(days[1]), int(days[2] or days[1]) + 1)
        for first, last in spans
    ]


def _span(word: str, text: str) -> tuple[int, int]:
    found = _SPAN.fullmatch(word)
    first, last = (
        (int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])) if found else (0, 0)
    )
    if not 0 <= first < last <= _DAY:
        raise _unread(text)
    return first, last


def _unread(text: str) -> ValueError:
    return ValueError(
        (
            f"看不懂“{text}”；写法示例：1-5 09:00-12:00 13:30-17:00（1 为周一），或 24h",
            f"“{text}” cannot be read; write 1-5 09:00-12:00 13:30-17:00 (1 is Monday), or 24h",
        )
    )
