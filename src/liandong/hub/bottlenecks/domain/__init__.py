"""What happens in the diagnosis. Other rooms use the names below; they load when used, so ``results`` needs no Django."""

from typing import TYPE_CHECKING

from liandong._lazy import loader

if TYPE_CHECKING:
    from liandong.hub.bottlenecks.domain.opening import open_bottleneck
    from liandong.hub.bottlenecks.domain.ranking import top
    from liandong.hub.bottlenecks.domain.shipped import run_shipped

_HOMES = {"open_bottleneck": "opening", "run_shipped": "shipped", "top": "ranking"}

__getattr__ = loader(__name__, {name: f"{__name__}.{module}" for name, module in _HOMES.items()})

__all__ = ["open_bottleneck", "run_shipped", "top"]
