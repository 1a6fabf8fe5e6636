"""Simulation: a model of a procedure is run, and what comes out is a profile like any other, marked as simulated."""

from liandong.simulation.duration import Duration, counted, exponential, fixed, lognormal, uniform
from liandong.simulation.hours import Hours
from liandong.simulation.model import (
    Arrivals,
    Batch,
    CaseClass,
    Choice,
    Delay,
    End,
    Flow,
    Fork,
    Inclusive,
    Join,
    Model,
    Role,
    Shift,
    Task,
)
from liandong.simulation.simulate import Result, simulate

__all__ = [
    "Arrivals",
    "Batch",
    "CaseClass",
    "Choice",
    "Delay",
    "Duration",
    "End",
    "Flow",
    "Fork",
    "Hours",
    "Inclusive",
    "Join",
    "Model",
    "Result",
    "Role",
    "Shift",
    "Task",
    "counted",
    "exponential",
    "fixed",
    "lognormal",
    "simulate",
    "uniform",
]
