"""Stress tests: a procedure, or a reform of it, tried under what may happen, by criteria fixed beforehand."""

from typing import TYPE_CHECKING

from liandong._lazy import loader

if TYPE_CHECKING:
    from liandong.stress.criterion import Criterion
    from liandong.stress.plan import StressTest
    from liandong.stress.registry import register
    from liandong.stress.running import stress_test
    from liandong.stress.scenario import Scenario
    from liandong.stress.verdict import Judgement, Registration, Verdict

_HOMES = {
    "Criterion": "criterion",
    "Judgement": "verdict",
    "Registration": "verdict",
    "Scenario": "scenario",
    "StressTest": "plan",
    "Verdict": "verdict",
    "register": "registry",
    "stress_test": "running",
}

__getattr__ = loader(__name__, {name: f"{__name__}.{module}" for name, module in _HOMES.items()})

__all__ = [
    "Criterion",
    "Judgement",
    "Registration",
    "Scenario",
    "StressTest",
    "Verdict",
    "register",
    "stress_test",
]
