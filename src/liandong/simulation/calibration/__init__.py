"""Calibration: from the counts of a profile to a model that can be run, no event needed."""

from liandong.simulation.calibration.calibration import Calibration, calibrate
from liandong.simulation.calibration.skeleton import element_of

__all__ = ["Calibration", "calibrate", "element_of"]
