"""What the colours and lines of a map mean."""

from __future__ import annotations

from liandong.report.heat import Heat
from liandong.report.map.model import Map, Scales
from liandong.report.markup import Markup, Text, both, tag

KINDS: dict[str, Text] = {
    "elapsed": ("用时（含等待与办理）", "Elapsed (waiting and work)"),
    "waiting": ("等待", "Waiting"),
    "statutory": ("法定时限", "Statutory"),
    "working": ("办理", "Working"),
}


def legend(shown: Map, scales: Scales, zone: int, *, is_shown: bool) -> Markup:
    """The legend of one zone's map: the classes of each measure, of which the page shows one, then kinds of lines."""
    colours = [
        _scale(letter, heat)
        for letter, heat in zip("nts", (scales.n, scales.median, scales.share), strict=True)
    ]
    kinds = {it.kind for it in (*shown.nodes.values(), *shown.steps.values())}
    boxes = (
        tag("span", both(("方框内为办理用时", "Boxes: time of work")), class_="chip")
        if "working" in kinds
        else None
    )
    return tag(
        "div",
        *colours,
        *[_line(kind) for kind in sorted(kinds & KINDS.keys() - {"working"})],
        boxes,
        _party() if any(it.crosses_party for it in shown.steps.values()) else None,
        tag("span", both(("线越粗，次数越多", "Thicker: more often")), class_="chip"),
        class_="legend",
        data_zone=zone,
        hidden=not is_shown,
    )


def _scale(letter: str, heat: Heat) -> Markup:
    chips = [
        tag("span", tag("i", class_=f"{letter}{level}"), tag("span", both(words)), class_="chip")
        for level, words in heat.legend()
    ]
    return tag("span", *chips, class_=f"scale m{letter}")


def _line(kind: str) -> Markup:
    line = tag("g", tag("path", d="M1 6H33", class_="line", stroke_width=2.5), class_=kind)
    return tag(
        "span",
        tag("svg", line, viewBox="0 0 34 12", class_="flow"),
        tag("span", both(KINDS[kind])),
        class_="chip",
    )


def _party() -> Markup:
    sign = tag(
        "rect", x=-4.5, y=-4.5, width=9, height=9, class_="party", transform="translate(17 6) rotate(45)"
    )
    return tag(
        "span",
        tag("svg", sign, viewBox="0 0 34 12", class_="flow"),
        both(("换了部门", "Changes party")),
        class_="chip",
    )
