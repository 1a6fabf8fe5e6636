"""What a week's hours make of a duration: six hours of work begun on Friday afternoon end on Monday.

A profile counts how long something took on the clock. What is to be repeated is the time it took in the hours of those
who do it, which is known to lie in an interval only: a paper handed in on Friday evening and taken up on Monday may have
lain ten minutes or sixty hours. The hidden distribution is the one under which the counts are likeliest (Turnbull 1976,
"The empirical distribution function with arbitrarily grouped, censored and truncated data", by his self-consistency
equations), over all hours of the week at which such times begin.
"""

from __future__ import annotations

import numpy as np

from liandong.simulation.calibration.grid import CELLS, HIGH, LOW, cell

_HOUR = 3_600.0
_WEEK = 168
_PER_HOUR = 4
_PER_CELL = 3
_ROUNDS = 60


def passage(open_share: np.ndarray, begins: np.ndarray) -> np.ndarray:
    """The chance of each cell on the clock (columns) for a duration in each cell of open time (rows).

    ``open_share`` is how much of each hour of the week is open, ``begins`` how often such times begin in it.
    """
    instants = (np.arange(_WEEK * _PER_HOUR) + 0.5) * _HOUR / _PER_HOUR
    chance = np.repeat(begins / begins.sum(), _PER_HOUR) / _PER_HOUR
    gone = np.concatenate([[0.0], np.cumsum(open_share)]) * _HOUR
    hours = np.arange(_WEEK + 1) * _HOUR
    before = np.interp(instants, hours, gone)
    matrix = np.zeros((CELLS, CELLS))
    matrix[0, 0] = 1.0
    for part in (np.arange(_PER_CELL) + 0.5) / _PER_CELL:
        wanted = before[:, None] + (LOW + part * (HIGH - LOW))[None, 1:]
        weeks, rest = np.divmod(wanted, gone[-1])
        ends = weeks * _WEEK * _HOUR + _first_at(rest, gone, hours)
        cells = cell(ends - instants[:, None])
        rows = np.broadcast_to(np.arange(1, CELLS), cells.shape)
        np.add.at(matrix, (rows, cells), np.broadcast_to(chance[:, None] / _PER_CELL, cells.shape))
    return matrix


def _first_at(open_time: np.ndarray, gone: np.ndarray, hours: np.ndarray) -> np.ndarray:
    """The first instant of the week at which so much open time has gone by."""
    # Where hours are closed the open time stands still: ``left`` finds the first hour in which it is reached.
    at = np.clip(np.searchsorted(gone, open_time, side="left") - 1, 0, len(gone) - 2)
    rate = np.maximum(gone[at + 1] - gone[at], 1e-9)
    found: np.ndarray = hours[at] + (open_time - gone[at]) / rate * _HOUR
    return found


def hidden(observed: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """The histograms in open time under which those on the clock (rows of ``observed``) are likeliest."""
    n = observed.sum(axis=1, keepdims=True)
    shares = observed / np.maximum(n, 1e-12)
    found = shares @ (matrix > 0).T
    found /= np.maximum(found.sum(axis=1, keepdims=True), 1e-12)
    for _ in range(_ROUNDS):
        ratio = shares / np.maximum(found @ matrix, 1e-12)
        found = found * (ratio @ matrix.T)
        found /= np.maximum(found.sum(axis=1, keepdims=True), 1e-12)
    whole: np.ndarray = found * n
    return whole
