"""The signs of BPMN as SVG: round events, square tasks, pointed gateways, with their markers."""

from __future__ import annotations

from liandong.procedure.diagram import Box
from liandong.procedure.model import Node
from liandong.report.markup import Markup, join, tag
from liandong.report.wrapping import width, wrap

#: Pixels of a line of text, and of half a character.
_LINE, _HALF = 15, 6.7
#: Pixels of a pool too low for a strip with its name.
_LOW = 75


def words(lines: list[str], x: float, y: float, **more: object) -> Markup:
    """Lines of text round a middle."""
    top = y - (len(lines) - 1) * _LINE / 2
    spans = [tag("tspan", line, x=x, y=top + _LINE * each) for each, line in enumerate(lines)]
    return tag("text", *spans, **more)


def task(node: Node, box: Box, level: int, *, has_bar: bool) -> Markup:
    """A task with its name; ``level`` is its heat from 0 to 5."""
    x, y = box.middle
    lines = wrap(node.label, int((box.width - 12) / _HALF), 3 if has_bar else 4)
    return join(
        _rounded(box, 10, class_=f"task h{level}"),
        _rounded(Box(box.x + 3, box.y + 3, box.width - 6, box.height - 6), 8, class_="inner")
        if node.calls
        else None,
        words(lines, x, y + 4 - (12 if has_bar else 0), class_="name"),
        _kind(node, box),
        _loop(node, box),
    )


def frame(node: Node, box: Box) -> Markup:
    """A sub-process with its name above its content."""
    limit = int((box.width - 20) / _HALF)
    return join(
        _rounded(box, 10, class_="frame"),
        words(wrap(node.label, limit, 1), box.middle[0], box.y + 18, class_="name"),
        _loop(node, box),
    )


def gateway(node: Node, box: Box) -> Markup:
    """A gateway with the sign of its kind, without its name."""
    (x, y), half = box.middle, box.width / 2
    points = f"{x:.1f},{box.y:.1f} {box.right:.1f},{y:.1f} {x:.1f},{box.bottom:.1f} {box.x:.1f},{y:.1f}"
    arm = half * 0.36
    signs = {
        "exclusiveGateway": f"M{x - arm:.1f} {y - arm:.1f}L{x + arm:.1f} {y + arm:.1f}M{x + arm:.1f} {y - arm:.1f}L{x - arm:.1f} {y + arm:.1f}",
        "parallelGateway": f"M{x - arm * 1.3:.1f} {y:.1f}H{x + arm * 1.3:.1f}M{x:.1f} {y - arm * 1.3:.1f}V{y + arm * 1.3:.1f}",
    }
    sign = (
        tag("path", d=signs[node.type], class_="sign")
        if node.type in signs
        else tag("circle", cx=x, cy=y, r=arm * 1.2, class_="ring")
    )
    return join(tag("polygon", points=points, class_="gateway"), sign)


def event(node: Node, box: Box) -> Markup:
    """An event without its name: thin at the start, double between, thick at the end, with the sign of its trigger."""
    (x, y), radius = box.middle, box.width / 2
    kind = "end" if node.type == "endEvent" else "event"
    broken = "" if node.interrupts else " loose"
    is_between = node.type not in ("startEvent", "endEvent")
    return join(
        tag("circle", cx=x, cy=y, r=radius, class_=kind + broken),
        tag("circle", cx=x, cy=y, r=radius - 3.5, class_="event between" + broken) if is_between else None,
        _trigger(node.trigger, x, y, radius),
    )


def strip(name: str, box: Box, *, kind: str, is_upright: bool = False) -> Markup:
    """A pool or lane with its name upright at the left; on top where it runs from top to bottom."""
    length = box.width if is_upright else box.height
    if length <= _LOW:
        return join(_rect(box, class_=kind), words(wrap(name, 60, 1), *box.middle, class_="strip"))
    lines = wrap(name, max(4, int((length - 10) / _HALF)), 1)
    if is_upright:
        edge = f"M{box.x:.1f} {box.y + 30:.1f}H{box.right:.1f}"
        place = words(lines, box.middle[0], box.y + 19, class_="strip")
    else:
        x, y = box.x + 15, box.middle[1]
        edge = f"M{box.x + 30:.1f} {box.y:.1f}V{box.bottom:.1f}"
        place = words(lines, x, y + 4, class_="strip", transform=f"rotate(-90 {x:.1f} {y:.1f})")
    return join(_rect(box, class_=kind), tag("path", d=edge, class_="edge"), place)


def note(label: str, box: Box) -> Markup:
    """A text beside a line or shape, on white."""
    wide = width(label) * _HALF + 6
    return join(
        _rect(Box(box.x - wide / 2, box.y - 9, wide, 16), class_="ground"),
        words([label], box.x, box.y + 4, class_="beside"),
    )


def aside(text: str, box: Box) -> Markup:
    """A note or a piece of data: a bracket with its text, which may stand below a small sign."""
    if box.width < 60:
        return join(
            _rect(box, class_="aside"),
            words(wrap(text, 18, 2), box.middle[0], box.bottom + 14, class_="beside"),
        )
    lines = wrap(text, int(box.width / _HALF), max(1, int(box.height / _LINE)))
    bracket = tag(
        "path",
        d=f"M{box.x + 10:.1f} {box.y:.1f}H{box.x:.1f}V{box.bottom:.1f}H{box.x + 10:.1f}",
        class_="aside",
    )
    return join(bracket, words(lines, *box.middle, class_="beside"))


def _rect(box: Box, **more: object) -> Markup:
    return tag("rect", x=box.x, y=box.y, width=box.width, height=box.height, **more)


def _rounded(box: Box, radius: int, **more: object) -> Markup:
    return _rect(box, rx=radius, **more)


def _kind(node: Node, box: Box) -> Markup | None:
    """The sign of the kind of task, in its upper left corner."""
    x, y = box.x + 7, box.y + 7
    paths = {
        "userTask": f"M{x + 6} {y}a3 3 0 1 1 -.1 0M{x} {y + 14}c0 -9 12 -9 12 0z",
        "manualTask": f"M{x} {y + 6}h8M{x} {y + 3}h11v7h-11z",
        "serviceTask": f"M{x + 6} {y + 1}v3M{x + 6} {y + 10}v3M{x} {y + 7}h3M{x + 9} {y + 7}h3M{x + 6} {y + 4}a3 3 0 1 1 -.1 0",
        "businessRuleTask": f"M{x} {y}h13v11h-13zM{x} {y + 4}h13M{x + 4} {y + 4}v7",
        "sendTask": f"M{x} {y}h13v9h-13zl6.5 5l6.5 -5",
        "receiveTask": f"M{x} {y}h13v9h-13zl6.5 5l6.5 -5",
        "scriptTask": f"M{x + 2} {y}h9q-5 6 0 12h-9q5 -6 0 -12",
    }
    filled = " filled" if node.type == "sendTask" else ""
    return tag("path", d=paths[node.type], class_="kind" + filled) if node.type in paths else None


def _loop(node: Node, box: Box) -> Markup | None:
    """The marker of repetition, at the lower middle."""
    if node.loop is None:
        return None
    x, y = box.middle[0] - 6, box.bottom - 16
    paths = {
        "parallel": f"M{x:.1f} {y:.1f}v11m5 -11v11m5 -11v11",
        "sequential": f"M{x:.1f} {y:.1f}h12m-12 5h12m-12 5h12",
        "standard": f"M{x + 2:.1f} {y + 10:.1f}a5.5 5.5 0 1 1 7 0m1 -4l-1 4l-4 -1",
    }
    return tag("path", d=paths[node.loop.kind], class_="sign thin")


def _trigger(trigger: str, x: float, y: float, radius: float) -> Markup | None:
    half = radius * 0.5
    paths = {
        "message": f"M{x - half:.1f} {y - half * 0.7:.1f}h{2 * half:.1f}v{1.4 * half:.1f}h{-2 * half:.1f}zl{half:.1f} {half * 0.8:.1f}l{half:.1f} {-half * 0.8:.1f}",
        "timer": f"M{x:.1f} {y - half:.1f}v{half:.1f}l{half * 0.6:.1f} {half * 0.4:.1f}M{x - half * 1.15:.1f} {y:.1f}a{half * 1.15:.1f} {half * 1.15:.1f} 0 1 0 {half * 2.3:.1f} 0a{half * 1.15:.1f} {half * 1.15:.1f} 0 1 0 {-half * 2.3:.1f} 0",
        "error": f"M{x - half:.1f} {y + half:.1f}l{half * 0.6:.1f} {-half * 1.6:.1f}l{half * 0.7:.1f} {half:.1f}l{half * 0.7:.1f} {-half * 1.3:.1f}",
    }
    if trigger == "terminate":
        return tag("circle", cx=x, cy=y, r=radius * 0.55, class_="filled")
    return tag("path", d=paths[trigger], class_="sign thin") if trigger in paths else None
