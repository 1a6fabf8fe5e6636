"""Buckets: the same integer everywhere, within one per cent of every duration."""

import math
from fractions import Fraction

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.profile import buckets
from liandong.profile.walk import bucket_of

from .strategies import some_examples

#: Durations in microseconds: up to 3,000 years, and around every bound.
micros = (
    st.integers(0, 10**17)
    | st.integers(0, 10**9)
    | st.sampled_from([int(bound) + step for bound in buckets.BOUNDS for step in (-1, 0, 1)])
)


def counts_of(seconds):
    """The durations as a shape: bucket and n."""
    return (
        pl.DataFrame({"bucket": buckets.bucket((np.asarray(seconds) * 1e6).astype(np.int64))})
        .group_by("bucket")
        .len("n")
    )


def test_the_table_gives_the_bucket_of_the_formula_for_whole_seconds():
    seconds = np.concatenate([np.arange(2_000_000), np.arange(2_000_000, 10**9, 997)])
    by_formula = np.ceil(np.log(np.maximum(seconds, 1)) / math.log(buckets.GAMMA))
    assert np.array_equal(buckets.bucket(seconds * 1_000_000), by_formula)


def test_every_bound_is_the_last_microsecond_of_its_bucket():
    exact = [Fraction(101, 99) ** b * 1_000_000 for b in range(buckets.COUNT)]
    assert buckets.BOUNDS.tolist() == [math.floor(bound) for bound in exact]
    places = np.arange(buckets.COUNT)
    assert np.array_equal(buckets.bucket(buckets.BOUNDS), places)
    assert np.array_equal(buckets.bucket(buckets.BOUNDS[:-1] + 1), places[1:])


def test_the_kernel_decides_like_the_table():
    around = np.unique(np.concatenate([buckets.BOUNDS + step for step in (-1, 0)]))
    random = np.random.default_rng(1).integers(0, buckets.BOUNDS[-1], 20_000)
    for values in (around, random, 10 ** np.arange(17)):
        assert [bucket_of(value) for value in values] == buckets.bucket(values).tolist()


@some_examples
@given(micros.filter(lambda value: value <= buckets.BOUNDS[-1]))
def test_the_value_of_a_bucket_is_within_one_per_cent_of_what_it_holds(duration):
    [value] = buckets.value(buckets.bucket(np.array([duration])))
    if duration > 1_000_000:
        assert abs(value - duration / 1e6) <= 0.0100000001 * duration / 1e6
    else:
        assert value == 0.0


@some_examples
@given(st.lists(st.floats(2, 1e8), min_size=1, max_size=200), st.floats(0, 1))
def test_a_quantile_is_within_one_per_cent_of_numpys(seconds, q):
    found = buckets.quantile(counts_of(seconds), q)
    assert found == pytest.approx(np.quantile(seconds, q), rel=0.01001, abs=0.001)


@some_examples
@given(st.lists(st.floats(2, 1e8), min_size=1, max_size=200), st.integers(1, 100))
def test_without_interpolation_a_quantile_is_the_kth_case(seconds, percent):
    k = -(-percent * len(seconds) // 100)
    found = buckets.quantile(counts_of(seconds), percent / 100, interpolate=False)
    assert found == pytest.approx(sorted(seconds)[k - 1], rel=0.01001, abs=0.001)


@some_examples
@given(st.lists(st.floats(2, 1e7), min_size=1, max_size=50), st.sampled_from([2, 5, 10]))
def test_a_quantile_of_wider_buckets_is_within_their_width(seconds, width):
    wide = counts_of(seconds).with_columns(pl.col("bucket") // width)
    found = buckets.quantile(wide, 0.5, width=width, interpolate=False)
    true = sorted(seconds)[(len(seconds) - 1) // 2]
    low, high = buckets.GAMMA**-width, buckets.GAMMA**width
    assert low * true <= found + 0.001 <= high * true + 1.001 or true < buckets.GAMMA ** (width - 1)


def test_the_first_of_zero_is_zero_and_of_nothing_is_none():
    assert buckets.quantile(counts_of([0.0, 0.4, 1.0]), 0.5) == 0.0
    nothing = pl.DataFrame(schema={"bucket": pl.Int16, "n": pl.Int64})
    assert buckets.quantile(nothing, 0.5) is None
    assert buckets.share_within(nothing, 60) is None


def test_quantiles_by_group_are_the_quantiles_of_each_group():
    fast, slow = counts_of(np.arange(2.0, 60.0)), counts_of(np.arange(3600.0, 7200.0, 7.0))
    both = pl.concat([fast.with_columns(zone=pl.lit("a")), slow.with_columns(zone=pl.lit("b"))])
    found = buckets.quantiles(both, ["zone"], (0.5, 0.9))
    assert found.to_dicts() == [
        {
            "zone": name,
            "n": part["n"].sum(),
            "median_seconds": buckets.quantile(part, 0.5),
            "p90_seconds": buckets.quantile(part, 0.9),
        }
        for name, part in (("a", fast), ("b", slow))
    ]


@some_examples
@given(st.lists(st.floats(2, 1e7), min_size=1, max_size=200), st.floats(2, 1e7))
def test_the_share_within_a_limit_is_exact_but_for_the_bucket_that_straddles_it(seconds, limit):
    found = buckets.share_within(counts_of(seconds), limit)
    least, most = (np.mean(np.array(seconds) <= limit * factor) for factor in (1 / 1.0204, 1.0204))
    assert least - 1e-9 <= found <= most + 1e-9


def test_a_share_counts_the_straddling_bucket_by_its_part_below():
    low, high = (float(limit[0]) for limit in buckets.edges(np.array([100])))
    shape = pl.DataFrame({"bucket": [50, 100, 150], "n": [1, 2, 1]})
    assert buckets.share_within(shape, (low + high) / 2) == pytest.approx(0.5)
    assert (buckets.share_within(shape, low), buckets.share_within(shape, high)) == (0.25, 0.75)
