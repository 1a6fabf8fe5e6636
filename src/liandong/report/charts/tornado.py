"""A tornado: one bar for each assumption, from the value when it is less to the value when it is more.

A line through all bars is the base, the value where nothing is varied; a bar beside it tells that the assumption moves
the value one way only, whichever way it goes itself.
"""

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


def tornado(swings: Sequence[Swing], base: float) -> Markup:
    """The chart on one scale, which need not begin at nothing: it is the differences that count."""
    values = [base, *(value for each in swings for value in (each.less, each.more))]
    scale = _Scale(min(values), max(values))
    rows = [part for each in swings for part in _row(each, base, scale)]
    return tag("div", *rows, class_="strips")


@dataclass(frozen=True)
class _Scale:
    low: float
    high: float

    def place(self, value: float) -> str:
        """Where a value lies across the chart, a little off its edges."""
        share = (value - self.low) / ((self.high - self.low) or 1.0)
        return f"{1 + 98 * share:.2f}%"

    def width(self, first: float, last: float) -> str:
        share = (last - first) / ((self.high - self.low) or 1.0)
        return f"{max(98 * share, 0.5):.2f}%"


def _row(swing: Swing, base: float, scale: _Scale) -> tuple[Markup, Markup, Markup]:
    first, last = sorted((swing.less, swing.more))
    at = scale.place(base)
    bar = tag(
        "svg",
        tag("line", x1="0", x2="100%", y1=9, y2=9, class_="grid"),
        tag(
            "rect",
            x=scale.place(first),
            y=2,
            width=scale.width(first, last),
            height=14,
            rx=2,
            class_="bar-main",
        ),
        tag("line", x1=at, x2=at, y1=0, y2=18, class_="whisker-ground"),
        tag("line", x1=at, x2=at, y1=0, y2=18, class_="mark-base"),
        class_="chart strip",
        width="100%",
        height=18,
    )
    return (
        tag("div", both(swing.name), class_="strip-name"),
        bar,
        tag("div", join(both(swing.written)), class_="strip-value"),
    )
