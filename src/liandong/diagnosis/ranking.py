"""The ranking: from the strata of a profile to its bottlenecks, the most avoidable case-days first."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import polars as pl

from liandong.diagnosis import examples
from liandong.diagnosis.bottleneck import Bottleneck
from liandong.diagnosis.reading import Reading, mean, total
from liandong.diagnosis.strata import executions
from liandong.diagnosis.words import Clock
from liandong.errors import SettingError
from liandong.profile import Profile

DAYS_A_YEAR = 365
#: Steps that differ by less than this many seconds an execution are equal.
_EQUAL = 1e-6
#: How many of the incoming edges a bottleneck lists.
_EDGES = 5


def bottlenecks(
    profile: Profile,
    *,
    goods_value: Decimal | None = None,
    annual_rate: Decimal | None = None,
    clock: str = "clock",
    minimum: int = 30,
) -> tuple[Bottleneck, ...]:
    """The bottlenecks of all zones, the most avoidable case-days per month first.

    Parameters
    ----------
    goods_value, annual_rate : the value of the goods of one case and the yearly rate of interest on it;
    together they
        turn case-days into money.
    clock : ``clock``, or ``working`` where the profile has a calendar.
    minimum : how many executions both sides need.
    """
    return find(Reading.of(profile, clock), day_cost(goods_value, annual_rate, clock), minimum)


def day_cost(goods_value: Decimal | None, annual_rate: Decimal | None, clock: str) -> Decimal | None:
    """What one case-day costs, or None when it was not asked for. Raises SettingError."""
    if goods_value is None and annual_rate is None:
        return None
    if goods_value is None or annual_rate is None:
        raise SettingError(
            setting="goods_value",
            value=goods_value,
            reason=("货值和年利率须一并给出", "give a value of goods and a yearly rate together"),
        )
    for name, given in (("goods_value", goods_value), ("annual_rate", annual_rate)):
        if not Decimal(given).is_finite() or given < 0:
            raise SettingError(
                setting=name, value=given, reason=("请用不为负的数", "use a number that is not negative")
            )
    if clock != "clock":
        raise SettingError(
            setting="clock",
            value=clock,
            reason=(
                "资金不分昼夜都被占用，折算资金请用 clock",
                "capital is tied up day and night; use clock for money",
            ),
        )
    return Decimal(goods_value) * Decimal(annual_rate) / DAYS_A_YEAR


def find(reading: Reading, cost: Decimal | None, minimum: int) -> tuple[Bottleneck, ...]:
    """The bottlenecks of a reading, each case-day at that cost."""
    found, strata = _compared(reading, minimum)
    rows = _figures(reading, found).rows(named=True)
    edges = _top_edges(reading, strata)
    return tuple(
        _bottleneck(reading.clock, rank, row, edges[row["zone"], row["activity"]], cost)
        for rank, row in enumerate(rows, 1)
    )


def _compared(reading: Reading, minimum: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Each step against the other zones; steps that no other zone has, and lone zones, against themselves."""
    rows = executions(reading)
    found, strata = examples.other_zones(reading, rows).compared(minimum)
    rest = rows.join(found, on=["zone", "activity"], how="anti", maintain_order="left")
    own, own_strata = examples.own_periods(reading, rest).compared(minimum)
    columns = strata.columns
    return pl.concat([found, own.select(found.columns)]), pl.concat([strata, own_strata.select(columns)])


def _figures(reading: Reading, found: pl.DataFrame) -> pl.DataFrame:
    """The avoidable ones in order of rank, with everything a bottleneck tells."""
    # Executions that open a case take no time before them; they are counted, but not in the mean time.
    before, at_work = pl.max_horizontal("n_timed", 1), pl.max_horizontal("n_work", 1)
    step = pl.col("timed") / before + pl.col("worked") / at_work
    more = (pl.col("saved") - pl.col("saved_at_work")) / before + pl.col("saved_at_work") / at_work
    rows = found.rename({"n": "n_common"}).with_columns(mean=step, example_mean=step - more)
    rows = rows.filter(pl.col("saved") / pl.col("n_common") > _EQUAL)
    per_month = [
        (pl.col(name) / reading.clock.day_seconds / pl.col("months"))
        for name in ("saved", "low", "high", "saved_at_work")
    ]
    # Against an own period, the executions of that period are part of the zone's too.
    own_example = pl.when(pl.col("against") == "zone").then(0).otherwise(pl.col("n_example"))
    rows = rows.join(reading.span.select("zone", "months"), on="zone").join(
        steps(reading), on=["zone", "activity"]
    )
    return rows.with_columns(
        per_month,
        coverage=(pl.col("n_common") + own_example) / pl.col("n"),
        by_law=(pl.col("saved_by_law") / pl.col("saved")).clip(0, 1),
    ).sort(["saved", "zone", "activity"], descending=[True, False, False])


def steps(reading: Reading) -> pl.DataFrame:
    """For each zone and step: n, share of the zone's lead time, and the party that holds the case longest.

    Between two steps the case is held by the party that has to act next.
    """
    by_party = total(reading.flow.rename({"target": "activity"}), ["zone", "activity", "party_to"])
    order = by_party.sort(["zone", "activity", "seconds", "party_to"], descending=[False, False, True, False])
    held = pl.col("seconds").first() / pl.col("seconds").sum()
    flow = order.group_by("zone", "activity", maintain_order=True).agg(
        pl.col("n", "seconds").sum(), party=pl.col("party_to").first(), party_share=held.fill_nan(0)
    )
    work = total(reading.work, ["zone", "activity"]).select("zone", "activity", worked="seconds")
    lead = total(reading.case, ["zone"]).select("zone", lead="seconds")
    both = flow.join(work, on=["zone", "activity"], how="left").join(lead, on="zone")
    share = mean("spent", "lead").fill_null(0)
    return both.with_columns(spent=pl.col("seconds") + pl.col("worked").fill_null(0)).select(
        "zone", "activity", "n", "party", "party_share", share=share
    )


def _top_edges(reading: Reading, strata: pl.DataFrame) -> dict[tuple[Any, ...], pl.DataFrame]:
    """For each zone and activity the strata that cost most; work has no source."""
    days = pl.col("saved") / reading.clock.day_seconds / pl.col("months")
    rows = strata.join(reading.span.select("zone", "months"), on="zone").sort(
        ["zone", "activity", "saved", "is_work", "source", "kind"],
        descending=[False, False, True, False, False, False],
    )
    top = rows.group_by("zone", "activity", maintain_order=True).head(_EDGES)
    table = top.select(
        "zone", "activity", "source", "kind", "n",
        mean_seconds="mean", example_mean_seconds="mean_example", case_days_per_month=days,
    )  # fmt: skip
    return table.partition_by("zone", "activity", as_dict=True, include_key=False, maintain_order=True)


def _bottleneck(
    clock: Clock, rank: int, row: Mapping[str, Any], edges: pl.DataFrame, cost: Decimal | None
) -> Bottleneck:
    return Bottleneck(
        rank=rank,
        zone=row["zone"],
        activity=row["activity"],
        example=row["example"],
        against=row["against"],
        n=row["n"],
        coverage=row["coverage"],
        mean_seconds=row["mean"],
        example_mean_seconds=row["example_mean"],
        case_days_per_month=row["saved"],
        low=row["low"],
        high=row["high"],
        working_case_days_per_month=row["saved_at_work"],
        statutory_share=row["by_law"],
        share=row["share"],
        party=row["party"],
        party_share=row["party_share"],
        compared=row["compared"],
        months=row["months"],
        clock=clock,
        money_per_month=None if cost is None else _money(row["saved"], cost),
        frame=edges,
    )


def _money(case_days: float, cost: Decimal) -> Decimal:
    return (Decimal(str(round(case_days, 6))) * cost).quantize(Decimal("0.01"))
