"""Avoidable time: what a zone would save on a step if it took the time that an example takes.

    D = sum over strata e:  n(e) * (mean(e) - mean_example(e))

The interval allows for two things that a textbook formula forgets. Cases of one week wait in the same queue, and
queues last: so the sample is weeks and not cases, each like the weeks before it, and the larger of both variances
is taken. And the example was picked as the best of several: so the interval holds for all of them at once
(Bonferroni).
"""

from __future__ import annotations

from statistics import NormalDist

import polars as pl

from liandong.diagnosis.reading import mean, takes_time, variance
from liandong.diagnosis.strata import STRATUM

#: A stratum is compared only where the example has this many executions of it.
LEAST_IN_STRATUM = 5
CONFIDENCE = 0.95
#: A week is like the weeks before it, less and less so over this many.
LIKE_WEEKS = 4
_KEY = ["zone", "example", "activity"]


def pairs(subject: pl.DataFrame, example: pl.DataFrame) -> pl.DataFrame:
    """The strata that both sides have, with the example's sums marked ``_example`` and each mean.

    ``example`` has a column of that name; ``subject`` may have one too (where the subject depends on the
    example).
    """
    on = [
        name for name in ("zone", "example", *STRATUM) if name in subject.columns and name in example.columns
    ]
    common = subject.join(example, on=on, suffix="_example").filter(pl.col("n_example") >= LEAST_IN_STRATUM)
    means = common.with_columns(mean=mean(), mean_example=mean("seconds_example", "n_example"))
    return means.with_columns(saved=pl.col("n") * (pl.col("mean") - pl.col("mean_example"))).sort(
        _KEY + STRATUM
    )


def savings(common: pl.DataFrame) -> pl.DataFrame:
    """For each zone, example and activity the seconds saved in all, at work and by law, with a variance."""
    spread = variance("_example").fill_null(0)
    noise = pl.col("n") * variance().fill_null(spread) + pl.col("n") ** 2 * spread / pl.col("n_example")
    by_law = pl.col("statutory") - pl.col("n") * mean("statutory_example", "n_example")
    flow = ~pl.col("is_work")
    timed = flow & takes_time()
    return common.group_by(_KEY, maintain_order=True).agg(
        n=pl.col("n").filter(flow).sum(),
        n_example=pl.col("n_example").filter(flow).sum(),
        n_work=pl.col("n").filter(~flow).sum(),
        saved=pl.col("saved").sum(),
        saved_at_work=pl.col("saved").filter(~flow).sum(),
        saved_by_law=by_law.sum(),
        n_timed=pl.col("n").filter(timed).sum(),
        timed=pl.col("seconds").filter(timed).sum(),
        worked=pl.col("seconds").filter(~flow).sum(),
        variance=noise.sum(),
    )


def best(saved: pl.DataFrame, minimum: int) -> pl.DataFrame:
    """For each zone and activity the example that saves most, of how many ``compared``."""
    enough = saved.filter((pl.col("n") >= minimum) & (pl.col("n_example") >= minimum))
    ordered = enough.sort("zone", "activity", "saved", "example", descending=[False, False, True, False])
    compared = pl.len().over("zone", "activity").cast(pl.Int64)
    return ordered.with_columns(compared=compared).unique(
        ["zone", "activity"], keep="first", maintain_order=True
    )


def weekly_variance(chosen: pl.DataFrame, subject: pl.DataFrame, example: pl.DataFrame) -> pl.DataFrame:
    """The variance of ``saved`` with weeks as the sample, by zone and activity: column ``by_week``.

    ``chosen`` are pairs; ``subject`` and ``example`` the rows behind them, those of the subject perhaps with a
    column ``unless``: the example they have no part in. A week's part is its deviation from the mean.
    """
    own = _deviations(chosen, subject, weight=pl.lit(1.0), about="mean")
    theirs = _deviations(chosen, example, weight=pl.col("n") / pl.col("n_example"), about="mean_example")
    both = pl.concat([own, theirs]).sort("zone", "activity", "by_week")
    return both.group_by("zone", "activity", maintain_order=True).agg(pl.col("by_week").sum())


def _deviations(chosen: pl.DataFrame, rows: pl.DataFrame, *, weight: pl.Expr, about: str) -> pl.DataFrame:
    keys = chosen.select("zone", "example", *STRATUM, weight=weight, about=about)
    on = [name for name in ("zone", "example", *STRATUM) if name in rows.columns]
    # Rows are in the order of their keys, and stay in it: sums of floats come out the same every time.
    found = rows.join(keys, on=on, maintain_order="left")
    if "unless" in rows.columns:
        found = found.filter(pl.col("unless") != pl.col("example"))
    part = pl.col("weight") * (pl.col("seconds").cast(pl.Float64) - pl.col("about") * pl.col("n"))
    weeks = found.group_by("zone", "activity", "period", maintain_order=True).agg(part=part.sum())
    weeks = weeks.sort("zone", "activity", "period")
    return weeks.group_by("zone", "activity", maintain_order=True).agg(by_week=_long_run(pl.col("part")))


def _long_run(part: pl.Expr) -> pl.Expr:
    """The variance of a sum of weekly parts, each like those of the weeks before it (Newey and West)."""
    together = (part**2).sum()
    for lag in range(1, LIKE_WEEKS + 1):
        together += 2 * (1 - lag / (LIKE_WEEKS + 1)) * (part * part.shift(lag)).sum()
    size = part.len()
    return pl.when(size > 1).then(together.clip(0) * size / (size - 1)).otherwise(0.0)


def z_value(compared: int = 1) -> float:
    """How many standard deviations to either side hold for that many comparisons at once.

    >>> round(z_value(), 3), round(z_value(2), 3)
    (1.96, 2.241)
    """
    return NormalDist().inv_cdf(1 - (1 - CONFIDENCE) / 2 / max(1, compared))


def with_interval(saved: pl.DataFrame) -> pl.DataFrame:
    """Adds ``low`` and ``high`` around ``saved``."""
    most = int(saved["compared"].max() or 1)  # type: ignore[arg-type]
    values = pl.Series([z_value(k) for k in range(1, most + 1)])
    reach = values.gather(saved["compared"] - 1) * saved["variance"].sqrt()
    return saved.with_columns(low=saved["saved"] - reach, high=saved["saved"] + reach)
