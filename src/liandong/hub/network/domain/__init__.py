"""What happens in the network: promises kept, agendas drafted, powers asked for, officers trained."""

from liandong.hub.network.domain.agreements import Compliance, compliance, set_parties
from liandong.hub.network.domain.bodies import with_activity
from liandong.hub.network.domain.commitments import (
    Kept,
    become_task,
    close,
    kept_on_time,
    remind,
    reopen,
    waive,
)
from liandong.hub.network.domain.figures import figures_beside_counts
from liandong.hub.network.domain.meetings import draft_agenda
from liandong.hub.network.domain.officers import has_gap, record_attendance, with_training
from liandong.hub.network.domain.platforms import record_usage, usage_by_zone
from liandong.hub.network.domain.policies import Applies, policies_applying
from liandong.hub.network.domain.powers import Competence, clashes, competent, is_competent
from liandong.hub.network.domain.ties import Tie, overview, register

__all__ = [
    "Applies",
    "Competence",
    "Compliance",
    "Kept",
    "Tie",
    "become_task",
    "clashes",
    "close",
    "competent",
    "compliance",
    "draft_agenda",
    "figures_beside_counts",
    "has_gap",
    "is_competent",
    "kept_on_time",
    "overview",
    "policies_applying",
    "record_attendance",
    "record_usage",
    "register",
    "remind",
    "reopen",
    "set_parties",
    "usage_by_zone",
    "waive",
    "with_activity",
    "with_training",
]
