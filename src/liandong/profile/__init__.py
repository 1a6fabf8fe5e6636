"""The kernel: profiles, tables of counts that add."""

from liandong.profile.count import profile
from liandong.profile.datasheet import DataSheet
from liandong.profile.profile import Profile, Settings
from liandong.profile.statutory import Mark, read_marks
from liandong.profile.summary import summary

__all__ = ["DataSheet", "Mark", "Profile", "Settings", "profile", "read_marks", "summary"]
