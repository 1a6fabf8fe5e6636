"""A clean picture of any model: pools, lanes, layers from left to right, level and upright lines (Sugiyama's way)."""

from liandong.procedure.layout.sheet import laid_out

__all__ = ["laid_out"]
