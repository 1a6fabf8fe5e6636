"""Rows of marks on one axis: a name, a strip, a value. Widths are shares, so text keeps its size on any screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from liandong.report.charts.scale import Scale
from liandong.report.charts.tips import Line, tip
from liandong.report.markup import Markup, Text, both, join, tag

_HEIGHT = 30


@dataclass(frozen=True)
class Bar:
    """A bar from nothing to ``value``, its last part ``statutory``, with an interval where one is known."""

    value: float
    low: float | None = None
    high: float | None = None
    statutory: float = 0.0
    is_weak: bool = False


@dataclass(frozen=True)
class Dot:
    """A dot of one series."""

    value: float
    series: int
    tip_title: Text
    tip_lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Strip:
    """A named row of the chart."""

    name: Markup
    marks: tuple[Bar | Dot, ...]
    value: Text = ("", "")
    tip_title: Text | None = None
    tip_lines: tuple[Line, ...] = ()


def strips(rows: Sequence[Strip], scale: Scale) -> Markup:
    """The chart: one row below the other, the axis under them."""
    lines = [
        join(
            tag("div", row.name, class_="strip-name"),
            _strip(row, scale),
            tag("div", both(row.value), class_="strip-value"),
        )
        for row in rows
    ]
    axis = join(tag("div", both(scale.unit), class_="strip-unit"), _axis(scale), tag("div"))
    return tag("div", *lines, axis, class_="strips")


def _strip(row: Strip, scale: Scale) -> Markup:
    grid = [
        tag("line", x1=_at(scale, tick), x2=_at(scale, tick), y1=0, y2="100%", class_="grid")
        for tick in scale.ticks
    ]
    dots = [mark for mark in row.marks if isinstance(mark, Dot)]
    span = _span([dot.value for dot in dots], scale) if len(dots) > 1 else None
    marks = [_bar(mark, scale) if isinstance(mark, Bar) else _dot(mark, scale) for mark in row.marks]
    told = tip(row.tip_title, row.tip_lines) if row.tip_title else {}
    return tag(
        "svg", *grid, tag("g", span, *marks), class_="chart strip", height=_HEIGHT, width="100%", **told
    )


def _at(scale: Scale, value: float) -> str:
    return f"{100 * scale.share(value):.2f}%"


def _bar(bar: Bar, scale: Scale) -> Markup:
    law = min(bar.statutory, bar.value)
    parts = [_rect(0, bar.value - law, scale, "bar-weak" if bar.is_weak else "bar-main")]
    if law > 0:
        parts.append(_rect(bar.value - law, bar.value, scale, "bar-law"))
    if bar.low is not None and bar.high is not None:
        low, high = _at(scale, bar.low), _at(scale, bar.high)
        ends = ((low, high, 15, 15), (low, low, 10, 20), (high, high, 10, 20))
        for kind in ("whisker-ground", "whisker"):
            parts += [tag("line", x1=x1, x2=x2, y1=y1, y2=y2, class_=kind) for x1, x2, y1, y2 in ends]
    return join(*parts)


def _rect(low: float, high: float, scale: Scale, kind: str) -> Markup:
    width = 100 * (scale.share(high) - scale.share(low))
    return tag("rect", x=_at(scale, low), y=7, width=f"{width:.2f}%", height=16, rx=3, class_=kind)


def _span(values: list[float], scale: Scale) -> Markup:
    return tag("line", x1=_at(scale, min(values)), x2=_at(scale, max(values)), y1=15, y2=15, class_="span")


def _dot(dot: Dot, scale: Scale) -> Markup:
    told = tip(dot.tip_title, dot.tip_lines)
    return tag("circle", cx=_at(scale, dot.value), cy=15, r=6.5, class_=f"dot c{dot.series}", **told)


def _axis(scale: Scale) -> Markup:
    labels = []
    for tick, label in zip(scale.ticks, scale.labels, strict=True):
        anchor = "start" if tick == 0 else "end" if tick == scale.top else "middle"
        labels.append(tag("text", label, x=_at(scale, tick), y=16, text_anchor=anchor, class_="axis"))
    return tag("svg", *labels, class_="chart", height=22, width="100%")
