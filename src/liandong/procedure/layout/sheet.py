"""The whole picture: pools below one another with their lanes, messages between them, what is left below all."""

from __future__ import annotations

from collections.abc import Mapping

from liandong.procedure.diagram import Box, Picture, Point
from liandong.procedure.layout.messages import led
from liandong.procedure.layout.scope import Part, part_of
from liandong.procedure.model import Lane, Model

#: Pixels of the strip with a pool's or lane's name, of the free border, and between pools.
_HEAD, _BORDER, _BETWEEN = 30, 20, 60


def laid_out(
    model: Model, others: Mapping[str, Box] | None = None, ties: Mapping[str, tuple[str, str]] | None = None
) -> Picture:
    """The picture of a model.

    ``others`` are shapes that are no part of it, such as notes: they are lined up below, and ``ties``, the lines from
    and to them by id, are led there.
    """
    sheet = Part()
    top = float(_BORDER)
    pools = {it.process: it for it in model.pools if it.process}
    parts = {it: part_of(model, it, _leaves(model, it)) for it in model.processes if any(model.within(it))}
    depth = max((_depth(model, it) for it in parts), default=0)
    right = _BORDER + _HEAD * (1 + depth) + max((it.width for it in parts.values()), default=600.0)
    bands: list[tuple[float, float]] = []
    for process, part in parts.items():
        left = _BORDER + (_HEAD if process in pools else 0) + _HEAD * _depth(model, process)
        sheet.take(part, left, top)
        _lanes(sheet, model, process, part, Box(left, top, right - left, part.height))
        if process in pools:
            sheet.shapes[pools[process].id] = Box(_BORDER, top, right - _BORDER, part.height)
        bands.append((top, top + part.height))
        top += part.height + _BETWEEN
    for pool in model.pools:
        if pool.process not in parts:
            sheet.shapes[pool.id] = Box(_BORDER, top, right - _BORDER, 70)
            bands.append((top, top + 70))
            top += 70 + _BETWEEN
    sheet.edges |= led(model.messages, sheet.shapes, frozenset(it.id for it in model.pools), bands)
    _line_up(sheet, others or {}, top)
    for key, (source, target) in (ties or {}).items():
        if source in sheet.shapes and target in sheet.shapes:
            sheet.edges[key] = _tie(sheet.shapes[source], sheet.shapes[target])
    return Picture(sheet.shapes, sheet.edges, {})


def _leaves(model: Model, process: str) -> tuple[str, ...]:
    """The lanes of a process that hold nodes themselves, from top to bottom; one without a name where there are none."""
    parents = {it.parent for it in model.lanes}
    found = tuple(it.id for it in model.lanes if it.process == process and it.id not in parents)
    homeless = any(not it.lane or it.lane in parents for it in model.within(process) if not it.attached_to)
    return (*found, "") if homeless or not found else found


def _depth(model: Model, process: str) -> int:
    """How many strips of lane names stand side by side."""
    return max((len(_above(model, it)) for it in model.lanes if it.process == process), default=0)


def _above(model: Model, lane: Lane) -> list[Lane]:
    """The lane and those around it."""
    parent = next((it for it in model.lanes if it.id == lane.parent), None)
    return [lane, *_above(model, parent)] if parent else [lane]


def _lanes(sheet: Part, model: Model, process: str, part: Part, box: Box) -> None:
    """The boxes of lanes: the innermost as the part has them, outer ones round those they hold."""
    bands = dict(zip(_leaves(model, process), part.lanes, strict=True))
    depth = _depth(model, process)
    for lane in (it for it in model.lanes if it.process == process):
        held = [bands[it.id] for it in model.lanes if it.id in bands and lane in _above(model, it)]
        if held:
            upper, lower = min(it[0] for it in held), max(it[1] for it in held)
            left = box.x - _HEAD * (depth - len(_above(model, lane)) + 1)
            sheet.shapes[lane.id] = Box(left, box.y + upper, box.right - left, lower - upper)


def _line_up(sheet: Part, others: Mapping[str, Box], top: float) -> None:
    left = float(_BORDER)
    for key, box in others.items():
        if key not in sheet.shapes:
            sheet.shapes[key] = Box(left, top, box.width, box.height)
            left += box.width + 30


def _tie(source: Box, target: Box) -> tuple[Point, ...]:
    """The straight line between a note and what it belongs to."""
    if source.middle[1] < target.middle[1]:
        return (source.middle[0], source.bottom), (target.middle[0], target.y)
    return (source.middle[0], source.y), (target.middle[0], target.bottom)
