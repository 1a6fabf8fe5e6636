"""Who may do what in the room of effects."""

from liandong.hub.core import rules as core

#: Measuring and writing: any official of the zone that owns the effect or the case report.
may_work = core.may_work
#: Sharing and deleting: an officer of that zone.
may_change = core.may_change
