"""Whether a reform can hold in the numbers of a profile: roles that are there, people who are left, shares that add up.

A procedure does not tell how many people a role has, and without lanes not even which roles there are; a profile does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from liandong.errors import ModelError, OperatorRefused
from liandong.procedure import Procedure
from liandong.procedure.reform import Reform
from liandong.procedure.reform.people import Assign, Calendar, Pool, Staff
from liandong.procedure.words import Text
from liandong.profile import Profile
from liandong.simulation.adjusting import adjusted
from liandong.simulation.calibration import Calibration, calibrate

#: Operators on roles, of which a procedure tells little.
ON_ROLES = (Assign, Calendar, Pool, Staff)


def fit(
    procedure: Procedure, reform: Reform, profile: Profile, parameters: Mapping[str, object] | None = None
) -> None:
    """Raises OperatorRefused with the first step that the numbers of the profile do not bear, CannotCalibrate."""
    refused = refused_step(procedure, reform, calibrate(profile, procedure), parameters)
    if refused is not None:
        raise refused


def refused_step(
    procedure: Procedure,
    reform: Reform,
    calibration: Calibration,
    parameters: Mapping[str, object] | None = None,
) -> OperatorRefused | None:
    """The first step that the numbers do not bear, with the reason; None where all of them hold together."""
    if _refusal(procedure, reform, calibration, parameters) is None:
        return None
    steps = range(1, len(reform.steps) + 1)
    found = ((it, _refusal(procedure, _until(reform, it), calibration, parameters)) for it in steps)
    number, reason = next((it, why) for it, why in found if why is not None)
    return OperatorRefused(step=number, operator=reform.steps[number - 1]["do"], reason=reason)


def _until(reform: Reform, step: int) -> Reform:
    return replace(reform, steps=reform.steps[:step])


def needs_numbers(reform: Reform) -> bool:
    """Whether the reform is about roles, so that only a profile can tell whether it holds."""
    return any(isinstance(it, ON_ROLES) for _, it in reform.operators())


def _refusal(
    procedure: Procedure,
    reform: Reform,
    calibration: Calibration,
    parameters: Mapping[str, object] | None,
) -> Text | None:
    """Why the model of the procedure after the reform cannot be; None where it can."""
    after = procedure.apply(reform, parameters=parameters, draft=True)
    try:
        adjusted(calibration.model_of(after), after)
    except ModelError as error:
        element, reason = error.values["element"], error.values["reason"]
        assert isinstance(reason, tuple)
        return f"“{element}”：{reason[0]}", f"“{element}”: {reason[1]}"
    return None
