"""Charts as plain numbers: where the line, the ticks and the marks of an SVG go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 260, 44, 16, 16, 30


@dataclass(frozen=True)
class Mark:
    """A point of a chart with what it says."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Chart:
    """A line that steps up, marks beside it, and the ticks of both axes."""

    line: str
    area: str
    marks: list[Mark]
    years: list[Mark]
    levels: list[Mark]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


def growth_chart(
    series: list[tuple[date, int]], claims: list[tuple[date, int, str]], until: date
) -> Chart | None:
    """The growth of a library with published figures as marks; None where there is nothing to draw."""
    if not series:
        return None
    first = min(day for day, _n in series).replace(month=1, day=1)
    days = max(1, (until - first).days)
    top = _round_up(max([n for _d, n in series] + [n for _d, n, _t in claims]))

    def x(day: date) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * min(1, max(0, (day - first).days / days)), 1)

    def y(n: int) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * n / top, 1)

    steps = [f"M{x(first)} {y(0)}"] + [f"H{x(day)} V{y(n)}" for day, n in series] + [f"H{x(until)}"]
    line = " ".join(steps)
    return Chart(
        line=line,
        area=f"{line} V{y(0)} Z",
        marks=[Mark(x(day), y(n), text) for day, n, text in claims],
        years=[Mark(x(date(year, 1, 1)), 0, str(year)) for year in _years(first, until)],
        levels=[Mark(0, y(n), str(n)) for n in range(0, top + 1, top // 5)],
    )


def _years(first: date, until: date) -> range:
    step = max(1, (until.year - first.year) // 8)
    return range(first.year, until.year + 1, step)


def _round_up(largest: int) -> int:
    """The next number of the form 5, 10, 25, 50, 100 … that holds the largest, so that ticks are round.

    >>> _round_up(300), _round_up(9000)
    (500, 10000)
    """
    size = 5
    while size < largest:
        size = size * 5 // 2 if str(size)[0] == "1" and size >= 10 else size * 2
    return size
