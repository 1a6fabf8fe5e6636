"""Procedures: BPMN opened and saved without loss, discovered from a profile, checked, laid out, edited, compared."""

from typing import TYPE_CHECKING

from liandong._lazy import loader

if TYPE_CHECKING:
    from liandong.procedure.changes import Change, diff
    from liandong.procedure.check import Finding
    from liandong.procedure.conforming import Conformance, conformance
    from liandong.procedure.discovery import discover
    from liandong.procedure.procedure import Procedure
    from liandong.procedure.reform import Reform
    from liandong.procedure.tree import Tree

_HOMES = {
    "Change": "changes",
    "Conformance": "conforming",
    "Finding": "check",
    "Procedure": "procedure",
    "Reform": "reform",
    "Tree": "tree",
    "conformance": "conforming",
    "diff": "changes",
    "discover": "discovery",
}

__getattr__ = loader(__name__, {name: f"{__name__}.{module}" for name, module in _HOMES.items()})

__all__ = [
    "Change",
    "Conformance",
    "Finding",
    "Procedure",
    "Reform",
    "Tree",
    "conformance",
    "diff",
    "discover",
]
