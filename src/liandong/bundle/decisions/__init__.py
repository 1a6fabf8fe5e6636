"""Decision tables: what an innovation decides by, as rows that people who know the law read, write and check."""

from liandong.bundle.decisions.checking import faults
from liandong.bundle.decisions.table import Decision, DecisionTable

__all__ = ["Decision", "DecisionTable", "faults"]
