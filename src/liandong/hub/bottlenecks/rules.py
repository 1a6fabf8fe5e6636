"""Who may do what in the diagnosis."""

from liandong.hub.core import rules as core

#: Uploading, mapping, diagnosing: any official of the zone.
may_work = core.may_work
#: Sharing and deleting an analysis, closing a bottleneck: an officer of the zone that owns it.
may_change = core.may_change
