"""What the ledgers of segments come to, as the frames that every engine gives."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from liandong.profile.coding import Coder
from liandong.profile.periods import Unit, coarser, starts_of_days
from liandong.profile.raw import SUMS, CaseCounts, RawCounts, TooWideError, lists
from liandong.profile.store import ledger
from liandong.profile.store.adding import Added, Adding, Listed
from liandong.profile.store.ledger import Ledger
from liandong.profile.store.posting import BEGIN, CLOSE, EDGE, OUTCOME, WORK
from liandong.profile.store.segment import Segment
from liandong.profile.store.variants import Variants
from liandong.profile.tally import run_starts

Chosen = Sequence[tuple[Segment, np.ndarray]]
Columns = dict[str, np.ndarray]


def count(chosen: Chosen, coder: Coder, variants: Variants, tables: Sequence[str]) -> RawCounts:
    """The raw counts of the chosen cases, for these tables or for all. Raises TooWideError."""
    if coder.calendar is not None:
        raise TooWideError
    adding = Adding(frozenset(tables), len(coder.steps), len(coder.workers))
    parts = [_Frames(segment, mask, adding, coder) for segment, mask in chosen if mask.any()]
    sums, shapes, days, hours = (
        pl.concat([getattr(part, name) for part in parts]) for name in ("sums", "shapes", "days", "hours")
    )
    variant, sequences = variants.counted(chosen if not tables or "variant" in tables else (), coder)
    marks, is_arrival = (adding.steps, adding.steps + 1), pl.col("worker") == adding.workers
    start_days, end_days = (days.filter(pl.col("step") == mark).drop("step") for mark in marks)
    return RawCounts(
        edges=_kind(sums, EDGE),
        edge_shape=_kind(shapes, EDGE),
        work=_kind(sums, WORK),
        work_shape=_kind(shapes, WORK),
        presence=hours.filter(~is_arrival),
        daily=days.filter(pl.col("step") < adding.steps),
        cases=pl.DataFrame(),
        sequences=sequences,
        case_counts=CaseCounts(
            begins=_kind(sums, BEGIN),
            closes=_kind(sums, CLOSE),
            outcomes=_kind(sums, OUTCOME),
            outcome_shape=_kind(shapes, OUTCOME),
            variants=variant,
            arrivals=hours.filter(is_arrival).drop("worker"),
            start_days=start_days,
            end_days=end_days,
        ),
    )


def _kind(frame: pl.DataFrame, kind: int) -> pl.DataFrame:
    """The rows of one kind of entry; those of one step call it ``step``."""
    rows = frame.filter(pl.col("kind") == kind).drop("kind")
    return rows if kind == EDGE else rows.rename({"source": "step"})


class _Frames:
    """What the ledger of one segment comes to, told by group and period."""

    def __init__(self, segment: Segment, mask: np.ndarray, adding: Adding, coder: Coder) -> None:
        self._ledger: Ledger = segment.ledger
        self._group = segment["group"][self._ledger.cases[:-1]].astype(np.int64)
        self._unit = coder.period
        added = adding.of(self._ledger, mask)
        self.sums = self._sums(added)
        self.shapes = self._shapes(added.buckets)
        self.days = self._days(added.days)
        self.hours = self._hours(added.hours)

    def _head(self, accounts: np.ndarray) -> Columns:
        """The group of each account and the first day of its month."""
        month = ledger.calendar()[1][self._ledger.parts["month"][accounts]]
        return {"group": self._group[self._ledger.chunk[accounts]], "month": month}

    def _things(self, accounts: np.ndarray, *names: str) -> Columns:
        return {name: self._ledger.parts[name][accounts] for name in ("kind", "source", "target", *names)}

    def _period(self, days: np.ndarray, finest: Unit) -> np.ndarray:
        """The period of each day, in a table kept by ``finest`` or coarser."""
        periods: np.ndarray = starts_of_days(coarser(finest, self._unit))[days]
        return periods

    def _sums(self, added: Added) -> pl.DataFrame:
        is_met = added.sums[:, 0] > 0
        accounts, sums = added.accounts[is_met], added.sums[is_met]
        parts = self._ledger.parts
        weeks = ledger.calendar()[2][parts["month"][accounts], parts["week"][accounts]]
        head = {"group": self._head(accounts)["group"], "period": self._period(weeks, "week")}
        measures = dict(zip(("n", *SUMS), sums.T, strict=True))
        return pl.DataFrame(head | self._things(accounts, "waits", "same") | measures)

    def _shapes(self, buckets: Listed) -> pl.DataFrame:
        """One row an account, with its buckets and their counts as lists."""
        begins = run_starts(buckets.account)
        accounts, offsets = buckets.account[begins], np.append(begins, len(buckets.account))
        head = self._head(accounts)
        head |= {"period": self._period(head.pop("month"), "month")}
        clock = {"clock": np.zeros(len(accounts), dtype=np.int64)}
        cells = {"buckets": lists(buckets.at, offsets), "counts": lists(buckets.n, offsets)}
        return pl.DataFrame(head | self._things(accounts, "waits") | clock | cells)

    def _days(self, days: Listed) -> pl.DataFrame:
        head = self._head(days.account)
        return pl.DataFrame(
            {"group": head["group"], "step": days.thing, "day": head["month"] + days.at, "n": days.n}
        )

    def _hours(self, hours: Listed) -> pl.DataFrame:
        head = self._head(hours.account)
        head |= {"period": self._period(head.pop("month"), "month")}
        return pl.DataFrame(head | {"worker": hours.thing, "hour_of_week": hours.at, "n": hours.n})
