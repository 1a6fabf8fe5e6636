"""Drawings of directed graphs in layers (Sugiyama), in plain Python: nothing to install, the same on every machine."""

from liandong.report.layout.drawing import Arrow, Box, Drawing, draw

__all__ = ["Arrow", "Box", "Drawing", "draw"]
