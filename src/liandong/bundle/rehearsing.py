"""The reform tried out on a zone's own counts before anything changes: calibrated, simulated before and after.

Both runs share their random numbers, so their difference is the reform's and not luck's. Everything here is simulated.
"""

from __future__ import annotations

from dataclasses import dataclass

from liandong.procedure import Procedure
from liandong.profile import Profile
from liandong.simulation import simulate
from liandong.simulation.adjusting import adjusted
from liandong.simulation.calibration import calibrate

CASES, RUNS = 500, 5


@dataclass(frozen=True)
class Rehearsal:
    """The simulated mean lead time of each run in seconds, before and after, and whether every case came to its end."""

    before: tuple[float, ...]
    after: tuple[float, ...]
    is_drained: bool

    @property
    def means(self) -> tuple[float, float]:
        """The means over the runs."""
        return sum(self.before) / len(self.before), sum(self.after) / len(self.after)

    @property
    def is_worse(self) -> bool:
        """Whether cases take longer after the reform in every single run."""
        return all(new > old for old, new in zip(self.before, self.after, strict=True))


def rehearse(
    profile: Profile,
    before: Procedure,
    after: Procedure,
    *,
    cases: int = CASES,
    runs: int = RUNS,
    seed: int = 0,
) -> Rehearsal:
    """What the reform does to the counted cases, simulated. Raises CannotCalibrate, ModelError, SettingError."""
    calibration = calibrate(profile, before)
    models = (adjusted(calibration.model_of(one), one) for one in (before, after))
    results = [
        simulate(model, cases=cases, replications=runs, seed=seed, keeps_events=False) for model in models
    ]
    leads = [tuple(map(float, result.mean_lead_seconds)) for result in results]
    return Rehearsal(leads[0], leads[1], all(result.drained for result in results))
