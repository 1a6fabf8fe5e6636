"""Event logs in and out."""

from liandong.eventlog.log import EventLog
from liandong.eventlog.mapping import Mapping
from liandong.eventlog.problems import describe
from liandong.eventlog.read import read_log

__all__ = ["EventLog", "Mapping", "describe", "read_log"]
