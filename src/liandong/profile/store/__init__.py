"""The store: case-grouped arrays on disk, profiled again and again under any filter."""

from liandong.profile.store.store import Store

__all__ = ["Store"]
