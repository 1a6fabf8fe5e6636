"""A tornado: one bar for each assumption, from the value when it is less to the value when it is more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from liandong.report.markup import Markup, Text, both, join, tag


@dataclass(frozen=True)
class Swing:
    """An assumption's name, the two values, and both as written."""

    name: Text
    less: float
    more: float
    written: Text


def tornado(swings: Sequence[Swing]) -> Markup:
    """The chart on one scale, which need not begin at nothing: it is the differences that count."""
    values = [value for each in swings for value in (each.less, each.more)]
    low, high = min(values), max(values)
    rows = [part for each in swings for part in _row(each, low, high)]
    return tag("div", *rows, class_="strips")


def _row(swing: Swing, low: float, high: float) -> tuple[Markup, Markup, Markup]:
    span = (high - low) or 1.0
    first, last = sorted((swing.less, swing.more))
    start, width = 100 * (first - low) / span, 100 * (last - first) / span
    bar = tag(
        "svg",
        tag("line", x1="0", x2="100%", y1=9, y2=9, class_="grid"),
        tag(
            "rect",
            x=f"{start:.2f}%",
            y=2,
            width=f"{max(width, 0.5):.2f}%",
            height=14,
            rx=2,
            class_="bar-main",
        ),
        class_="chart strip",
        width="100%",
        height=18,
    )
    return (
        tag("div", both(swing.name), class_="strip-name"),
        bar,
        tag("div", join(both(swing.written)), class_="strip-value"),
    )
