"""What an engine returns: the same counts as a profile, still in codes.

Engines differ in how they count; everything after (names, kinds, clocks, grouping) is shared, so two engines agree
as soon as their raw counts do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
import pyarrow as pa

#: Sums of durations: whole seconds, rest in microseconds, and squared whole seconds in two halves of 2^32.
SUMS = ("seconds", "micros", "square_high", "square_low")
WORKING_SUMS = tuple(f"working_{name}" for name in SUMS)


class TooWideError(Exception):
    """The log has more groups, steps, pairs or workers than an engine's packed keys tell apart: another must count."""


def lists(values: np.ndarray | pa.Array, offsets: np.ndarray) -> pl.Series:
    """A column of lists, ``values[offsets[i]:offsets[i+1]]``: how the counts hold buckets and steps.

    >>> lists(np.array([4, 7, 9]), np.array([0, 2, 3])).to_list()
    [[4, 7], [9]]
    """
    items = arrow(values) if isinstance(values, np.ndarray) else values
    array = pa.LargeListArray.from_arrays(arrow(offsets.astype(np.int64, copy=False)), items)
    return pl.Series(_Exported(array))


class _Exported:
    """An array that is handed over by Arrow's C interface; ``from_arrow`` would load all that Arrow computes, 10 MB."""

    def __init__(self, array: pa.Array) -> None:
        self.__arrow_c_array__ = array.__arrow_c_array__


def arrow(numbers: np.ndarray) -> pa.Array:
    """The same numbers for Arrow; ``pa.array`` would look for pandas, 30 MB where it is installed.

    >>> arrow(np.array([4, 7])).to_pylist()
    [4, 7]
    """
    buffer = pa.py_buffer(np.ascontiguousarray(numbers))
    return pa.Array.from_buffers(pa.from_numpy_dtype(numbers.dtype), len(numbers), [None, buffer])


def offsets_of(counts: np.ndarray) -> np.ndarray:
    """Where each of several lists laid end to end begins, and where the last one ends.

    >>> offsets_of(np.array([2, 1])).tolist()
    [0, 2, 3]
    """
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts, dtype=np.int64)])


@dataclass(frozen=True)
class CaseCounts:
    """Whole cases, counted already: what an engine may give in place of one row a case.

    - ``begins``, ``closes``: group, period (week), step -> n: first and last steps, in the week the case starts or ends
    - ``outcomes``: group, period (week), step -> n, sums; ``outcome_shape``: as ``work_shape``
    - ``variants``: group, period (month), variant -> n, sums; ``arrivals``: group, period (month), hour_of_week -> n
    - ``start_days``, ``end_days``: group, day -> n
    """

    begins: pl.DataFrame
    closes: pl.DataFrame
    outcomes: pl.DataFrame
    outcome_shape: pl.DataFrame
    variants: pl.DataFrame
    arrivals: pl.DataFrame
    start_days: pl.DataFrame
    end_days: pl.DataFrame


@dataclass(frozen=True)
class RawCounts:
    """Counts in codes. ``group``, ``source``, ``target``, ``step`` and ``worker`` are codes of the coder.

    ``period`` and ``day`` are days since FIRST_DAY; ``clock`` is 0 for clock time and 1 for working time.

    - ``edges``: group, period (week), source, target, waits, same -> n, sums
    - ``edge_shape``: group, period (month), source, target, waits, clock -> buckets, counts (lists of equal length)
    - ``work``: group, period (week), step -> n, sums; ``work_shape``: group, period, step, clock -> buckets, counts
    - ``presence``: group, period (month), worker, hour_of_week -> n; ``daily``: group, step, day -> n
    - ``cases``: group, start, end (microseconds), working (microseconds), first_step, last_step, variant: one
      row a case
    - ``sequences``: variant, steps: one row a distinct sequence
    """

    edges: pl.DataFrame
    edge_shape: pl.DataFrame
    work: pl.DataFrame
    work_shape: pl.DataFrame
    presence: pl.DataFrame
    daily: pl.DataFrame
    cases: pl.DataFrame
    sequences: pl.DataFrame
    #: In place of ``cases``, which is empty then.
    case_counts: CaseCounts | None = None
    #: Beside ``case_counts``, as ``outcome_shape``, where it is known when cases came: how long they waited for their first
    #: step. ``begins`` has sums then.
    first_waits: pl.DataFrame | None = None
    #: First start and last end, in microseconds, where ``cases`` is empty.
    span: tuple[int, int] | None = None
