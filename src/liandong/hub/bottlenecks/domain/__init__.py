"""What happens in the diagnosis. Other rooms use the names below."""

from liandong.hub.bottlenecks.domain.opening import open_bottleneck
from liandong.hub.bottlenecks.domain.ranking import top
from liandong.hub.bottlenecks.domain.shipped import run_shipped

__all__ = ["open_bottleneck", "run_shipped", "top"]
