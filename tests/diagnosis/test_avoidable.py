import numpy as np
import polars as pl
import pytest

from liandong.diagnosis.avoidable import best, pairs, savings, weekly_variance, with_interval, z_value
from liandong.diagnosis.strata import STRATUM


def sums(
    side: str, name: str, source: str, durations: list[float], *, is_work: bool = False
) -> dict[str, object]:
    return {
        side: name,
        "activity": "审核",
        "is_work": is_work,
        "source": source,
        "kind": "working" if is_work else "elapsed",
        "object_type": "case",
        "n": len(durations),
        "seconds": float(sum(durations)),
        "squares": float(sum(d * d for d in durations)),
        "statutory": 0.0,
    }


def test_like_is_compared_with_like() -> None:
    """After 申报 the zone is 10 s slower six times, after 补正 4 s quicker five times: 60 - 20 = 40 s."""
    subject = pl.DataFrame([sums("zone", "甲", "申报", [30.0] * 6), sums("zone", "甲", "补正", [50.0] * 5)])
    example = pl.DataFrame(
        [sums("example", "乙", "申报", [20.0] * 8), sums("example", "乙", "补正", [54.0] * 9)]
    )
    saved = savings(pairs(subject, example)).row(0, named=True)
    assert (saved["saved"], saved["n"], saved["n_example"], saved["variance"]) == (40.0, 11, 17, 0.0)


def test_a_mix_of_harder_cases_is_no_bottleneck() -> None:
    """Both zones take 10 s after 申报 and 90 s after 补正; only the first gets many 补正."""
    subject = pl.DataFrame([sums("zone", "甲", "申报", [10.0] * 10), sums("zone", "甲", "补正", [90.0] * 90)])
    example = pl.DataFrame(
        [sums("example", "乙", "申报", [10.0] * 90), sums("example", "乙", "补正", [90.0] * 10)]
    )
    assert savings(pairs(subject, example))["saved"].to_list() == [0.0]


def test_strata_that_the_example_hardly_has_are_not_compared() -> None:
    subject = pl.DataFrame([sums("zone", "甲", "申报", [30.0] * 6)])
    example = pl.DataFrame([sums("example", "乙", "申报", [20.0] * 4)])
    assert pairs(subject, example).height == 0


def test_work_counts_beside_waiting() -> None:
    subject = pl.DataFrame(
        [sums("zone", "甲", "申报", [30.0] * 6), sums("zone", "甲", "", [9.0] * 6, is_work=True)]
    )
    example = pl.DataFrame(
        [sums("example", "乙", "申报", [20.0] * 6), sums("example", "乙", "", [4.0] * 6, is_work=True)]
    )
    saved = savings(pairs(subject, example)).row(0, named=True)
    assert (saved["saved"], saved["saved_at_work"], saved["n"]) == (90.0, 30.0, 6)


def test_the_variance_is_that_of_a_difference_of_means() -> None:
    """n² (s²/n + s²/n): the samples 1..5 and 2,4,..,12 have variances 2.5 and 14."""
    subject = pl.DataFrame([sums("zone", "甲", "申报", [1.0, 2.0, 3.0, 4.0, 5.0])])
    example = pl.DataFrame([sums("example", "乙", "申报", [2.0, 4.0, 6.0, 8.0, 10.0, 12.0])])
    variance = savings(pairs(subject, example))["variance"].item()
    assert variance == pytest.approx(25 * (2.5 / 5 + 14 / 6))


def test_the_best_example_is_taken_and_the_interval_pays_for_the_choice() -> None:
    saved = pl.DataFrame(
        {
            "zone": ["甲"] * 3,
            "example": ["乙", "丙", "丁"],
            "activity": ["审核"] * 3,
            "n": [50, 50, 50],
            "n_example": [40, 40, 5],
            "saved": [100.0, 300.0, 900.0],
            "variance": [1.0, 4.0, 9.0],
        }
    )
    found = with_interval(best(saved, 30)).row(0, named=True)
    reach = z_value(2) * 2
    assert (found["example"], found["compared"]) == ("丙", 2)
    assert (found["low"], found["high"]) == (300 - reach, 300 + reach)


def simulated(rng: np.random.Generator, *, persistence: float, weeks: int = 50) -> tuple[pl.DataFrame, ...]:
    """Sums and weekly rows of two zones whose waits wander from week to week about 10 and 6."""
    rows = []
    for zone, level in (("甲", 10.0), ("乙", 6.0)):
        mood = 0.0
        for week in range(weeks):
            mood = persistence * mood + rng.normal(0, 1)
            waits = level + mood + rng.normal(0, 2, 10)
            rows.append({"period": week} | sums("zone", zone, "申报", waits.tolist()))
    frame = pl.DataFrame(rows)
    return frame, frame.group_by("zone", *STRATUM).agg(pl.col("n", "seconds", "squares", "statutory").sum())


def covered(*, persistence: float, by_week: bool) -> float:
    """How often the interval holds the truth: 500 executions at 4 each."""
    rng = np.random.default_rng(20_240_101)
    hits = []
    for _ in range(300):
        rows, totals = simulated(rng, persistence=persistence)
        mine, theirs = (totals.filter(pl.col("zone") == zone) for zone in "甲乙")
        common = pairs(mine, theirs.rename({"zone": "example"}))
        saved = best(savings(common), 30)
        if by_week:
            examples = rows.filter(pl.col("zone") == "乙").rename({"zone": "example"})
            weekly = weekly_variance(common, rows.filter(pl.col("zone") == "甲"), examples)["by_week"]
            saved = saved.with_columns(variance=pl.max_horizontal("variance", weekly))
        low, high = with_interval(saved).select("low", "high").row(0)
        hits.append(low <= 2000 <= high)
    return float(np.mean(hits))


def test_the_interval_holds_the_truth_about_95_times_in_100() -> None:
    assert 0.92 <= covered(persistence=0.0, by_week=True) <= 0.98


@pytest.mark.slow
def test_queues_that_last_for_weeks_cost_little_of_it() -> None:
    """With weeks as a plain sample it would be 0.70."""
    assert covered(persistence=0.6, by_week=True) >= 0.85


@pytest.mark.slow
def test_sampling_cases_instead_of_weeks_would_promise_too_much() -> None:
    """Cases of one week share its queue; the textbook formula holds the truth far less often than it says."""
    assert covered(persistence=0.0, by_week=False) < 0.80
