"""The tables every room stands on."""

from liandong.hub.core.models.audit import AuditEntry, AuditHead
from liandong.hub.core.models.circle import Circle
from liandong.hub.core.models.claim import Source
from liandong.hub.core.models.daily import DailyRun
from liandong.hub.core.models.form import Submission
from liandong.hub.core.models.link import Link
from liandong.hub.core.models.notice import Notice
from liandong.hub.core.models.record import Record
from liandong.hub.core.models.token import ApiToken
from liandong.hub.core.models.user import User
from liandong.hub.core.models.zone import Agency, Firm, Zone

__all__ = [
    "Agency",
    "ApiToken",
    "AuditEntry",
    "AuditHead",
    "Circle",
    "DailyRun",
    "Firm",
    "Link",
    "Notice",
    "Record",
    "Source",
    "Submission",
    "User",
    "Zone",
]
