"""A week by the hour: seven rows of twenty-four cells, darker where more happens."""

from __future__ import annotations

from collections.abc import Mapping

from liandong.diagnosis.words import hour
from liandong.report.charts.tips import same, tip
from liandong.report.figures import count, percent
from liandong.report.markup import Markup, Text, both, join, tag

_ROW = 26
_DAYS: tuple[Text, ...] = (
    ("周一", "Mon"), ("周二", "Tue"), ("周三", "Wed"), ("周四", "Thu"), ("周五", "Fri"), ("周六", "Sat"), ("周日", "Sun"),
)  # fmt: skip


def week(counts: Mapping[int, int], what: Text) -> Markup:
    """The chart of counts by hour of the week, 0 being Monday from midnight to one."""
    highest, total = max(counts.values(), default=0), sum(counts.values())
    cells = [_cell(at, counts.get(at, 0), highest, total, what) for at in range(168)]
    names = [
        tag("text", both(day, "tspan"), x=0, y=_ROW * row + 18, class_="axis")
        for row, day in enumerate(_DAYS)
    ]
    hours = [
        tag(
            "text",
            str(at),
            x=f"{100 * (at + 0.5) / 24:.2f}%",
            y=_ROW * 7 + 16,
            text_anchor="middle",
            class_="axis",
        )
        for at in range(0, 24, 3)
    ]
    height = _ROW * 7 + 22
    return tag(
        "div",
        tag("svg", *names, class_="chart", width=40, height=height),
        tag("svg", *cells, *hours, class_="chart", width="100%", height=height),
        class_="week",
    )


def _cell(at: int, n: int, highest: int, total: int, what: Text) -> Markup:
    day, start = divmod(at, 24)
    level = 0 if not n else 1 + min(4, int(5 * n / highest))
    told = tip(
        (hour(at, "zh"), hour(at, "en")),
        [(what, same(count(n))), (("占一周", "Of the week"), same(percent(n / total if total else 0)))],
    )
    return tag(
        "rect", x=f"{100 * start / 24:.2f}%", y=_ROW * day, width=f"{100 / 24 - 0.35:.2f}%", height=_ROW - 3, rx=3,
        class_=f"cell k{level}", **told,
    )  # fmt: skip


def busiest(counts: Mapping[int, int]) -> Markup:
    """The key to the colours."""
    chips = [tag("span", tag("i", class_=f"k{level}"), class_="chip") for level in range(6)]
    ends = [both(("少", "few")), join(both(("多", "many")), f" ({count(max(counts.values(), default=0))})")]
    return tag("div", ends[0], *chips, ends[1], class_="keyline ramp")
