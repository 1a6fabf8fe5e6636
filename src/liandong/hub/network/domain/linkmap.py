"""The link map: zones placed by longitude and latitude, lines as wide as what is shared. No boundaries are drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from liandong.hub.core.enums import ZoneRole
from liandong.hub.core.models import Zone

#: Room for the labels at the left, the right, and above and below.
_LEFT, _RIGHT, _EDGE = 62.0, 152.0, 44.0


@dataclass(frozen=True)
class Place:
    """A zone on the map; its label stands where no line runs."""

    zone: Zone
    x: float
    y: float
    radius: float
    label_x: float
    label_y: float
    anchor: str


@dataclass(frozen=True)
class Line:
    """The tie from the lead zone to a partner."""

    zone: Zone
    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    number: int

    @property
    def middle(self) -> tuple[float, float]:
        """Where the number stands: nearer to the partner, where lines are apart."""
        return self.x1 + (self.x2 - self.x1) * 0.6, self.y1 + (self.y2 - self.y1) * 0.6


@dataclass(frozen=True)
class LinkMap:
    """The drawing: its size, places and lines."""

    width: int
    height: int
    places: list[Place]
    lines: list[Line]


def link_map(zones: list[Any], *, width: int = 600, height: int = 340) -> LinkMap:
    """Zones (with ``weight``) as a drawing; east is right, north is up, a degree is as long as it is at that latitude."""
    if not zones:
        return LinkMap(width, height, [], [])
    spots = _spots(zones, width, height)
    lead = next((zone for zone in zones if zone.role == ZoneRole.LEAD), zones[0])
    most = max((zone.weight for zone in zones if zone is not lead), default=0)
    lines = [_line(zone, spots[lead.pk], spots[zone.pk], most) for zone in zones if zone is not lead]
    places = [_place(zone, spots[zone.pk], spots[lead.pk]) for zone in zones]
    return LinkMap(width, height, places, lines)


def _spots(zones: list[Any], width: int, height: int) -> dict[int, tuple[float, float]]:
    squeeze = math.cos(math.radians(sum(zone.latitude for zone in zones) / len(zones)))
    flat = {zone.pk: (zone.longitude * squeeze, -zone.latitude) for zone in zones}
    xs, ys = [x for x, _y in flat.values()], [y for _x, y in flat.values()]
    room_x, room_y = width - _LEFT - _RIGHT, height - 2 * _EDGE
    scale = min(room_x / ((max(xs) - min(xs)) or 1), room_y / ((max(ys) - min(ys)) or 1))
    left = _LEFT + (room_x - (max(xs) - min(xs)) * scale) / 2
    top = _EDGE + (room_y - (max(ys) - min(ys)) * scale) / 2
    return {
        pk: (round(left + (x - min(xs)) * scale, 1), round(top + (y - min(ys)) * scale, 1))
        for pk, (x, y) in flat.items()
    }


def _line(zone: Any, start: tuple[float, float], end: tuple[float, float], most: int) -> Line:
    width = round(1.2 + 6 * zone.weight / most, 1) if most else 1.2
    return Line(zone, *start, *end, width, zone.weight)


def _place(zone: Any, spot: tuple[float, float], lead: tuple[float, float]) -> Place:
    x, y = spot
    if spot == lead:
        return Place(zone, x, y, 13, x + 20, y + 6, "start")
    # Away from the lines, which all run to the lead zone.
    return Place(zone, x, y, 8, x, y - 15 if y < lead[1] else y + 25, "middle")
