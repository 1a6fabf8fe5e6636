"""What the network remembers."""

from liandong.hub.network.models.agreement import Agreement, Clause, Obligation
from liandong.hub.network.models.body import Activity, Body, Membership
from liandong.hub.network.models.figure import Figure, Parameter
from liandong.hub.network.models.meeting import AgendaItem, Decision, Meeting
from liandong.hub.network.models.officer import Attendance, Officer, Training
from liandong.hub.network.models.platform import Platform, Usage
from liandong.hub.network.models.policy import Applicability, Policy
from liandong.hub.network.models.power import Delegation, Power
from liandong.hub.network.models.visit import FollowUp, Visit

__all__ = [
    "Activity",
    "AgendaItem",
    "Agreement",
    "Applicability",
    "Attendance",
    "Body",
    "Clause",
    "Decision",
    "Delegation",
    "Figure",
    "FollowUp",
    "Meeting",
    "Membership",
    "Obligation",
    "Officer",
    "Parameter",
    "Platform",
    "Policy",
    "Power",
    "Training",
    "Usage",
    "Visit",
]
