"""The map on the page: one drawing is shown, the others wait as templates; choices switch between them."""

from __future__ import annotations

import json
from collections.abc import Mapping

from liandong.diagnosis.process_map import ProcessMap
from liandong.diagnosis.words import zone_name
from liandong.profile.tables import END, START
from liandong.report.figures import count, duration, percent
from liandong.report.map.detail import MOST, Level
from liandong.report.map.drawing import svg
from liandong.report.map.legend import legend
from liandong.report.map.model import MARKS, Map, Measures
from liandong.report.markup import Markup, Text, both, clean, join, tag, text

METRICS: dict[str, Text] = {"t": ("用时", "Time"), "n": ("次数", "Count"), "s": ("占全程", "Share")}
_NONE: Text = ("没有可画的流程。", "There is no process to draw.")
_TOO_LONG: Text = (
    f"每条办理路径都超过 {MOST} 个环节，画不成图；各环节、各路径见下面的数据表。",
    f"Every way through the process has more than {MOST} activities, which no map can show; the tables below have them.",
)
#: The level shown first.
_FIRST = 0


def map_panel(maps: Mapping[str, ProcessMap], types: Mapping[str, ProcessMap] | None = None) -> Markup:
    """The panel with every zone's map at every level of detail; the first shown is that of all zones.

    Where there are several types of object, each has a map of its own, and the first of them is shown first.
    """
    read, typed = _read(maps), _drawable(types or {})
    if not read:
        return tag("p", both(_TOO_LONG if _has_steps(maps) else _NONE), class_="card empty")
    named = [(type_, "", shown) for type_, shown in typed.items()]
    if not typed or len(read) > 1:
        # With several types, the map of one zone would be that of no process.
        named += [("", zone, shown) for zone, shown in read.items()]
    panels = [_Panel(index, zone, shown, type_) for index, (type_, zone, shown) in enumerate(named)]
    first = panels[0]
    return tag(
        "figure",
        _bar(panels),
        tag(
            "div",
            first.drawing(_FIRST),
            class_="stage",
            role="group",
            tabindex=0,
            data_zh="流程图，可用方向键在环节之间移动",
            data_en="Process map; move between activities with the arrow keys",
        ),
        tag("p", class_="shown", id="shown", aria_live="polite"),
        *[legend(panel.map, panel.scales, panel.index, is_shown=panel is first) for panel in panels],
        *[panel.waiting(shown=_FIRST if panel is first else None) for panel in panels],
        class_="card map",
        id="process-map",
        data_metric="t",
        data_zone=0,
        data_level=_FIRST,
    )


def _has_steps(maps: Mapping[str, ProcessMap]) -> bool:
    return any(it.nodes.height for it in maps.values())


def _read(maps: Mapping[str, ProcessMap]) -> dict[str, Map]:
    """The maps by zone that can be drawn; where there is one zone, that of all together says nothing more."""
    wanted = {zone: it for zone, it in maps.items() if it.nodes.height}
    if len(wanted) == 2:
        wanted.pop("", None)
    return _drawable(wanted)


def _drawable(maps: Mapping[str, ProcessMap]) -> dict[str, Map]:
    read = {
        name: Map.from_frames(it.nodes, it.edges, it.clock) for name, it in maps.items() if it.nodes.height
    }
    return {zone: shown for zone, shown in read.items() if shown.levels[-1].activities}


class _Panel:
    """The drawings of one zone or, with a type, of one type of object in all zones."""

    def __init__(self, index: int, zone: str, shown: Map, type_: str = "") -> None:
        self.index, self.zone, self.map, self.type = index, zone, shown, type_
        self.levels = shown.levels
        self.scales = shown.scales()

    @property
    def name(self) -> Markup:
        """The zone's name; all together where there are several."""
        if self.type:
            return text(self.type)
        if not self.zone:
            return both(("全部片区", "All zones"), "span")
        return text(zone_name(self.zone, "zh"))

    def drawing(self, level: int) -> Markup:
        """The drawing of one level."""
        return svg(self.map, self.levels[level], self.scales)

    def waiting(self, *, shown: int | None) -> Markup:
        """The other drawings, inert until they are asked for, and what the tooltips tell."""
        templates = [
            tag("template", self.drawing(level), data_zone=self.index, data_level=level)
            for level in range(len(self.levels))
            if level != shown
        ]
        return join(*templates, embedded(self._facts(), data_zone=self.index))

    def _facts(self) -> dict[str, object]:
        """What the page knows of each node and step by number, and how much each level shows."""
        number = {name: index for index, name in enumerate(self.map.nodes)}
        return {
            "nodes": {number[name]: [_label(name), *self._said(it)] for name, it in self.map.nodes.items()},
            "steps": {
                index: [number[source], number[target], *self._said(it)]
                for index, ((source, target), it) in enumerate(self.map.steps.items())
            },
            "levels": [_shown(self.map, level) for level in self.levels],
        }

    def _said(self, it: Measures) -> list[object]:
        clock = self.map.clock
        times = [list(duration(each, clock)) for each in (it.median, it.p90, it.mean)]
        return [count(it.n), *times, percent(it.share), it.kind]


def _label(name: str) -> str | list[str]:
    return list(MARKS[name]) if name in MARKS else clean(name[:400])


def _shown(whole: Map, level: Level) -> list[int]:
    """Activities shown, of how many; steps shown, of how many; the share of all steps taken that are on the map."""
    inner = [name for name in level.activities if name not in (START, END)]
    drawn, totals = sum(whole.steps[step].n for step in level.steps), whole.totals
    share = round(100 * drawn / totals.taken) if totals.taken else 100
    return [len(inner), totals.activities, len(level.steps), totals.steps, share]


def _bar(panels: list[_Panel]) -> Markup:
    """The choices above the map."""
    return tag(
        "div",
        _zones(panels) if len(panels) > 1 else None,
        tag("div", *_metrics(), class_="choice", role="group", data_zh="颜色表示", data_en="Colour shows"),
        tag(
            "label",
            both(("详细程度", "Detail")),
            tag(
                "input", type="range", min=0, max=len(panels[0].levels) - 1, value=_FIRST, step=1, id="detail"
            ),
            class_="field",
        ),
        tag("div", *_zooms(), class_="zoom"),
        class_="bar",
    )


def _zones(panels: list[_Panel]) -> Markup:
    if len(panels) <= 6:
        buttons = [
            tag(
                "button",
                panel.name,
                type="button",
                data_set="zone",
                value=panel.index,
                aria_pressed=str(not index).lower(),
            )
            for index, panel in enumerate(panels)
        ]
        return tag("div", *buttons, class_="choice", role="group", data_zh="片区", data_en="Zone")
    options = [
        tag("option", panel.name if panel.zone or panel.type else "全部片区 · All zones", value=panel.index)
        for panel in panels
    ]
    return tag("select", *options, data_set="zone", data_zh="片区", data_en="Zone")


def _metrics() -> list[Markup]:
    return [
        tag(
            "button",
            both(words),
            type="button",
            data_set="metric",
            value=letter,
            aria_pressed=str(letter == "t").lower(),
        )
        for letter, words in METRICS.items()
    ]


def _zooms() -> list[Markup]:
    signs = (("in", "＋", "放大", "Zoom in"), ("out", "－", "缩小", "Zoom out"), ("fit", "⤢", "整图", "Fit"))
    return [
        tag("button", sign, type="button", class_="button", data_zoom=how, data_zh=chinese, data_en=english)
        for how, sign, chinese, english in signs
    ]


def embedded(value: object, **attributes: object) -> Markup:
    """The value as JSON in the page, where no text in it can end the script element."""
    written = (
        json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        .replace("<", "\\u003c")
        .replace("\u2028", " ")
    )
    return tag("script", Markup(written), type="application/json", **attributes)
