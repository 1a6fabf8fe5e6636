"""What happens in the task ledger. Other rooms use the names below."""

from liandong.hub.tasks.domain.creating import create_task
from liandong.hub.tasks.domain.figures import blocked, overdue, shares, summary

__all__ = ["blocked", "create_task", "overdue", "shares", "summary"]
