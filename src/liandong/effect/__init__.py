"""Effect: what a reform did, from the profiles before and after it, and whether it was foreseen."""

from typing import TYPE_CHECKING

from liandong._lazy import loader
from liandong.effect.asking import effect

if TYPE_CHECKING:
    from liandong.effect.assessing import Score, read_effect, score
    from liandong.effect.claim import Claim
    from liandong.effect.estimate import Estimate
    from liandong.effect.forecast import Figure, Forecast
    from liandong.effect.measures import Measure
    from liandong.effect.measuring import Effect

_HOMES = {
    "Claim": "claim",
    "Effect": "measuring",
    "Estimate": "estimate",
    "Figure": "forecast",
    "Forecast": "forecast",
    "Measure": "measures",
    "Score": "assessing",
    "read_effect": "assessing",
    "score": "assessing",
}

__getattr__ = loader(__name__, {name: f"{__name__}.{module}" for name, module in _HOMES.items()})

__all__ = [
    "Claim",
    "Effect",
    "Estimate",
    "Figure",
    "Forecast",
    "Measure",
    "Score",
    "effect",
    "read_effect",
    "score",
]
