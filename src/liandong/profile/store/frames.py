"""What dense tables counted, as the frames that every engine gives."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from liandong.profile.coding import Coder
from liandong.profile.raw import SUMS, CaseCounts, RawCounts
from liandong.profile.store import kernel
from liandong.profile.store.dense import Chosen, Counter
from liandong.profile.store.pages import Counted
from liandong.profile.store.variants import Variants

Columns = dict[str, np.ndarray | pl.Series]


def count(chosen: Chosen, coder: Coder, variants: Variants, tables: Sequence[str]) -> RawCounts:
    """The raw counts of the chosen cases, for these tables or for all. Raises TooWideError."""
    counter = Counter(chosen, coder, set(tables))
    for segment, mask in chosen:
        counter.add(segment, mask)
    return _Frames(counter).raw(chosen, variants)


class _Frames:
    """The frames, made from counts by page."""

    def __init__(self, counter: Counter) -> None:
        self.counter = counter
        pages = (each.counted() for each, _ in counter.pages.values())
        self.sums, self.shapes, self.days, self.hours = pages

    def raw(self, chosen: Chosen, variants: Variants) -> RawCounts:
        counter, marks = self.counter, (self.counter.steps, self.counter.steps + 1)
        daily, hourly = self._daily(), self._hourly()
        start_days, end_days = (daily.filter(pl.col("step") == mark).drop("step") for mark in marks)
        is_arrival = pl.col("worker") == counter.workers
        variant, sequences = self._variants(chosen, variants)
        return RawCounts(
            edges=self._sums(-1),
            edge_shape=self._shape(-1),
            work=self._sums(kernel.WORK),
            work_shape=self._shape(kernel.WORK),
            presence=hourly.filter(~is_arrival),
            daily=daily.filter(pl.col("step") < counter.steps),
            cases=pl.DataFrame(),
            sequences=sequences,
            case_counts=CaseCounts(
                begins=self._sums(kernel.BEGIN),
                closes=self._sums(kernel.CLOSE),
                outcomes=self._sums(kernel.OUTCOME),
                outcome_shape=self._shape(kernel.OUTCOME),
                variants=variant,
                arrivals=hourly.filter(is_arrival).drop("worker"),
                start_days=start_days,
                end_days=end_days,
            ),
        )

    def _kind(self, counted: Counted, kind: int) -> tuple[Counted, np.ndarray]:
        """The pages of one kind of thing, -1 for edges, and the keys of their things."""
        keys = self.counter.things[counted.thing]
        steps = self.counter.steps
        is_kind = np.maximum(keys // max(steps, 1) - 4 * steps, -1) == kind
        return counted[is_kind], keys[is_kind]

    def _things(self, keys: np.ndarray, kind: int) -> Columns:
        """The columns that a thing's key stands for."""
        steps = self.counter.steps
        if kind >= 0:
            return {"step": keys % steps}
        source, target = np.divmod(keys >> 2, steps)
        return {"source": source, "target": target, "waits": keys >> 1 & 1, "same": keys & 1}

    def _sums(self, kind: int) -> pl.DataFrame:
        counted, keys = self._kind(self.sums, kind)
        head = {"group": counted.group, "period": self.counter.week_starts[counted.period]}
        measures = dict(zip(("n", *SUMS), counted.counts.T, strict=True))
        return pl.DataFrame(head | self._things(keys, kind) | measures)

    def _shape(self, kind: int) -> pl.DataFrame:
        counted, keys = self._kind(self.shapes, kind)
        head = {"group": counted.group, "period": self.counter.month_starts[counted.period]}
        things = self._things(keys, kind)
        things.pop("same", None)
        return pl.DataFrame(head | things | {"clock": np.zeros(len(keys), dtype=np.int64)} | counted.lists())

    def _daily(self) -> pl.DataFrame:
        counted = self.days
        day = (
            np.repeat(counted.period << kernel.DAYS_BITS, counted.sizes) + counted.at + self.counter.first_day
        )
        columns = {"group": counted.group, "step": counted.thing}
        spread = {name: np.repeat(values, counted.sizes) for name, values in columns.items()}
        return pl.DataFrame(spread | {"day": day, "n": counted.counts})

    def _hourly(self) -> pl.DataFrame:
        counted = self.hours
        period = self.counter.month_starts[counted.period]
        columns = {"group": counted.group, "period": period, "worker": counted.thing}
        spread = {name: np.repeat(values, counted.sizes) for name, values in columns.items()}
        return pl.DataFrame(spread | {"hour_of_week": counted.at, "n": counted.counts})

    def _variants(self, chosen: Chosen, variants: Variants) -> tuple[pl.DataFrame, pl.DataFrame]:
        if not self.counter.counts_variants:
            chosen = chosen[:0]
        keys, sums = self.counter.variants(chosen, variants)
        head = {
            "group": keys[:, 0],
            "period": self.counter.month_starts[keys[:, 1]],
            "variant": variants.hashes[keys[:, 2]],
        }
        frame = pl.DataFrame(head | dict(zip(("n", *SUMS), sums.T, strict=True)))
        is_met = np.zeros(len(variants.hashes), dtype=bool)
        is_met[keys[:, 2]] = True
        return frame, variants.sequences(np.flatnonzero(is_met))
