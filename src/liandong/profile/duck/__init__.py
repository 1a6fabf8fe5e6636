"""The DuckDB engine: the reference. A profile in plain SQL, spilling to disk when memory runs out."""

from liandong.profile.duck.engine import count

__all__ = ["count"]
