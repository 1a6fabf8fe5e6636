"""The tables of the room."""

from liandong.hub.requests.models.catalogue import Category, Level, QueueRule, Sequence, Service
from liandong.hub.requests.models.draft import ImportDraft
from liandong.hub.requests.models.hearing import Hearing
from liandong.hub.requests.models.programme import Claim, Pairing, Programme
from liandong.hub.requests.models.request import Request, Theme
from liandong.hub.requests.models.thread import Attachment, Entry
from liandong.hub.requests.models.visit import Project, Visit

__all__ = [
    "Attachment",
    "Category",
    "Claim",
    "Entry",
    "Hearing",
    "ImportDraft",
    "Level",
    "Pairing",
    "Programme",
    "Project",
    "QueueRule",
    "Request",
    "Sequence",
    "Service",
    "Theme",
    "Visit",
]
