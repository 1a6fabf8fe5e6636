"""A procedure as one SVG that needs nothing else: any browser shows it, any office program takes it in.

Everything stands where the BPMN file puts it (a file without a picture is laid out first). With a profile each task
shows its mean times as a bar, waiting, working and statutory apart, tasks are tinted by their share of all time, and
flows are as thick as they are travelled.
"""

from __future__ import annotations

from itertools import pairwise
from math import dist, log1p
from typing import TYPE_CHECKING

from liandong.procedure import Procedure
from liandong.procedure.diagram import Box, Picture, Point
from liandong.procedure.layout import laid_out
from liandong.procedure.model import Flow, MessageFlow, Model, Node
from liandong.procedure.names import SUB_PROCESS
from liandong.report.figures import count, duration, percent
from liandong.report.markup import Markup, join, tag
from liandong.report.procedure import signs
from liandong.report.procedure.heat import KINDS, Heat, Spent, heat_of
from liandong.report.procedure.naming import Names

if TYPE_CHECKING:
    from liandong.profile import Profile

_FONTS = "'Noto Sans CJK SC','Noto Sans SC','Source Han Sans SC','Microsoft YaHei','PingFang SC','WenQuanYi Micro Hei',Arial,sans-serif"
#: The widths of the legend's kinds and of the words behind them.
_KIND, _WORDS = 140, 340
_COLOURS = {"waiting": "#e08a2e", "statutory": "#8b93a7", "elapsed": "#b98a5e", "working": "#2f6fb0"}
#: What the classes of the picture look like: inside of it, or confined to a place of a page that has a strict policy.
STYLE = (
    "text{font:12px FONTS;fill:#1f2933;text-anchor:middle}.beside{font-size:11px;fill:#52606d}"
    ".strip{font-size:13px;font-weight:600}.figure{font-size:10.5px;fill:#323f4b}"
    ".pool,.lane{fill:#fff;stroke:#9aa5b1}.lane{fill:none}.edge{fill:none;stroke:#9aa5b1}"
    ".task,.frame,.inner,.gateway,.event{fill:#fff;stroke:#3e4c59;stroke-width:1.5}.inner{fill:none}"
    ".frame{fill:#fbfcfd}.end{fill:#fff;stroke:#3e4c59;stroke-width:3.5}.between{fill:none}.loose{stroke-dasharray:4 3}"
    ".sign{fill:none;stroke:#3e4c59;stroke-width:2.5}.thin,.kind{fill:none;stroke:#3e4c59;stroke-width:1.2}"
    ".ring{fill:none;stroke:#3e4c59;stroke-width:2.2}.filled{fill:#3e4c59}.ground{fill:#fff;opacity:.85}"
    ".tie,.aside{fill:none;stroke:#7b8794;stroke-dasharray:2 3}.aside{stroke-dasharray:none}"
    ".flow{fill:none;stroke:#52606d;stroke-width:1.4;stroke-linejoin:round}.message{stroke-dasharray:6 4}"
    ".h1{fill:#fdf3e3}.h2{fill:#fbdfb7}.h3{fill:#f7c285}.h4{fill:#f0a066}.h5{fill:#e8845b}"
).replace("FONTS", _FONTS)
#: What else where the picture is coloured by time.
HEAT_STYLE = ".travelled{fill:none;stroke-linejoin:round}.begin{text-anchor:start}"
#: Shares of all time from which on a task has the next tint.
_LIMITS = (0.01, 0.03, 0.08, 0.15, 0.3)


def procedure_svg(
    procedure: Procedure,
    *,
    profile: Profile | None = None,
    clock: str = "clock",
    lang: str = "zh",
    has_style: bool = True,
) -> str:
    """The picture as an SVG document; without ``has_style`` for a page that has ``STYLE`` already.

    With a ``profile``, coloured by where its time goes on ``clock`` or ``working`` time; activities are matched to tasks
    by name. Raises SettingError where the profile was not counted on that clock.
    """
    model, picture = procedure.model, procedure.picture
    if not picture.shapes:
        picture = laid_out(model)
    heat = heat_of(profile, model, clock) if profile is not None else None
    return _Sheet(model, picture, heat, lang, procedure.notes).svg(has_style=has_style)


Notes = tuple[dict[str, str], dict[str, tuple[str, str]]]


class _Sheet:
    """The layers of the picture, from the ground up."""

    def __init__(self, model: Model, picture: Picture, heat: Heat | None, lang: str, notes: Notes) -> None:
        self.model, self.picture, self.heat = model, picture, heat
        self.texts, self.ties = notes
        self.names = Names(model, picture)
        self.zh = lang == "zh"

    def svg(self, *, has_style: bool) -> str:
        left, top, width, height = self._extent()
        ground = tag("rect", x=left, y=top, width=width, height=height, fill="#fff")
        return str(
            tag(
                "svg",
                tag("style", Markup(STYLE + HEAT_STYLE if self.heat else STYLE)) if has_style else None,
                _arrows(),
                ground,
                *self._strips(),
                *self._nodes(frames=True),
                *self._flows(),
                *self._nodes(frames=False),
                *self._beside(),
                self._legend(left + 20, top + height - 22) if self.heat else None,
                xmlns="http://www.w3.org/2000/svg",
                viewBox=f"{left:.0f} {top:.0f} {width:.0f} {height:.0f}",
                width=f"{width:.0f}",
                height=f"{height:.0f}",
                role="img",
            )
        )

    def _extent(self) -> tuple[float, float, float, float]:
        boxes = list(self.picture.shapes.values()) or [Box(0, 0, 100, 100)]
        points = [point for line in self.picture.edges.values() for point in line]
        left = min([box.x for box in boxes] + [x for x, _ in points]) - 20
        top = min([box.y for box in boxes] + [y for _, y in points]) - 20
        right = max([box.right for box in boxes] + [x for x, _ in points]) + 20
        right = max(right, left + 20 + _KIND * len(self._used) + _WORDS) if self.heat else right
        bottom = max([box.bottom for box in boxes] + [y for _, y in points]) + (60 if self.heat else 30)
        return left, top, right - left, bottom - top

    def _strips(self) -> list[Markup]:
        named = [(it.id, it.name, "pool") for it in self.model.pools]
        named += [(it.id, it.name, "lane") for it in self.model.lanes]
        shapes = self.picture.shapes
        return [
            signs.strip(name, shapes[key], kind=kind, is_upright=key in self.picture.upright)
            for key, name, kind in named
            if key in shapes
        ]

    def _nodes(self, *, frames: bool) -> list[Markup]:
        on_top = sorted(self.model.nodes, key=lambda it: it.type == "boundaryEvent")
        drawn = [it for it in on_top if it.id in self.picture.shapes and self._is_frame(it) == frames]
        return [tag("g", self._node(it, self.picture.shapes[it.id]), data_id=it.id) for it in drawn]

    def _is_frame(self, node: Node) -> bool:
        return node.type == SUB_PROCESS and any(
            it.id in self.picture.shapes for it in self.model.within(node.id)
        )

    def _node(self, node: Node, box: Box) -> Markup:
        if self._is_frame(node):
            return signs.frame(node, box)
        if node.is_gateway:
            return join(signs.gateway(node, box), self.names.of(node))
        spent = self.heat.nodes.get(node.id) if self.heat else None
        if node.is_event:
            return join(signs.event(node, box), self.names.of(node))
        level = sum(self.heat.share_of(node.id) >= limit for limit in _LIMITS) if self.heat else 0
        return join(
            self._told(node, spent),
            signs.task(node, box, level, has_bar=spent is not None),
            self._bar(spent, box),
        )

    def _told(self, node: Node, spent: Spent | None) -> Markup | None:
        """What a pointer over the task shows."""
        if spent is None or self.heat is None:
            return tag("title", node.label)
        kinds = [
            f"{KINDS[kind][not self.zh]} {self._say(spent.mean(kind))}"
            for kind in KINDS
            if spent.seconds.get(kind)
        ]
        share = percent(self.heat.share_of(node.id))
        head = (
            f"{node.label}：{count(spent.n)} 次，占 {share}"
            if self.zh
            else f"{node.label}: {count(spent.n)} times, {share}"
        )
        return tag("title", "；".join([head, *kinds]) if self.zh else "; ".join([head, *kinds]))

    def _say(self, seconds: float) -> str:
        assert self.heat is not None
        return duration(seconds, self.heat.clock)[not self.zh]

    def _bar(self, spent: Spent | None, box: Box) -> Markup | None:
        """The mean times of a task, each kind its part of the bar, with the sum above."""
        if spent is None or not spent.total:
            return None
        wide, left, parts = box.width - 16, box.x + 8, []
        for kind in KINDS:
            part = wide * spent.seconds.get(kind, 0.0) / spent.total
            if part > 0:
                parts.append(
                    tag("rect", x=left, y=box.bottom - 12, width=part, height=6, fill=_COLOURS[kind])
                )
                left += part
        mean = self._say(spent.total / spent.n)
        figures = f"{count(spent.n)} 次 · {mean}" if self.zh else f"{count(spent.n)} × {mean}"
        return join(signs.words([figures], box.middle[0], box.bottom - 17, class_="figure"), *parts)

    def _beside(self) -> list[Markup]:
        """Notes and data, and the dotted lines to them."""
        lines = [
            tag("path", d=_path(self.picture.edges[key]), class_="tie")
            for key in self.ties
            if key in self.picture.edges
        ]
        boxes = [
            signs.aside(text, self.picture.shapes[key])
            for key, text in self.texts.items()
            if key in self.picture.shapes
        ]
        return [*lines, *boxes]

    def _flows(self) -> list[Markup]:
        lines = [self._flow(it) for it in self.model.flows if len(self.picture.edges.get(it.id, ())) > 1]
        messages = [
            self._message(it) for it in self.model.messages if len(self.picture.edges.get(it.id, ())) > 1
        ]
        return [*lines, *messages]

    def _message(self, message: MessageFlow) -> Markup:
        points = self.picture.edges[message.id]
        line = tag("path", d=_path(points), class_="flow message", marker_end="url(#open)")
        middle = _middle_of_longest(points)
        return join(line, signs.note(message.name[:30], Box(*middle, 0, 0)) if message.name else None)

    def _flow(self, flow: Flow) -> Markup:
        points = self.picture.edges[flow.id]
        spent = self.heat.flows.get(flow.id) if self.heat else None
        most = max((it.n for it in self.heat.flows.values()), default=1) if self.heat else 1
        thick = 1.0 + 4.5 * log1p(spent.n) / log1p(most) if spent else None
        colour = self._colour(spent) if spent else None
        label = flow.name or flow.condition
        told = tag("title", self._passing(spent)) if spent else None
        line = tag(
            "path",
            told,
            d=_path(points),
            class_="travelled" if thick else "flow",
            stroke_width=thick,
            stroke=colour,
            marker_end="url(#arrow)",
        )
        middle = _label_at(points)
        return join(line, signs.note(label[:30], Box(*middle, 0, 0)) if label else None)

    def _colour(self, spent: Spent) -> str:
        """The colour of the kind of time that most of the time before the next task is."""
        kinds = sorted(spent.seconds, key=lambda kind: (-spent.seconds[kind], kind))
        return _COLOURS.get(kinds[0], "#52606d") if kinds and spent.seconds[kinds[0]] else "#52606d"

    def _passing(self, spent: Spent) -> str:
        kinds = [
            f"{KINDS[kind][not self.zh]} {self._say(spent.mean(kind))}"
            for kind in KINDS
            if spent.seconds.get(kind)
        ]
        return ("；" if self.zh else "; ").join(
            [f"{count(spent.n)} 次" if self.zh else f"{count(spent.n)} times", *kinds]
        )

    @property
    def _used(self) -> list[str]:
        """The kinds of time that are shown."""
        spent = list(self.heat.nodes.values()) if self.heat else []
        return [kind for kind in KINDS if any(it.seconds.get(kind) for it in spent)]

    def _legend(self, x: float, y: float) -> Markup:
        parts = []
        for kind in self._used:
            parts.append(tag("rect", x=x, y=y, width=26, height=8, fill=_COLOURS[kind]))
            parts.append(
                tag(
                    "text",
                    KINDS[kind][not self.zh],
                    x=x + 32,
                    y=y + 8,
                    class_="beside begin",
                )
            )
            x += _KIND
        words = (
            "底色越深，占全部用时的比重越大；线越粗，经过的次数越多"
            if self.zh
            else "darker: more of all time; thicker: travelled more"
        )
        return join(*parts, tag("text", words, x=x, y=y + 8, class_="beside begin"))


def _arrows() -> Markup:
    shut = tag("path", d="M0 0L10 5L0 10z", fill="#3e4c59")
    open_ = tag("path", d="M0 0L10 5L0 10", fill="#fff", stroke="#3e4c59")
    box: dict[str, object] = {
        "viewBox": "0 0 10 10",
        "refX": 9,
        "refY": 5,
        "orient": "auto",
        "markerUnits": "userSpaceOnUse",
        "markerWidth": 9,
        "markerHeight": 9,
    }
    return tag("defs", tag("marker", shut, id="arrow", **box), tag("marker", open_, id="open", **box))


def _path(points: tuple[Point, ...]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _label_at(points: tuple[Point, ...]) -> Point:
    """The middle of the longest level part, a little above it."""
    parts = list(pairwise(points))
    (x1, y1), (x2, y2) = max(parts, key=lambda part: abs(part[0][0] - part[1][0]))
    return (x1 + x2) / 2, (y1 + y2) / 2 - 10


def _middle_of_longest(points: tuple[Point, ...]) -> Point:
    """The middle of the longest part, level or upright: between pools there is no room for a name."""
    (x1, y1), (x2, y2) = max(pairwise(points), key=lambda part: dist(*part))
    return (x1 + x2) / 2, (y1 + y2) / 2
