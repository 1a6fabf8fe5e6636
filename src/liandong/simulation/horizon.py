"""How long a run may go on: until all its cases have come, and some years more for them to end."""

from __future__ import annotations

from datetime import datetime
from math import ceil, inf, isinf, sqrt

from liandong.errors import SettingError
from liandong.profile.periods import LAST_DAY
from liandong.simulation.model import Arrivals, Model

#: Days for the last cases to end in: ten years, more than the longest queue or limit of a sensible procedure.
TAIL = 3_650
#: So many standard deviations more cases than asked for, so that luck does not keep the last ones away.
_LUCK = 6
_DAY = 86_400
_HOURS = 168


def days_left(start: datetime) -> int:
    """The days from ``start`` on that the calendar has, whatever the time zone."""
    return (LAST_DAY - start.date()).days - 1


def days_for(model: Model, cases: int) -> int:
    """The days in which so many cases come and end. Raises SettingError where the calendar ends before they have come."""
    longest, arrivals = days_left(model.start), model.arrivals
    if days_of_arrivals(arrivals, cases) > longest:
        raise _never(model, cases, longest)
    surely = days_of_arrivals(arrivals, cases + _LUCK * sqrt(cases))
    return longest if isinf(surely) else min(ceil(surely) + TAIL, longest)


def days_of_arrivals(arrivals: Arrivals, cases: float) -> float:
    """The days in which so many cases are expected; infinite where they never come.

    >>> days_of_arrivals(Arrivals(per_hour=(1.0,) * 168, weekly=(1.0, 0.5)), 168 + 84 * 2)
    21.0
    """
    if arrivals.gap is not None:
        return cases * arrivals.gap.mean / arrivals.load / _DAY if arrivals.load > 0 else inf
    usual = sum(arrivals.per_hour) * arrivals.load
    *single, last = arrivals.weekly or (1.0,)
    for week, factor in enumerate(single):
        if cases <= usual * factor:
            return 7 * (week + cases / (usual * factor))
        cases -= usual * factor
    return 7 * (len(single) + cases / (usual * last)) if usual * last > 0 else inf


def cases_within(arrivals: Arrivals, days: int) -> int:
    """How many cases are expected in so many days."""
    if arrivals.gap is not None:
        return int(days * _DAY * arrivals.load / arrivals.gap.mean)
    factors = arrivals.weekly or (1.0,)
    weeks = days / 7
    whole = sum(factors[: int(weeks)]) + factors[-1] * max(weeks - len(factors), 0)
    return int(sum(arrivals.per_hour) * arrivals.load * whole)


def _never(model: Model, cases: int, longest: int) -> SettingError:
    """Why so many cases cannot be simulated."""
    arrivals = model.arrivals
    if not arrivals.load > 0:
        return SettingError(setting="load", value=arrivals.load, reason=("来件量为零", "no case would come"))
    most = cases_within(arrivals, longest)
    zh = f"按模型的来件速度，到日历末日 {LAST_DAY} 约来 {most} 件；请减少件数，或加大来件量"
    en = f"at the rate of the model about {most} come until the calendar ends on {LAST_DAY}: ask for fewer, or raise the load"
    return SettingError(setting="cases", value=cases, reason=(zh, en))
