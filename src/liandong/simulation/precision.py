"""How sure the mean of replications is, and when there are enough of them.

The sequential procedure of Law, Simulation Modeling and Analysis, 5th ed. 2015, §9.4.1: after each replication the
interval of Student's t is made anew, and the last one is that whose half-width is at most γ / (1 + γ) of the mean. The
mean is then within the share γ of the true one about as often as the interval holds it, for the divisor makes up for the
true mean being unknown. Law begins with ten replications: with fewer, a spread that is small by chance stops too early.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import cos, inf, pi, sin, sqrt, tan

import numpy as np

LEVEL = 0.95
#: Replications before the interval is believed.
FIRST = 10
#: Halvings of the interval in which a quantile lies: to the last bit.
_HALVINGS = 60


def half_width(values: Sequence[float] | np.ndarray) -> float:
    """Half the width of the 95 % interval of the mean; infinite for a single value.

    >>> round(half_width([9.0, 10.0, 11.0]), 2)
    2.48
    """
    found = np.asarray(values, dtype=float)
    n = len(found)
    return t_quantile(n - 1) * float(found.std(ddof=1)) / sqrt(n) if n > 1 else inf


def is_reached(values: Sequence[float] | np.ndarray, precision: float) -> bool:
    """Whether the mean of the values is known as precisely as asked, relative to itself."""
    return half_width(values) <= precision / (1 + precision) * abs(float(np.mean(values)))


@cache
def t_quantile(freedom: int) -> float:
    """What Student's t of so many degrees of freedom stays within, on both sides, at 95 %.

    >>> [round(t_quantile(freedom), 3) for freedom in (1, 2, 9, 29)]  # any table
    [12.706, 4.303, 2.262, 2.045]
    """
    low, high = 0.0, pi / 2
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, freedom) < LEVEL else (low, middle)
    return tan(low) * sqrt(freedom)


def _within(angle: float, freedom: int) -> float:
    """The chance of |t| < tan(angle)·√freedom: the finite series of Abramowitz and Stegun, 26.7.3 and 26.7.4."""
    odd = freedom % 2
    term, total = (cos(angle) if odd else 1.0), 0.0
    for place in range(1, freedom // 2 + 1):
        total += term
        term *= (2 * place - 1 + odd) / (2 * place + odd) * cos(angle) ** 2
    return (angle + sin(angle) * total) / (pi / 2) if odd else sin(angle) * total
