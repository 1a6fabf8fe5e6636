"""A reform tried on its procedure: what it changes, what refuses it, what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from liandong.errors import LiandongError, OperatorRefused, OperatorsContradict
from liandong.procedure import Change, Procedure, diff
from liandong.procedure.reform import Reform


@dataclass(frozen=True)
class Trial:
    """The procedure after the steps that apply, and why the first other one does not."""

    after: Procedure
    changes: tuple[Change, ...] = ()
    refused_step: int = 0
    refusal: LiandongError | None = None


def tried(before: Procedure, text: str, content: Mapping[str, Any]) -> Trial:
    """The reform in the text applied as a draft; up to the first step that is refused. Raises ReformDamaged."""
    if not content.get("steps"):
        return Trial(before)
    reform, refusal, step = Reform.parse(text), None, 0
    try:
        after = before.apply(reform, draft=True)
    except LiandongError as error:
        refusal, step = error, _step(error)
        after = _up_to(before, reform, step)
    return Trial(after, tuple(diff(before, after)), step, refusal)


def _step(error: LiandongError) -> int:
    """The number of the step that an error is about; the first where it is about the whole."""
    if isinstance(error, OperatorRefused):
        return int(str(error.values["step"]))
    return int(str(error.values["second"])) if isinstance(error, OperatorsContradict) else 1


def _up_to(before: Procedure, reform: Reform, step: int) -> Procedure:
    """The procedure after the steps before that one, which applied."""
    fewer = replace(reform, steps=reform.steps[: step - 1])
    return before.apply(fewer, draft=True) if fewer.steps else before
