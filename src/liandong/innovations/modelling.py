"""From assumptions to a model that can be run: the numbers of a calibration, written down instead of counted.

So an edited procedure gets its model as one calibrated from a profile does (``Calibration.model_of``): elements keep
their numbers, new ones take theirs from what they were made of, and the settings of the reform are applied.
"""

from __future__ import annotations

import math
from datetime import date

import numpy as np

from liandong.errors import ModelError
from liandong.innovations.assumptions import Assumptions, People, Place
from liandong.procedure import Procedure
from liandong.procedure.reform.amount import Amount
from liandong.procedure.reform.hours import weekly
from liandong.simulation.adding import values
from liandong.simulation.adjusting import adjusted
from liandong.simulation.calibration import Calibration
from liandong.simulation.calibration.arriving import start_of
from liandong.simulation.calibration.grid import CELLS, cell
from liandong.simulation.calibration.routing import Shares
from liandong.simulation.calibration.skeleton import CHOICE, Skeleton, skeleton_of
from liandong.simulation.calibration.staff import Pool
from liandong.simulation.calibration.timing import ANY, Times
from liandong.simulation.duration import Duration, fixed, lognormal
from liandong.simulation.hours import ALWAYS, Hours
from liandong.simulation.model import Arrivals, Model, Role, Shift
from liandong.worktime import Calendar

TIMEZONE = "Asia/Shanghai"


def model_of(assumed: Assumptions, zone: Place, before: Procedure, running: Procedure, start: date) -> Model:
    """The model of the procedure that runs in a zone from a day on; ``before`` is the one the assumptions describe."""
    return adjusted(calibration_of(assumed, zone, before, start).model_of(running), running)


def calibration_of(assumed: Assumptions, zone: Place, before: Procedure, start: date) -> Calibration:
    """What is assumed of a zone, in the form of a calibration. Raises ModelError for a choice nothing is assumed of."""
    skeleton = skeleton_of(before)
    pools = {it.name: _pool(it, zone) for it in assumed.roles}
    return Calibration(
        procedure=before,
        skeleton=skeleton,
        shares=_shares(assumed, skeleton),
        later={},
        times=_times(assumed, zone),
        pools={it.name: pools[it.role] for it in assumed.activities},
        roles={it.name: _role(it, zone) for it in assumed.roles},
        arrivals=_arrivals(assumed.head.arrive, zone.weekly.value),
        start=start_of(start, TIMEZONE),
        timezone=TIMEZONE,
        follows={},
        marks=assumed.marks,
    )


def _times(assumed: Assumptions, zone: Place) -> Times:
    work, before = {}, {}
    for it in assumed.activities:
        work[it.name] = _shape(_skewed(it.work, zone.pace.value, it.spread.value))
        wait = _skewed(it.wait, zone.pace.value, it.spread.value)
        before[ANY, it.name] = _shape(wait) if it.wait.value else np.zeros(CELLS)
    return Times(work, before)


def _skewed(mean: Amount, pace: float, spread: float) -> Duration:
    seconds = mean.seconds * pace
    return lognormal(seconds, spread * seconds) if seconds and spread else fixed(seconds)


def _shape(duration: Duration) -> np.ndarray:
    """The distribution as a histogram over the grid's cells."""
    return np.bincount(cell(values(duration)), minlength=CELLS).astype(float)


def _minutes(hours: str) -> np.ndarray:
    """Open minutes in each hour of the week."""
    open_ = np.zeros(168 * 60)
    for first, last in weekly(hours):
        open_[first:last] = 1
    return open_.reshape(168, 60).sum(1) if weekly(hours) else np.full(168, 60.0)


def _count(row: People, zone: Place) -> int:
    """How many people the zone has in a role, one at least."""
    return max(1, math.ceil(row.people.value * zone.people.value))


def _pool(row: People, zone: Place) -> Pool:
    share = _minutes(row.hours) / 60
    return Pool(row.name, row.party, share, _count(row, zone) * (share > 0))


def _role(row: People, zone: Place) -> Role:
    spans, china = weekly(row.hours), Calendar.china()
    hours = Hours(spans, china.days_off, china.make_up_days) if spans else ALWAYS
    return Role(row.name, (Shift(_count(row, zone), hours),), row.party)


def _arrivals(hours: str, weekly_cases: float) -> Arrivals:
    pattern = _minutes(hours)
    return Arrivals(per_hour=tuple(weekly_cases * pattern / pattern.sum()), weekly=(1.0,))


def _shares(assumed: Assumptions, skeleton: Skeleton) -> Shares:
    """The share of each way at each choice: what is assumed, the rest evenly over the others."""
    shares: Shares = {}
    for node, targets in skeleton.leaving.items():
        if skeleton.steps[node].kind != CHOICE or len(targets) < 2:
            continue
        told = {
            target: way.share.value
            for target in targets
            for way in assumed.ways
            if way.to in skeleton.first(target) and not all(way.to in skeleton.first(it) for it in targets)
        }
        if not told or sum(told.values()) > 1 + 1e-9:
            leads = " / ".join("、".join(sorted(skeleton.first(it))) for it in targets)
            reason = (
                f"没有假设各走法（{leads}）的份额，或合计超过 1",
                f"no shares are assumed of its ways ({leads}), or more than one in all",
            )
            raise ModelError(element=node, reason=reason)
        rest = [target for target in targets if target not in told]
        left = 1 - sum(told.values())
        shares |= {
            (node, target): share / (1 if rest else sum(told.values())) for target, share in told.items()
        }
        shares |= {(node, target): left / len(rest) for target in rest}
    return shares
