"""Rework: activities done more than once in a case, and the time that takes."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from liandong.diagnosis.reading import Reading, total
from liandong.diagnosis.words import Clock, choose, count, percent

FORMULA = (
    "多办次数 = 同一办件内第二次及以后的办理；多办用时按该环节平均用时估算；连续重复的用时为实际合计",
    "extra executions = second and later ones within a case; their time is estimated by the mean of the "
    "step, that of direct repetition is measured",
)


@dataclass(frozen=True)
class Rework:
    """What is done again.

    ``frame``: zone (``""`` is all together), activity, cases (with the activity repeated), cases_share, extra
    (executions beyond the first), self_loops (it follows itself), two_step_loops (a, b, a),
    self_loop_seconds, extra_seconds (estimated), share (of the lead time).
    """

    frame: pl.DataFrame = field(repr=False, compare=False)
    #: Cases with any activity repeated, and all cases.
    cases: int
    all_cases: int
    clock: Clock

    @property
    def cases_share(self) -> float:
        """The share of cases with rework."""
        return self.cases / self.all_cases if self.all_cases else 0.0

    def sentence(self, lang: str = "zh") -> str:
        """How many cases have rework, and where most time goes into it."""
        if not self.cases:
            return choose(lang, "没有办件重复办理同一环节。", "No case repeats an activity.")
        cases, share = count(self.cases, lang, "件办件", "case"), percent(self.cases_share)
        whole = self.frame.filter(pl.col("zone") == "")
        top = whole.sort(["extra_seconds", "activity"], descending=[True, False], nulls_last=True).row(
            0, named=True
        )
        return choose(
            lang,
            f"{cases}（{share}）有重复办理；重复最费时的是“{top['activity']}”：{top['cases']:,} 件办件多办 "
            f"{top['extra']:,} 次，约占全程用时的 {percent(top['share'])}。",
            f"{cases} ({share}) {'repeats' if self.cases == 1 else 'repeat'} an activity; most time goes "
            f"into “{top['activity']}”: {top['extra']:,} extra executions in {top['cases']:,} cases, about "
            f"{percent(top['share'])} of the lead time.",
        )

    def formula(self, lang: str = "zh") -> str:
        """How rework is counted."""
        return choose(lang, *FORMULA)


def rework(reading: Reading) -> Rework:
    """The rework of a reading."""
    sequence = reading.profile.sequence
    steps = (
        sequence.select("variant", activity="activities")
        .explode("activity")
        .with_columns(pl.col("activity").cast(pl.String))
    )
    repeated = _repeated(steps)
    by = ["zone", "activity"]
    frame = _in_cases(reading, repeated).join(_self_loops(reading), on=by, how="left")
    frame = frame.join(_means(reading), on=by, how="left").with_columns(
        extra_seconds=pl.col("extra") * pl.col("mean"),
        self_loop_seconds=pl.col("self_loop_seconds").fill_null(0.0),
    )
    lead = total(reading.by_zone_and_all(reading.case), ["zone"]).select("zone", lead="seconds")
    share = pl.when(pl.col("lead") > 0).then(pl.col("extra_seconds") / pl.col("lead"))
    frame = frame.join(lead, on="zone").with_columns(share=share)
    frame = frame.sort(
        ["zone", "extra_seconds", "activity"], descending=[False, True, False], nulls_last=True
    )
    columns = ["cases", "cases_share", "extra", "self_loops", "two_step_loops"]
    affected = reading.variant.filter(pl.col("variant").is_in(repeated["variant"].unique().implode()))
    return Rework(
        frame.select(*by, *columns, "self_loop_seconds", "extra_seconds", "share"),
        int(affected["n"].sum()),
        reading.cases,
        reading.clock,
    )


def _repeated(steps: pl.DataFrame) -> pl.DataFrame:
    """What one case of each variant repeats: extra executions, self-loops and two-step loops."""
    before, second = (pl.col("activity").shift(k).over("variant") for k in (1, 2))
    again = pl.col("activity") == before
    marked = steps.with_columns(
        again=again.fill_null(value=False), back=(pl.col("activity") == second).fill_null(value=False)
    )
    counts = marked.group_by("variant", "activity").agg(
        extra=pl.len().cast(pl.Int64) - 1,
        self_loops=pl.col("again").sum().cast(pl.Int64),
        two_step_loops=(pl.col("back") & ~pl.col("again")).sum().cast(pl.Int64),
    )
    return counts.filter(pl.col("extra") > 0)


def _in_cases(reading: Reading, repeated: pl.DataFrame) -> pl.DataFrame:
    variants = reading.by_zone_and_all(reading.variant)
    times = [(pl.col(name) * pl.col("n")).sum() for name in ("extra", "self_loops", "two_step_loops")]
    found = variants.join(repeated, on="variant").group_by("zone", "activity").agg(pl.col("n").sum(), *times)
    all_cases = variants.group_by("zone").agg(all=pl.col("n").sum())
    return (
        found.rename({"n": "cases"})
        .join(all_cases, on="zone")
        .with_columns(cases_share=pl.col("cases") / pl.col("all"))
    )


def _self_loops(reading: Reading) -> pl.DataFrame:
    loops = reading.edges.filter(pl.col("source") == pl.col("target")).rename({"target": "activity"})
    sums = total(reading.by_zone_and_all(loops), ["zone", "activity"])
    return sums.select("zone", "activity", self_loop_seconds="seconds")


def _means(reading: Reading) -> pl.DataFrame:
    """The mean time of one execution after another activity: into it, and the work on it."""
    by = ["zone", "activity"]
    into = total(reading.by_zone_and_all(reading.edges.rename({"target": "activity"})), by)
    work = total(reading.by_zone_and_all(reading.work), by).select(*by, work=pl.col("seconds") / pl.col("n"))
    both = pl.col("seconds") / pl.col("n") + pl.col("work").fill_null(0)
    return into.join(work, on=by, how="left").select(*by, mean=both)
