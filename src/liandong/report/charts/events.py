"""Effects by time since adoption, with their intervals: left of nought nothing should be seen, right of it the effect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from liandong.report.charts.scale import Scale, linear
from liandong.report.charts.tips import Line, tip
from liandong.report.markup import Markup, Text, both, join, tag

_HEIGHT, _ABOVE, _BELOW = 220, 10, 34
#: The fewest shares of the width between two named times.
_APART = 0.06


@dataclass(frozen=True)
class Event:
    """The effect so many periods after adoption (before it negative), in the unit of the axis."""

    at: int
    value: float
    low: float
    high: float
    tip_title: Text
    tip_lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class _Plane:
    first: int
    last: int
    #: The same below nought as above it.
    half: Scale

    def x(self, at: float) -> float:
        return 2 + 96 * (at - self.first) / max(1, self.last - self.first)

    def y(self, value: float) -> float:
        share = max(-1.0, min(1.0, value / self.half.top)) if self.half.top else 0.0
        return _ABOVE + _HEIGHT / 2 * (1 - share)

    def event(self, one: Event) -> Markup:
        """The value as a dot, its interval as a line."""
        x, kind = f"{self.x(one.at):.2f}%", "c1" if one.at >= 0 else "c8"
        return tag(
            "g",
            tag("line", x1=x, x2=x, y1=self.y(one.low), y2=self.y(one.high), class_=f"{kind} reach"),
            tag("circle", cx=x, cy=self.y(one.value), r=4, class_=f"dot {kind}"),
            **tip(one.tip_title, one.tip_lines),
        )

    def grid(self) -> Markup:
        """Lines for round values, a strong one at nought."""
        values = [sign * tick for tick in self.half.ticks for sign in (1, -1)]
        rows = [
            tag("line", x1=0, x2="100%", y1=self.y(v), y2=self.y(v), class_="base" if v == 0 else "grid")
            for v in dict.fromkeys(values)
        ]
        start = f"{self.x(-0.5):.2f}%"
        adopted = tag("line", x1=start, x2=start, y1=_ABOVE, y2=_ABOVE + _HEIGHT, class_="mark-line")
        return join(*rows, adopted)

    def times(self) -> Markup:
        """The times below, as many as have room; every other one is left out on a narrow screen."""
        step = next(
            step
            for step in (1, 2, 3, 6, 12, 24, 60, 1200)
            if 0.96 * step >= _APART * max(1, self.last - self.first)
        )
        named = [at for at in range(self.first, self.last + 1) if at % step == 0]
        return join(
            *[
                tag(
                    "text", f"{at:+d}" if at else "0", x=f"{self.x(at):.2f}%", y=_ABOVE + _HEIGHT + 20,
                    text_anchor="middle", class_="axis spare" if at // step % 2 else "axis",
                )
                for at in named
            ]
        )  # fmt: skip


def events(found: Sequence[Event], unit: Text, axis: Text) -> Markup:
    """The picture: ``unit`` names the values, ``axis`` the times."""
    reach = max((abs(edge) for one in found for edge in (one.low, one.high, one.value)), default=1.0)
    plane = _Plane(min(one.at for one in found), max(*(one.at for one in found), 0), linear(reach, most=3))
    labels = [
        tag(
            "text", f"{'−' if sign < 0 else '+' if tick else ''}{label}", x="100%", y=plane.y(sign * tick) + 4,
            text_anchor="end", class_="axis",
        )
        for tick, label in zip(plane.half.ticks, plane.half.labels, strict=True)
        for sign in ((1, -1) if tick else (1,))
    ]  # fmt: skip
    height = _ABOVE + _HEIGHT + _BELOW
    values = tag(
        "div",
        tag("div", both(unit), class_="plane-unit"),
        tag("svg", *labels, class_="chart", width=52, height=height),
        class_="plane-values",
    )
    drawn = [plane.grid(), *map(plane.event, found), plane.times()]
    picture = tag("svg", *drawn, class_="chart", width="100%", height=height)
    return join(tag("div", values, picture, class_="plane events"), tag("p", both(axis), class_="axis-note"))
