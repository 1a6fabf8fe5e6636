"""Bundles: an innovation as one signed file that is built, checked, tested and installed without a network."""

from typing import TYPE_CHECKING

from liandong._lazy import loader

if TYPE_CHECKING:
    from liandong.bundle.bundle import Bundle
    from liandong.bundle.facts import Basis, Innovation, Parameter
    from liandong.bundle.keys import load_private, load_public, new_key
    from liandong.bundle.starting import skeleton

_HOMES = {
    "Basis": "facts",
    "Bundle": "bundle",
    "Innovation": "facts",
    "Parameter": "facts",
    "load_private": "keys",
    "load_public": "keys",
    "new_key": "keys",
    "skeleton": "starting",
}

__getattr__ = loader(__name__, {name: f"{__name__}.{module}" for name, module in _HOMES.items()})

__all__ = ["Basis", "Bundle", "Innovation", "Parameter", "load_private", "load_public", "new_key", "skeleton"]
