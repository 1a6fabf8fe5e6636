"""Characters that XML, and so XES and Excel, cannot hold: replaced one by one, and counted."""

from __future__ import annotations

import re

import polars as pl

from liandong.eventlog.sheet import unique_headings

#: As a regular expression, of signs that stand for themselves: Python and Polars spell them in different ways.
UNFIT = "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
REPLACEMENT = "\ufffd"


def fitting(words: str) -> str:
    """The words without what XML cannot hold, halves of characters among it.

    >>> fitting("a\\x01b\\ud800c")
    'abc'
    """
    return re.sub(UNFIT, "", words.encode("utf-8", "ignore").decode())


def fit_for_xml(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """The frame with each unfit character of its texts and headings replaced by U+FFFD, and how many there were.

    >>> frame, count = fit_for_xml(pl.DataFrame({"activity": ["a\\x01b", "c"]}))
    >>> frame["activity"].to_list(), count
    (['a\ufffdb', 'c'], 1)
    """
    texts = frame.select(pl.col(pl.String))
    counts = {name: int(texts[name].str.count_matches(UNFIT).sum()) for name in texts.columns}
    unfit = [name for name, count in counts.items() if count]
    replaced = frame.with_columns(pl.col(unfit).str.replace_all(UNFIT, REPLACEMENT))
    headings = [re.subn(UNFIT, REPLACEMENT, name) for name in frame.columns]
    in_headings = sum(count for _, count in headings)
    if in_headings:
        replaced.columns = unique_headings([name for name, _ in headings])
    return replaced, sum(counts.values()) + in_headings
