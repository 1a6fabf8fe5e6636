"""Who may do what with bundles."""

from liandong.hub.core import rules as core

#: Looking around: officials, reviewers, operators. Firms and strangers have no entry.
may_read = core.is_member
#: Building, signing, trusting, installing, reporting: an officer of the zone itself.
may_change = core.may_change
#: The same without a record: an officer of any zone, for what they do for their own.
may_act = core.is_operator | (core.is_officer & core.owns)
