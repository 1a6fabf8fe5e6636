"""Reforms: operators on a procedure with their legal basis, local parameters and expected effect."""

from typing import TYPE_CHECKING

from liandong._lazy import loader

if TYPE_CHECKING:
    from liandong.procedure.reform.amount import Amount
    from liandong.procedure.reform.record import parameters_of, reforms_of, resolved
    from liandong.procedure.reform.reform import Reform
    from liandong.procedure.reform.settings import Setting, settings_of

_HOMES = {
    "Amount": "amount",
    "Reform": "reform",
    "Setting": "settings",
    "parameters_of": "record",
    "reforms_of": "record",
    "resolved": "record",
    "settings_of": "settings",
}

__getattr__ = loader(__name__, {name: f"{__name__}.{module}" for name, module in _HOMES.items()})

__all__ = ["Amount", "Reform", "Setting", "parameters_of", "reforms_of", "resolved", "settings_of"]
