"""Making a Time Release Study: from the tables of a profile to its figures."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from liandong.diagnosis.drift import last_change, lead_times, units, whole_edges
from liandong.diagnosis.reading import Reading, mean, period_of, total
from liandong.diagnosis.release import STATISTICS, TimeReleaseStudy
from liandong.diagnosis.segments import Targets, statistics, within
from liandong.errors import SettingError

_BREAKDOWNS = ("zone", "object_type", "outcome", "period")


def time_release_study(
    reading: Reading, target_seconds: float | Targets | None = None, minimum: int = 30
) -> TimeReleaseStudy:
    """The study of a reading; ``target_seconds`` is one for whole cases, or a table with ``""`` for those."""
    targets = _targets(target_seconds)
    edges = total(reading.edges, ["source", "target"])
    _check_segments(targets, edges)
    rare = edges.filter(pl.col("n") < minimum)
    sheet = reading.profile.sheet
    # A target is meant on the clock that was asked for.
    clocks = [(one, targets if one is reading else {}) for one in reading.clocks]
    return TimeReleaseStudy(
        frame=pl.concat([_segments(one, wanted, minimum) for one, wanted in clocks]),
        cases=pl.concat([_cases(one, wanted, []) for one, wanted in clocks]),
        breakdowns=pl.concat(
            [_broken_down(one, wanted, key) for one, wanted in clocks for key in _BREAKDOWNS]
        ),
        parties=_parties(reading),
        changes=_changes(reading, minimum),
        zones=tuple(reading.zones),
        object_types=tuple(reading.case["object_type"].unique().sort()),
        first=reading.first_day,
        last=reading.last_day,
        n=reading.cases,
        rejected_rows=sheet.rejected_rows,
        minimum=minimum,
        rare_segments=rare.height,
        rare_steps=int(rare["n"].sum()),
        clock=reading.clock,
    )


def _targets(given: float | Targets | None) -> dict[tuple[str, str], float]:
    """The targets by source and target; ``("", "")`` is the whole case. Raises SettingError."""
    if given is None:
        return {}
    table: Targets = given if isinstance(given, Mapping) else {"": given}
    targets = {}
    for name, seconds in table.items():
        source, _, target = name.partition("→") if isinstance(name, str) else (name[0], "", name[1])
        if seconds <= 0:
            raise SettingError(
                setting="target",
                value=seconds,
                reason=("目标须为正的秒数", "a target is a positive number of seconds"),
            )
        targets[source.strip(), target.strip()] = float(seconds)
    return targets


def _check_segments(targets: dict[tuple[str, str], float], edges: pl.DataFrame) -> None:
    known = set(edges.select("source", "target").iter_rows())
    for source, target in targets:
        if (source or target) and (source, target) not in known:
            raise SettingError(
                setting="target",
                value=f"{source} → {target}",
                reason=("没有办件走这一步，请核对两个名称", "no case takes this step; check both names"),
            )


def _segments(reading: Reading, targets: dict[tuple[str, str], float], minimum: int) -> pl.DataFrame:
    by = ["source", "target"]
    often = total(reading.edges, by).filter(pl.col("n") >= minimum).select(by)
    sums = reading.edges.join(often, on=by, how="semi")
    shape = reading.shape("follows").join(often, on=by, how="semi")
    frame = _with_target(reading, statistics(reading, sums, shape, by), shape, by, targets)
    lead = reading.lead_seconds
    share = pl.col("seconds") / lead if lead else pl.lit(0.0)
    ordered = frame.with_columns(share=share).sort(["seconds", *by], descending=[True, False, False])
    return ordered.select(pl.lit(reading.clock.name).alias("clock"), *by, *STATISTICS, "share")


def _cases(reading: Reading, targets: dict[tuple[str, str], float], by: list[str]) -> pl.DataFrame:
    """Whole cases by group."""
    unit = reading.unit("quarter")
    all_cases = {"source": pl.lit(""), "target": pl.lit(""), "period": period_of(unit)}
    sums = reading.case.with_columns(**all_cases)
    shape = reading.shape("case").with_columns(**all_cases)
    keys = [*by, "source", "target"]
    frame = _with_target(reading, statistics(reading, sums, shape, keys), shape, keys, targets)
    return frame.select(pl.lit(reading.clock.name).alias("clock"), *by, *STATISTICS)


def _broken_down(reading: Reading, targets: dict[tuple[str, str], float], key: str) -> pl.DataFrame:
    frame = _cases(reading, targets, [key]).rename({key: "value"})
    return frame.select("clock", pl.lit(key).alias("by"), pl.col("value").cast(pl.String), *STATISTICS)


def _with_target(
    reading: Reading,
    frame: pl.DataFrame,
    shape: pl.DataFrame,
    by: list[str],
    targets: dict[tuple[str, str], float],
) -> pl.DataFrame:
    """Adds the target of each group that has one, and the share within it."""
    rows = [(source, target, seconds) for (source, target), seconds in targets.items()]
    schema = {"source": pl.String, "target": pl.String, "target_seconds": pl.Float64}
    table = pl.DataFrame(rows, schema=schema, orient="row")
    share = within(shape.join(table, on=["source", "target"]), by, reading.width)
    return frame.join(table, on=["source", "target"], how="left").join(share, on=by, how="left")


def _parties(reading: Reading) -> pl.DataFrame:
    """The time each party held cases: between two steps the party of the later one, and its work on steps."""
    between = total(reading.edges.rename({"party_to": "party"}), ["party"])
    worked = total(_work_by_party(reading), ["party"]).select("party", work_seconds="seconds")
    held = between.join(worked, on="party", how="full", coalesce=True).with_columns(pl.col("n").fill_null(0))
    whole = pl.col("seconds").fill_null(0) + pl.col("work_seconds").fill_null(0)
    lead = reading.lead_seconds
    share = pl.col("seconds") / lead if lead else pl.lit(0.0)
    return (
        held.with_columns(seconds=whole)
        .sort(["seconds", "party"], descending=[True, False])
        .select("party", "n", "seconds", "work_seconds", mean_seconds=mean(), share=share)
    )


def _work_by_party(reading: Reading) -> pl.DataFrame:
    """The work with the party of its activity; with none where several parties do that activity."""
    by = ["zone", "object_type", "activity"]
    one = pl.when(pl.col("party_to").n_unique() == 1).then(pl.col("party_to").first())
    parties = reading.flow.rename({"target": "activity"}).group_by(by).agg(party=one)
    return reading.work.join(parties, on=by, how="left").with_columns(pl.col("party").fill_null(""))


def _changes(reading: Reading, minimum: int) -> pl.DataFrame:
    """Whole cases and segments: the last complete quarter (or month) against the one before."""
    by = ("source", "target")
    for unit in units(reading)[::-1]:
        cases = lead_times(reading, unit).filter(pl.col("zone") == "")
        cases = last_change(cases.with_columns(source=pl.lit(""), target=pl.lit("")), by)
        if cases.height:
            break
    return pl.concat([cases, last_change(whole_edges(reading, unit, minimum), by)])
