"""Characters that XML, and so XES and Excel, cannot hold: replaced one by one, and counted."""

from __future__ import annotations

import re

import polars as pl

from liandong.eventlog.sheet import unique_headings

_UNFIT = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x{FFFE}\x{FFFF}]"
_UNFIT_IN_HEADINGS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
REPLACEMENT = "\ufffd"


def fit_for_xml(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """The frame with each unfit character of its texts and headings replaced by U+FFFD, and how many there were.

    >>> frame, count = fit_for_xml(pl.DataFrame({"activity": ["a\\x01b", "c"]}))
    >>> frame["activity"].to_list(), count
    (['a\ufffdb', 'c'], 1)
    """
    texts = frame.select(pl.col(pl.String))
    counts = {name: int(texts[name].str.count_matches(_UNFIT).sum()) for name in texts.columns}
    unfit = [name for name, count in counts.items() if count]
    replaced = frame.with_columns(pl.col(unfit).str.replace_all(_UNFIT, REPLACEMENT))
    headings = [_UNFIT_IN_HEADINGS.subn(REPLACEMENT, name) for name in frame.columns]
    in_headings = sum(count for _, count in headings)
    if in_headings:
        replaced.columns = unique_headings([name for name, _ in headings])
    return replaced, sum(counts.values()) + in_headings
