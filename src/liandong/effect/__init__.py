"""Effect: what a reform did, from the profiles before and after it, and whether it was foreseen."""

from typing import TYPE_CHECKING

from liandong._lazy import loader

if TYPE_CHECKING:
    from liandong.effect.forecast import Figure, Forecast
    from liandong.effect.measures import Measure

_HOMES = {
    "Figure": "forecast",
    "Forecast": "forecast",
    "Measure": "measures",
}

__getattr__ = loader(__name__, {name: f"{__name__}.{module}" for name, module in _HOMES.items()})

__all__ = ["Figure", "Forecast", "Measure"]
