"""Who may do what in the workbench."""

from liandong.hub.core import rules as core

#: Designing and testing: any official of the zone that owns the reform.
may_work = core.may_work
#: Sharing and deleting: an officer of that zone.
may_change = core.may_change
