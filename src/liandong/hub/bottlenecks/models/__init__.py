"""The tables of the diagnosis."""

from liandong.hub.bottlenecks.models.analysis import Analysis, Finding, Part, Row
from liandong.hub.bottlenecks.models.bottleneck import Bottleneck
from liandong.hub.bottlenecks.models.dataset import Dataset
from liandong.hub.bottlenecks.models.job import Job, Running

__all__ = ["Analysis", "Bottleneck", "Dataset", "Finding", "Job", "Part", "Row", "Running"]
