"""The tables of the innovation library."""

from liandong.hub.innovations.models.adoption import Adoption, Step
from liandong.hub.innovations.models.briefing import Briefing, Question
from liandong.hub.innovations.models.claim import Claim
from liandong.hub.innovations.models.field import Crosswalk, Family, Field, Library
from liandong.hub.innovations.models.innovation import Innovation
from liandong.hub.innovations.models.novelty import NoveltySearch
from liandong.hub.innovations.models.recognition import Channel, Recognition
from liandong.hub.innovations.models.score import Review, ScoreRow, ScoreScheme

__all__ = [
    "Adoption",
    "Briefing",
    "Channel",
    "Claim",
    "Crosswalk",
    "Family",
    "Field",
    "Innovation",
    "Library",
    "NoveltySearch",
    "Question",
    "Recognition",
    "Review",
    "ScoreRow",
    "ScoreScheme",
    "Step",
]
