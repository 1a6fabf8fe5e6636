"""Bundles: an innovation as one signed file that is built, checked, tested and installed without a network."""

from typing import TYPE_CHECKING

from liandong._lazy import loader

if TYPE_CHECKING:
    from liandong.bundle.bundle import Bundle
    from liandong.bundle.carrying import Carried, carry
    from liandong.bundle.catalogue import Catalogue, accepted
    from liandong.bundle.changes import diff
    from liandong.bundle.decisions import DecisionTable
    from liandong.bundle.facts import Basis, Innovation, Parameter
    from liandong.bundle.fitting import Fit, fit
    from liandong.bundle.installing import Installed, install, installed, last_catalogue, run_cases
    from liandong.bundle.keys import load_private, load_public, new_key, save_public
    from liandong.bundle.kinds import Outcome
    from liandong.bundle.places import Folder, Remote
    from liandong.bundle.reporting import Report, latest, receive, received
    from liandong.bundle.starting import skeleton
    from liandong.bundle.trust import Trust, revocation, rotation
    from liandong.bundle.zone import Zone

_HOMES = {
    "Basis": "facts",
    "Bundle": "bundle",
    "Carried": "carrying",
    "Catalogue": "catalogue",
    "DecisionTable": "decisions",
    "Fit": "fitting",
    "Folder": "places",
    "Innovation": "facts",
    "Installed": "installing",
    "Outcome": "kinds",
    "Parameter": "facts",
    "Remote": "places",
    "Report": "reporting",
    "Trust": "trust",
    "Zone": "zone",
    "accepted": "catalogue",
    "carry": "carrying",
    "diff": "changes",
    "fit": "fitting",
    "install": "installing",
    "installed": "installing",
    "last_catalogue": "installing",
    "latest": "reporting",
    "load_private": "keys",
    "load_public": "keys",
    "new_key": "keys",
    "receive": "reporting",
    "received": "reporting",
    "revocation": "trust",
    "rotation": "trust",
    "run_cases": "installing",
    "save_public": "keys",
    "skeleton": "starting",
}

__getattr__ = loader(__name__, {name: f"{__name__}.{module}" for name, module in _HOMES.items()})

__all__ = [
    "Basis",
    "Bundle",
    "Carried",
    "Catalogue",
    "DecisionTable",
    "Fit",
    "Folder",
    "Innovation",
    "Installed",
    "Outcome",
    "Parameter",
    "Remote",
    "Report",
    "Trust",
    "Zone",
    "accepted",
    "carry",
    "diff",
    "fit",
    "install",
    "installed",
    "last_catalogue",
    "latest",
    "load_private",
    "load_public",
    "new_key",
    "receive",
    "received",
    "revocation",
    "rotation",
    "run_cases",
    "save_public",
    "skeleton",
]
