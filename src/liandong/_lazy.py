"""Public names that load their room when they are first used, so that `import liandong` takes no time (PEP 562)."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module


def loader(package: str, homes: dict[str, str]) -> Callable[[str], object]:
    """The ``__getattr__`` of a package whose public names live in other modules: name -> module."""

    def load(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(homes[name]), name)

    return load
