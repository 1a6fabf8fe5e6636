"""How durations spread: columns of equal width, and what lies beyond the last one named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from liandong.report.charts.scale import Scale, linear
from liandong.report.charts.tips import same, tip
from liandong.report.figures import count, percent
from liandong.report.markup import Markup, Text, both, join, tag

_HEIGHT = 180
_TOP = 36


@dataclass(frozen=True)
class Marked:
    """A value worth a line of its own, such as the median."""

    value: float
    name: Text


def histogram(
    counts: Sequence[float], scale: Scale, beyond: float, marks: Sequence[Marked], what: Text
) -> Markup:
    """Columns over the axis: ``counts`` from 0 to ``scale.top``, ``beyond`` the number above it."""
    total = sum(counts) + beyond
    height = linear(max(counts, default=1.0))
    wide = 100 / max(1, len(counts))
    columns = [
        _column(index, n, n / total if total else 0.0, wide, height, what) for index, n in enumerate(counts)
    ]
    lines = [_line(mark, scale, level) for level, mark in enumerate(marks) if mark.value <= scale.top]
    ticks = [
        tag(
            "text",
            label,
            x=f"{100 * scale.share(tick):.2f}%",
            y=_TOP + _HEIGHT + 17,
            class_="axis",
            text_anchor=_anchor(scale, tick),
        )
        for tick, label in zip(scale.ticks, scale.labels, strict=True)
    ]
    base = tag("line", x1=0, x2="100%", y1=_TOP + _HEIGHT, y2=_TOP + _HEIGHT, class_="base")
    share = percent(beyond / total if total else 0.0)
    note = (
        f"横轴：{scale.unit[0]}；另有 {share} 超过 {scale.labels[-1]} {scale.unit[0]}",
        f"In {scale.unit[1]}; {share} take more than {scale.labels[-1]} {scale.unit[1]}",
    )
    drawn = tag(
        "svg", *columns, base, *lines, *ticks, class_="chart", width="100%", height=_TOP + _HEIGHT + 24
    )
    return join(drawn, tag("p", both(note), class_="axis-note"))


def _anchor(scale: Scale, tick: float) -> str:
    return "start" if tick == 0 else "end" if tick == scale.top else "middle"


def _column(index: int, n: float, share: float, wide: float, height: Scale, what: Text) -> Markup:
    tall = _HEIGHT * height.share(n)
    told = tip(what, [(("件数", "Cases"), same(count(n))), (("占比", "Share"), same(percent(share)))])
    return tag(
        "rect", x=f"{index * wide:.2f}%", y=_TOP + _HEIGHT - tall, width=f"{wide * 0.9:.2f}%", height=tall, rx=2,
        class_="bar-main hover", **told,
    )  # fmt: skip


def _line(mark: Marked, scale: Scale, level: int) -> Markup:
    x = f"{100 * scale.share(mark.value):.2f}%"
    is_right = scale.share(mark.value) > 0.7
    name = tag(
        "text",
        both(mark.name, "tspan"),
        x=x,
        y=12 + 15 * level,
        dx=-6 if is_right else 6,
        text_anchor="end" if is_right else "start",
        class_="mark-name",
    )
    return join(tag("line", x1=x, x2=x, y1=2, y2=_TOP + _HEIGHT, class_="mark-line"), name)
