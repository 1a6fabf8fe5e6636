"""The process map as SVG: one drawing for each level of detail, whose look the page switches by classes.

A node or step carries a class for each measure (``n3 t5 s1``: third class by count, fifth by time, first by share), so
that changing the measure changes one attribute of the page and no drawing.
"""

from __future__ import annotations

from math import log

from liandong.diagnosis.words import Clock
from liandong.profile.tables import END, START
from liandong.report.figures import count, duration, percent
from liandong.report.layout import Arrow, Box, Drawing, draw
from liandong.report.map.detail import Level, Step
from liandong.report.map.model import MARKS, Map, Measures, Scales
from liandong.report.markup import Markup, both, join, tag
from liandong.report.wrapping import wrap

#: Width of an activity, and its height with up to two and with three lines of text.
BOX_WIDTH = 224.0
BOX_HEIGHTS = (46.0, 60.0)
MARK = (34.0, 34.0)
_LABELS = 110
_MARGIN = 26.0


def svg(shown: Map, level: Level, scales: Scales) -> Markup:
    """The drawing of one level of detail; ``data-i`` numbers nodes and steps as in ``Map``."""
    sheet = _sheet(shown, level)
    node_number = {name: index for index, name in enumerate(shown.nodes)}
    step_number = {step: index for index, step in enumerate(shown.steps)}
    place = dict(zip(level.activities, sheet.boxes, strict=True))
    drawn = [step for step in level.steps if step[0] != step[1]]
    labelled = _labelled(shown, drawn)
    steps = [
        _step(shown, step, arrow, scales, step_number[step], is_labelled=step in labelled)
        for step, arrow in zip(drawn, sheet.arrows, strict=True)
    ]
    loops = [
        _step(shown, step, _loop(place[step[0]]), scales, step_number[step], is_labelled=True)
        for step in level.steps
        if step[0] == step[1]
    ]
    nodes = [_node(shown, name, place[name], scales, node_number[name]) for name in level.activities]
    width, height = sheet.width + 2 * _MARGIN, sheet.height + 2 * _MARGIN
    content = tag("g", *steps, *loops, *nodes, transform=f"translate({_MARGIN:.0f} {_MARGIN:.0f})")
    return tag(
        "svg",
        content,
        viewBox=f"0 0 {width:.0f} {height:.0f}",
        width=round(width),
        height=round(height),
        class_="flow",
        role="group",
    )


def _sheet(shown: Map, level: Level) -> Drawing:
    number = {name: index for index, name in enumerate(level.activities)}
    drawn = [step for step in level.steps if step[0] != step[1]]
    labelled = _labelled(shown, drawn)
    return draw(
        [_size(name) for name in level.activities],
        [(number[source], number[target]) for source, target in drawn],
        [shown.steps[step].n for step in drawn],
        label_widths=[54.0 if step in labelled else 6.0 for step in drawn],
    )


def _size(name: str) -> tuple[float, float]:
    return MARK if name in (START, END) else (BOX_WIDTH, BOX_HEIGHTS[len(_lines(name)) > 2])


def _lines(name: str) -> list[str]:
    return wrap(name, 16, lines=3)


def _labelled(shown: Map, steps: list[Step]) -> set[Step]:
    """The steps that carry their number: all in a small map, the most frequent in a large one."""
    return set(sorted(steps, key=lambda step: (-shown.steps[step].n, step))[:_LABELS])


def _loop(box: Box) -> Arrow:
    """An arrow from a box to itself, on its right side."""
    right, top, low = box.x + box.width / 2, box.y - 10, box.y + 10
    return Arrow(
        ((right, low), (right + 26, box.y + 4), (right + 26, box.y - 4), (right, top)),
        (right + 18, box.y + 4),
        True,
    )


def _step(shown: Map, step: Step, arrow: Arrow, scales: Scales, index: int, *, is_labelled: bool) -> Markup:
    it = shown.steps[step]
    is_loop = step[0] == step[1]
    path = _loop_path(arrow) if is_loop else arrow.path
    classes = ["e", it.kind or "elapsed", scales.classes(it), *(["back"] if arrow.is_back else [])]
    classes += ["cross"] if it.crosses_party else []
    width = 1.2 + 4.8 * log(1 + it.n) / log(2 + shown.totals.most)
    return tag(
        "g",
        tag("path", class_="line", d=path, stroke_width=f"{width:.1f}"),
        tag("path", class_="tip", d=_tip(arrow, is_loop=is_loop)),
        _party_sign(arrow) if it.crosses_party else None,
        _value(step, it, shown.clock, arrow.label, anchor="start" if is_loop else "middle")
        if is_labelled
        else None,
        class_=" ".join(classes),
        data_i=index,
    )


def _loop_path(arrow: Arrow) -> str:
    (x, low), (far, a), (_, b), (_, top) = arrow.points
    return f"M{x:.0f} {low:.0f}C{far:.0f} {a + 12:.0f} {far:.0f} {b - 12:.0f} {x + 5:.0f} {top:.0f}"


def _tip(arrow: Arrow, *, is_loop: bool) -> str:
    """The arrow head: it meets boxes from above, from below where the arrow goes up, from the right in a loop."""
    x, y = arrow.points[-1]
    if is_loop:
        return f"M{x:.0f} {y:.0f}l9 -5v10z"
    rise = 9 if arrow.points[-1][1] < arrow.points[-2][1] else -9
    return f"M{x:.0f} {y:.0f}l-5 {rise}h10z"


def _party_sign(arrow: Arrow) -> Markup:
    (x, y), (after_x, after_y) = arrow.points[0], arrow.points[1]
    return tag(
        "rect",
        x=-4.5,
        y=-4.5,
        width=9,
        height=9,
        class_="party",
        transform=f"translate({(x * 3 + after_x) / 4:.0f} {(y * 3 + after_y) / 4:.0f}) rotate(45)",
    )


def _value(
    step: Step, it: Measures, clock: Clock, at: tuple[float, float], *, anchor: str = "middle"
) -> Markup:
    """The step's number; where no time passes, from the start and to the end, there is only a count."""
    is_bare = step[1] == END or (step[0] == START and it.kind != "waiting")
    shown = values(it, clock)[: 1 if is_bare else None]
    return tag("text", *shown, x=at[0], y=at[1] + 4, class_="v", text_anchor=anchor)


def values(it: Measures, clock: Clock) -> list[Markup]:
    """The three measures of which the page shows one."""
    return [
        tag("tspan", count(it.n), class_="mn"),
        tag("tspan", both(duration(it.median, clock), "tspan"), class_="mt"),
        tag("tspan", percent(it.share), class_="ms"),
    ]


def _node(shown: Map, name: str, box: Box, scales: Scales, index: int) -> Markup:
    it = shown.nodes[name]
    marked = name in (START, END)
    inside = _mark(name, box, it) if marked else _activity(name, box, it, shown.clock)
    kind = f"v {it.kind}".strip() if not marked else f"v mark {'start' if name == START else 'end'}"
    return tag(
        "g",
        inside,
        class_=f"a {kind} {scales.classes(it)}",
        data_i=index,
        tabindex=-1,
        role="img",
        transform=f"translate({box.x:.0f} {box.y:.0f})",
    )


def _activity(name: str, box: Box, it: Measures, clock: Clock) -> Markup:
    lines = _lines(name)
    left, first = -box.width / 2 + 14, 4.5 - 8 * (len(lines) - 1)
    words = [tag("tspan", line, x=left, y=first + 16 * index) for index, line in enumerate(lines)]
    return join(
        tag("rect", x=-box.width / 2, y=-box.height / 2, width=box.width, height=box.height, rx=9),
        tag("text", *words, class_="name"),
        tag("text", *values(it, clock), x=box.width / 2 - 11, y=4.5, class_="v", text_anchor="end"),
    )


def _mark(name: str, box: Box, it: Measures) -> Markup:
    shape = "M-4 -6.5L7 0L-4 6.5z" if name == START else "M-5.5 -5.5h11v11h-11z"
    return join(
        tag("circle", r=box.width / 2),
        tag("path", d=shape),
        tag(
            "text",
            both(MARKS[name], "tspan"),
            tag("tspan", count(it.n), dx=6, class_="v"),
            x=25,
            y=5,
            class_="name",
        ),
    )
