from collections.abc import Callable

import polars as pl
import pytest

from liandong.diagnosis.reading import Reading
from liandong.diagnosis.segments import statistics, within
from liandong.profile import Profile

Counted = Callable[..., Profile]
HOUR = 3600


def figures(whole: Profile) -> dict[str, float]:
    reading = Reading.of(whole)
    shape = reading.shape("follows")
    return statistics(reading, reading.edges, shape, ["source", "target"]).row(0, named=True)


def waits(counted: Counted, hours: list[float]) -> Profile:
    return counted("青岛", {f"c{i}": f"申报 {i * 24} → 放行 {i * 24 + wait}" for i, wait in enumerate(hours)})


def test_the_figures_of_ten_waits(counted: Counted) -> None:
    """1, 2, 2, 2, 3, 3, 4, 5, 6, 20 hours: mean 4.8, median 3, P90 7.4, most often 2."""
    found = figures(waits(counted, [1, 2, 2, 2, 3, 3, 4, 5, 6, 20]))
    assert (found["n"], found["mean_seconds"]) == (10, 4.8 * HOUR)
    assert found["median_seconds"] == pytest.approx(3 * HOUR, rel=0.01)
    assert found["p90_seconds"] == pytest.approx(7.4 * HOUR, rel=0.01)
    assert found["mode_low_seconds"] < 2 * HOUR <= found["mode_high_seconds"]
    assert found["mode_share"] == 0.3
    assert found["min_seconds"] == pytest.approx(HOUR, rel=0.01)
    assert found["max_seconds"] == pytest.approx(20 * HOUR, rel=0.01)


def test_outliers_lie_beyond_the_fence_of_the_logarithm(counted: Counted) -> None:
    """Quartiles 2 and 4 hours (ratio 2): the fence is 4 * 2^1.5 = 11.3 hours, so 12 hours lie beyond, 11 do not."""
    usual = [2.0] * 10 + [3.0] * 10 + [4.0] * 10 + [11.0]
    assert figures(waits(counted, usual))["outliers"] == 0
    found = figures(waits(counted, [*usual, 12.0, 200.0]))
    assert found["outliers"] == 2
    assert found["fence_seconds"] == pytest.approx(4 * 2**1.5 * HOUR, rel=0.05)
    assert found["mean_without_seconds"] == pytest.approx((20 + 30 + 40 + 11) / 31 * HOUR, rel=0.01)
    assert found["median_without_seconds"] == pytest.approx(3 * HOUR, rel=0.01)


def test_without_outliers_the_mean_stays_exact(counted: Counted) -> None:
    found = figures(waits(counted, [1.5, 2.5, 3.5]))
    assert (found["outliers"], found["mean_without_seconds"]) == (0, found["mean_seconds"])


def test_waits_that_are_all_alike_have_no_fence(counted: Counted) -> None:
    found = figures(waits(counted, [2.0] * 20 + [90.0]))
    assert (found["outliers"], found["fence_seconds"]) == (0, None)


def test_coarser_buckets_give_the_same_figures_less_finely(counted: Counted) -> None:
    whole = waits(counted, [1, 2, 2, 2, 3, 3, 4, 5, 6, 20])
    fine, coarse = figures(whole), figures(whole.coarsen(bucket=5))
    assert coarse["mean_seconds"] == fine["mean_seconds"]
    for name in ("median_seconds", "p90_seconds"):
        assert coarse[name] == pytest.approx(fine[name], rel=0.06)


def test_the_share_within_a_target_counts_whole_buckets_below_it() -> None:
    shape = pl.DataFrame({"source": "a", "bucket": [100, 300], "n": [1, 3], "target_seconds": 50.0})
    assert within(shape, ["source"], 1).rows() == [("a", 0.25)]
