"""Lines of messages between pools: level only between pools, and no two on one line.

Each is led on the first way that is free, in the order of the file, so that the same model gives the same picture.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from liandong.procedure.diagram import Box, Point
from liandong.procedure.layout.routes import simplified
from liandong.procedure.model import MessageFlow

#: Pixels between two upright lines, between two level ones, from a pool to the first level line, and kept free at the corners of a shape.
_BESIDE, _BELOW, _FIRST, _CORNER = 10.0, 8.0, 14.0, 12.0
#: Level lines that fit between two pools; more lie on one another.
_LEVELS = 5

Band = tuple[float, float]


def led(
    messages: Sequence[MessageFlow], shapes: Mapping[str, Box], pools: frozenset[str], bands: Sequence[Band]
) -> dict[str, tuple[Point, ...]]:
    """The lines of the messages by id; ``bands`` are the upper and lower borders of the pools."""
    taken = _Taken()
    return {
        it.id: _line(it, shapes, pools, bands, taken)
        for it in messages
        if it.source in shapes and it.target in shapes
    }


class _Taken:
    """The upright and level lines there are: where they lie, and from where to where they go."""

    def __init__(self) -> None:
        self.upright: list[tuple[float, Band]] = []
        self.level: list[tuple[float, Band]] = []


def _is_free(taken: Sequence[tuple[float, Band]], at: float, span: Band) -> bool:
    low, high = sorted(span)
    return all(abs(at - other) >= _BELOW or high <= min(ends) or max(ends) <= low for other, ends in taken)


def _line(
    message: MessageFlow,
    shapes: Mapping[str, Box],
    pools: frozenset[str],
    bands: Sequence[Band],
    taken: _Taken,
) -> tuple[Point, ...]:
    begin, end = shapes[message.source], shapes[message.target]
    down = begin.middle[1] < end.middle[1]
    y1, y2 = (begin.bottom, end.y) if down else (begin.y, end.bottom)
    border = next((low if down else high for high, low in bands if high <= begin.middle[1] <= low), y1)
    first = border + (_FIRST if down else -_FIRST)
    is_pool = message.source in pools, message.target in pools
    x1 = end.middle[0] if is_pool[0] and not is_pool[1] else begin.middle[0]
    x2 = x1 if is_pool[1] else end.middle[0]
    if x1 == x2:
        within = [box for box, wide in zip((begin, end), is_pool, strict=True) if not wide] or [begin]
        x1 = x2 = _port(x1, within, (y1, y2), taken)
    else:
        x1, x2 = _port(x1, [begin], (y1, first), taken), _port(x2, [end], (first, y2), taken)
    level = _level(first, 1 if down else -1, (x1, x2), taken)
    return simplified([(x1, y1), (x1, level), (x2, level), (x2, y2)])


def _port(wish: float, boxes: Sequence[Box], span: Band, taken: _Taken) -> float:
    """Where a line touches these boxes: as near to the wish as it is free, between their corners."""
    low, high = max(it.x for it in boxes) + _CORNER, min(it.right for it in boxes) - _CORNER
    free = (at for at in _beside(wish) if low <= at <= high and _is_free(taken.upright, at, span))
    found = next(free, wish)
    taken.upright.append((found, span))
    return found


def _beside(wish: float) -> Iterator[float]:
    yield wish
    for step in range(1, 60):
        yield wish + step * _BESIDE
        yield wish - step * _BESIDE


def _level(first: float, way: int, span: Band, taken: _Taken) -> float:
    """The height of the level part: the first that is free, away from the pool."""
    if span[0] == span[1]:
        return first
    heights = [first + way * step * _BELOW for step in range(_LEVELS)]
    found = next((it for it in heights if _is_free(taken.level, it, span)), heights[-1])
    taken.level.append((found, span))
    return found
