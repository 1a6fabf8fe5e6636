"""Where one working day ends and the next begins: at night, wherever the clock has it, not at midnight.

A log may be read in a zone far from the people who worked: nine to five in Shanghai is eight in the evening to four in
New York. The hours are only named otherwise there, so what is calibrated must be the same.
"""

from __future__ import annotations

import numpy as np


def daybreak(events: np.ndarray) -> int:
    """The hour of the clock at which a day begins: the end of the longest run of the hours in which least goes on.

    >>> daybreak(np.tile(np.where(np.arange(24) >= 20, 5, np.arange(24) < 4), 7))
    20
    """
    of_clock = events.reshape(-1, 24).sum(axis=0)
    is_quiet = np.tile(of_clock == of_clock.min(), 2)
    hour = np.arange(len(is_quiet))
    run = hour - np.maximum.accumulate(np.where(is_quiet, -1, hour))
    return 0 if is_quiet.all() else int(run.argmax() + 1) % 24


def by_day(of_week: np.ndarray, begin: int) -> np.ndarray:
    """The hours of a week as seven days of 24 hours that begin at an hour of the clock."""
    return np.roll(of_week, -begin).reshape(7, 24)


def of_week(by_day: np.ndarray, begin: int) -> np.ndarray:
    """The hours of seven days that begin at an hour of the clock, in their order from Monday midnight on."""
    return np.roll(by_day.ravel(), begin)
