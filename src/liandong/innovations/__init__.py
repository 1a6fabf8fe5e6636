"""Innovations: folders of data, drawn, simulated and checked; the first ten come with the program."""

from liandong.innovations.assumptions import Assumptions
from liandong.innovations.folders import folders

__all__ = ["Assumptions", "folders"]
