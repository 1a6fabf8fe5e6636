"""The tables of the task ledger."""

from liandong.hub.tasks.models.escalation import Escalation
from liandong.hub.tasks.models.evidence import Evidence
from liandong.hub.tasks.models.hand import Hand
from liandong.hub.tasks.models.parts import Node, Report, TaskZone, TeamMember
from liandong.hub.tasks.models.plan import Branch, Plan
from liandong.hub.tasks.models.rule import Level, LightRule
from liandong.hub.tasks.models.task import Task
from liandong.hub.tasks.models.upload import LedgerUpload

__all__ = [
    "Branch",
    "Escalation",
    "Evidence",
    "Hand",
    "LedgerUpload",
    "Level",
    "LightRule",
    "Node",
    "Plan",
    "Report",
    "Task",
    "TaskZone",
    "TeamMember",
]
