"""Where a query's terms stand in a text, and the stretch of a long text that shows most of them."""

from __future__ import annotations

from html import escape

import numpy as np

from liandong.search.terms import asked, points, reach, tokens

Span = tuple[int, int]


def spans(text: str, query: str) -> list[Span]:
    """From where to where the text holds terms of the query; terms that touch are one span.

    >>> spans("实行两段监管，监管有效", "监管 两段")
    [(2, 6), (7, 9)]
    """
    is_marked = _marked(text, query)
    edges = np.flatnonzero(np.diff(is_marked, prepend=0, append=0)).tolist()
    return list(zip(edges[::2], edges[1::2], strict=True))


def excerpt(text: str, query: str, *, width: int = 120) -> str:
    """At most ``width`` characters of the text with most of the query in them; cuts are shown as ``…``.

    >>> excerpt("甲" * 50 + "监管" + "乙" * 50, "监管", width=12)
    '…甲甲甲甲监管乙乙乙乙乙乙…'
    """
    if len(text) <= width:
        return text
    covered = np.concatenate([[0], np.cumsum(_marked(text, query))])
    best = int(np.argmax(covered[width:] - covered[:-width]))
    # The earliest best window ends with a term: moved on, the term has some text on both sides.
    start = min(best + _spare(covered, best, width), len(text) - width)
    return ("…" if start else "") + text[start : start + width] + ("…" if start + width < len(text) else "")


def marked(text: str, query: str) -> str:
    """The text as HTML, escaped, with each span in ``<mark>``.

    >>> marked("<b>监管</b>", "监管")
    '&lt;b&gt;<mark>监管</mark>&lt;/b&gt;'
    """
    pieces, at = [], 0
    for start, stop in spans(text, query):
        pieces += [escape(text[at:start]), "<mark>", escape(text[start:stop]), "</mark>"]
        at = stop
    return "".join([*pieces, escape(text[at:])])


def _marked(text: str, query: str) -> np.ndarray[tuple[int], np.dtype[np.int8]]:
    found = tokens(points(text))
    change = np.zeros(len(text) + 1, np.int64)
    for term in asked(query):
        end = reach(term)
        held = (found.codes >= term) & (found.codes < end)
        starts = found.starts[held]
        np.add.at(change, starts, 1)
        # A character on its own is marked alone, not with its neighbour.
        np.add.at(change, starts + 1 if end > term + 1 else found.stops[held], -1)
    return (np.cumsum(change[:-1]) > 0).astype(np.int8)


def _spare(covered: np.ndarray[tuple[int], np.dtype[np.int64]], best: int, width: int) -> int:
    """How far the window may move on before it loses a marked character, two thirds of that."""
    ahead = np.flatnonzero(covered[best:] > covered[best])
    return max(int(ahead[0]) - 1, 0) * 2 // 3 if ahead.size else 0
