"""Where durations of BPMN were read before ``check`` read them too: they are in ``procedure.timers`` now."""

from __future__ import annotations

from liandong.procedure.timers import seconds_of

__all__ = ["seconds_of"]
