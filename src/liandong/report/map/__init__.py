"""The process map: what it shows at each level of detail, its drawing, its place on the page."""

from liandong.report.map.panel import map_panel

__all__ = ["map_panel"]
