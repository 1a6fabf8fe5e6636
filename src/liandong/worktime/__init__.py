"""Working time in the Chinese calendar: holidays, 调休 make-up days, office hours, statutory limits."""

from liandong.worktime.calendar import OFFICE_HOURS, Calendar
from liandong.worktime.holidays import CHINA

__all__ = ["CHINA", "OFFICE_HOURS", "Calendar"]
