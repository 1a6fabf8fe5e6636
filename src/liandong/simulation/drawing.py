# mypy: disable-error-code="no-untyped-def, untyped-decorator, no-any-return"
"""Durations drawn in kernels: the inverse of each distribution function, for one uniform number."""

from __future__ import annotations

import numpy as np

from liandong.profile.kernels import bare
from liandong.simulation.duration import Shape

# Plain numbers: an enum's members are objects, which kernels cannot fold.
FIXED, EXPONENTIAL, UNIFORM, LOGNORMAL, TABLE = (int(shape) for shape in Shape)


@bare
def drawn(plan, duration, u):
    """The duration in microseconds for a number between 0 and 1: the inverse of its distribution function."""
    shape = plan.shape[duration]
    if shape == FIXED:
        seconds = plan.ab[duration, 0]
    elif shape == EXPONENTIAL:
        seconds = -plan.ab[duration, 0] * np.log1p(-u)
    elif shape == UNIFORM:
        seconds = plan.ab[duration, 0] + u * (plan.ab[duration, 1] - plan.ab[duration, 0])
    elif shape == LOGNORMAL:
        seconds = np.exp(plan.ab[duration, 0] + plan.ab[duration, 1] * normal(u))
    else:
        low, high = plan.cell_first[duration], plan.cell_first[duration + 1] - 1
        first = low
        while low < high:
            middle = (low + high) >> 1
            if plan.cells[middle, 2] < u:
                low = middle + 1
            else:
                high = middle
        before = plan.cells[low - 1, 2] if low > first else 0.0
        part = (u - before) / (plan.cells[low, 2] - before)
        seconds = plan.cells[low, 0] + part * (plan.cells[low, 1] - plan.cells[low, 0])
    return np.int64(seconds * 1e6 + 0.5)


@bare
def normal(u):
    """The quantile of the standard normal (Wichura 1988, AS 241, PPND7: seven digits)."""
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        top = ((5.9109374720e1 * r + 1.5929113202e2) * r + 5.0434271938e1) * r + 3.3871327179
        return q * top / (((6.7187563600e1 * r + 7.8757757664e1) * r + 1.7895169469e1) * r + 1.0)
    r = np.sqrt(-np.log(min(u, 1.0 - u)))
    if r <= 5.0:
        r -= 1.6
        top = ((1.7023821103e-1 * r + 1.3067284816) * r + 2.7568153900) * r + 1.4234372777
        found = top / ((1.2021132975e-1 * r + 7.3700164250e-1) * r + 1.0)
    else:
        r -= 5.0
        top = ((1.7337203997e-2 * r + 4.2868294337e-1) * r + 3.0812263860) * r + 6.6579051150
        found = top / ((1.2258202635e-2 * r + 2.4197894225e-1) * r + 1.0)
    return found if q > 0 else -found
