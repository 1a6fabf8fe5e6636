"""Values over time as lines: the drawing stretches with the page, its text and strokes do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from liandong.report.charts.scale import Scale
from liandong.report.charts.tips import Line, tip
from liandong.report.markup import Markup, Text, both, join, tag

_HEIGHT = 220
_ABOVE = 10
#: Room for a date below the axis, as a share of the width.
_APART = 0.2


@dataclass(frozen=True)
class Point:
    """A value on a day; ``is_open`` where later data may still change it."""

    day: date
    value: float
    tip_title: Text
    tip_lines: tuple[Line, ...] = ()
    is_open: bool = False


@dataclass(frozen=True)
class Series:
    """A line, by number of its colour; filled ones show an amount."""

    name: Text
    colour: int
    points: tuple[Point, ...]
    is_filled: bool = False


def lines(series: Sequence[Series], scale: Scale, ticks: Sequence[tuple[date, Text]]) -> Markup:
    """The chart with its key; ``ticks`` are days worth naming on the axis."""
    days = [point.day for each in series for point in each.points]
    first, last = min(days), max(days)
    plane = _Plane(first, max((last - first).days, 1), scale)
    drawn = [plane.line(each) for each in series]
    dots = [
        plane.dot(point, each)
        for each in series
        for point in each.points
        if not each.is_filled or len(each.points) < 60
    ]
    picture = tag(
        "svg", *drawn, viewBox="0 0 1000 200", preserveAspectRatio="none", width="100%", height=200, y=_ABOVE
    )
    whole = tag(
        "svg",
        plane.grid(),
        picture,
        *dots,
        plane.days(ticks),
        class_="chart",
        width="100%",
        height=_HEIGHT + 20,
    )
    return join(key(series), tag("div", _values(scale), whole, class_="plane"))


def key(series: Sequence[Series]) -> Markup:
    """What each colour stands for."""
    items = [tag("span", tag("i", class_=f"c{each.colour}"), both(each.name)) for each in series]
    return tag("div", *items, class_="keyline")


def _values(scale: Scale) -> Markup:
    """The values beside the plane, the unit above them."""
    labels = [
        tag(
            "text",
            label,
            x="100%",
            y=_ABOVE + 204 - 200 * scale.share(tick),
            text_anchor="end",
            class_="axis",
        )
        for tick, label in zip(scale.ticks, scale.labels, strict=True)
    ]
    unit = tag("div", both(scale.unit), class_="plane-unit")
    return tag(
        "div", unit, tag("svg", *labels, class_="chart", width=52, height=_HEIGHT + 20), class_="plane-values"
    )


@dataclass(frozen=True)
class _Plane:
    first: date
    days_long: int
    scale: Scale

    def x(self, day: date) -> float:
        return (day - self.first).days / self.days_long

    def y(self, value: float) -> float:
        return 200 * (1 - self.scale.share(value))

    def line(self, series: Series) -> Markup:
        """The line, broken off where its points are still open, and the area under it."""
        path = [f"{1000 * self.x(point.day):.1f} {self.y(point.value):.1f}" for point in series.points]
        settled = sum(not point.is_open for point in series.points)
        kind = f"line c{series.colour}"
        parts = []
        if series.is_filled and path:
            start, end = 1000 * self.x(series.points[0].day), 1000 * self.x(series.points[-1].day)
            parts.append(
                tag(
                    "path",
                    d=f"M{start:.1f} 200L{' '.join(path)} {end:.1f} 200Z",
                    class_=f"area c{series.colour}",
                )
            )
        if settled:
            parts.append(tag("polyline", points=" ".join(path[:settled]), class_=kind))
        if settled < len(path):
            parts.append(tag("polyline", points=" ".join(path[max(0, settled - 1) :]), class_=f"{kind} open"))
        return join(*parts)

    def dot(self, point: Point, series: Series) -> Markup:
        told = tip(point.tip_title, point.tip_lines)
        kind = f"dot c{series.colour}" + (" open" if point.is_open else "")
        return tag(
            "circle",
            cx=f"{100 * self.x(point.day):.2f}%",
            cy=_ABOVE + self.y(point.value),
            r=4,
            class_=kind,
            **told,
        )

    def grid(self) -> Markup:
        """A fine line for each value that is named."""
        heights = [_ABOVE + self.y(tick) for tick in self.scale.ticks]
        return join(
            *[
                tag("line", x1=0, x2="100%", y1=y, y2=y, class_="base" if not n else "grid")
                for n, y in enumerate(heights)
            ]
        )

    def days(self, ticks: Sequence[tuple[date, Text]]) -> Markup:
        """The days named below, as many as have room."""
        kept: list[tuple[date, Text]] = []
        for day, name in ticks:
            if 0 <= self.x(day) <= 1 and (not kept or self.x(day) - self.x(kept[-1][0]) >= _APART):
                kept.append((day, name))
        return join(*[self._day(day, name, is_spare=bool(n % 2)) for n, (day, name) in enumerate(kept)])

    def _day(self, day: date, name: Text, *, is_spare: bool) -> Markup:
        """The name of a day; a spare one is left out on a narrow screen."""
        x = self.x(day)
        anchor = "start" if x < 0.04 else "end" if x > 0.9 else "middle"
        return tag(
            "text",
            both(name, "tspan"),
            x=f"{100 * x:.2f}%",
            y=_ABOVE + 220,
            text_anchor=anchor,
            class_="axis spare" if is_spare else "axis",
        )
