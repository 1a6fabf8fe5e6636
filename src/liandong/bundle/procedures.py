"""The two procedures of a bundle: before the reform, and after it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from liandong.bundle.facts import REFORM
from liandong.procedure import Procedure
from liandong.procedure.reform import Reform

BEFORE, AFTER = "process/before.bpmn", "process/after.bpmn"


def procedures_in(
    files: Mapping[str, bytes], parameters: Mapping[str, float], *, on: date
) -> tuple[Procedure, Procedure] | None:
    """The procedure before, and after with the zone's parameters; None where the bundle does not have both.

    With a reform the one after is worked out from it, else it is the file. Raises ReformError and its kin.
    """
    if BEFORE not in files:
        return None
    before = Procedure.from_bytes(files[BEFORE], BEFORE)
    if REFORM in files:
        reform = Reform.parse(files[REFORM].decode(), REFORM)
        own = {name: value for name, value in parameters.items() if name in reform.parameters}
        return before, before.apply(reform, parameters=own, on=on)
    return (before, Procedure.from_bytes(files[AFTER], AFTER)) if AFTER in files else None
