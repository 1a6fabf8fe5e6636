"""From counts in codes to the tables of a profile. The rows are few by now, so names are simply looked up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import numpy as np
import polars as pl

from liandong.profile.assemble import pseudonym
from liandong.profile.coding import Coder
from liandong.profile.hashing import element_hashes, hash_lists
from liandong.profile.periods import FIRST_DAY
from liandong.profile.raw import offsets_of
from liandong.profile.sequences import named
from liandong.profile.tables import END, START, TABLES, TEXT, Table, add_up, empty

_WHOLE, _SQUARE = pl.Decimal(38, 6), pl.Decimal(38, 0)

Counts = dict[str, pl.DataFrame]


def tables(counts: Counts, coder: Coder, *, working: bool) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """The tables by name, and the activities of each variant (columns variant, activities)."""
    names = _Names(coder)
    variants, sequence = _variants(counts["variants"], coder)
    edges = names.edges(counts["edges"])
    parts: dict[str, list[pl.DataFrame]] = {
        "follows": [
            edges,
            names.ends(counts["firsts"], "first_step"),
            names.ends(counts["lasts"], "last_step"),
        ],
        "follows_shape": [names.edges(counts["edge_shape"])],
        "case": [names.steps(counts["outcomes"], outcome="last_step")],
        "case_shape": [names.steps(counts["outcome_shape"], outcome="last_step")],
        "variant": [names.named(variants)],
        "arrival": [names.named(counts["arrivals"])],
        "daily": [
            names.steps(counts["daily"], activity="step"),
            *(names.named(counts[name]).with_columns(activity=_text(mark)) for name, mark in _MARKS.items()),
        ],
        "presence": [names.workers(counts["presence"])],
        "handover": [edges],
        **{name: [names.worked(counts[name])] for name in ("work", "work_shape") if name in counts},
    }
    whole = {name: _table(parts.get(name, []), table, working=working) for name, table in TABLES.items()}
    return whole, sequence


def _table(parts: list[pl.DataFrame], table: Table, *, working: bool) -> pl.DataFrame:
    """The parts as one canonical table; what a part does not sum is zero."""
    schema = table.schema(working=working)
    rows = [
        part.select(
            (pl.col(name) if name in part.columns else pl.lit(0)).cast(dtype).alias(name)
            for name, dtype in schema.items()
        )
        for part in parts
    ]
    return add_up(pl.concat([empty(table, working=working), *rows]), table, working=working)


#: The counts of cases by day, and the mark that stands for them among activities.
_MARKS = {"begun": START, "ended": END}


def _text(text: str) -> pl.Expr:
    return pl.lit(text, dtype=TEXT)


class _Names:
    """The names that codes stand for."""

    def __init__(self, coder: Coder) -> None:
        self._groups = _columns(coder.groups, ("zone", "object_type"))
        self._steps = _columns(coder.steps, ("activity", "role", "party"))
        self._workers = _columns(coder.workers, ("role", "resource"))
        self._workers["resource"] = pl.Series(
            map(pseudonym, self._workers["resource"]), dtype=pl.String
        ).cast(TEXT)

    def named(self, frame: pl.DataFrame) -> pl.DataFrame:
        """With zone, object type, dates and clock in place of numbers."""
        groups = {name: texts.gather(frame["grp"]) for name, texts in self._groups.items()}
        dates = {_DATES[name]: _dates(frame[name]) for name in _DATES if name in frame.columns}
        clock = (
            {"clock": pl.Series(["clock", "working"], dtype=TEXT).gather(frame["clock"])}
            if "clock" in frame.columns
            else {}
        )
        return (
            _with_decimals(frame)
            .drop("clock", *_DATES, strict=False)
            .with_columns(**groups, **dates, **clock)
        )

    def steps(self, frame: pl.DataFrame, **keys: str) -> pl.DataFrame:
        """With the activities of some columns of steps: key -> column."""
        activities = {key: self._steps["activity"].gather(frame[column]) for key, column in keys.items()}
        return self.named(frame).with_columns(**activities)

    def edges(self, frame: pl.DataFrame) -> pl.DataFrame:
        sides = {
            f"{name}_{side}": self._steps[name].gather(frame[column])
            for name in ("party", "role")
            for side, column in (("from", "source"), ("to", "target"))
        }
        kinds = pl.Series(["elapsed", "waiting"], dtype=TEXT).gather(frame["waits"])
        return self.steps(frame, source="source", target="target").with_columns(**sides, kind=kinds)

    def ends(self, frame: pl.DataFrame, step: str) -> pl.DataFrame:
        """Edges from ▶, in the period a case starts, or to ■, in the period it ends; they take no time."""
        inner, outer, mark = (
            ("target", "source", START) if step == "first_step" else ("source", "target", END)
        )
        here, there = ("to", "from") if step == "first_step" else ("from", "to")
        party = self._steps["party"].gather(frame[step])
        return self.steps(frame, **{inner: step}).with_columns(
            _text(mark).alias(outer),
            _text("elapsed").alias("kind"),
            party.alias(f"party_{here}"),
            _text("").alias(f"party_{there}"),
        )

    def worked(self, frame: pl.DataFrame) -> pl.DataFrame:
        roles = self._steps["role"].gather(frame["step"])
        return self.steps(frame, activity="step").with_columns(role=roles, kind=_text("working"))

    def workers(self, frame: pl.DataFrame) -> pl.DataFrame:
        return self.named(frame).with_columns(
            texts.gather(frame["worker"]).alias(name) for name, texts in self._workers.items()
        )


def _columns(rows: Iterable[tuple[str, ...]], names: tuple[str, ...]) -> dict[str, pl.Series]:
    return {
        name: pl.Series(texts, dtype=pl.String).cast(TEXT)
        for name, texts in zip(names, zip(*rows, strict=True), strict=True)
    }


#: Columns of days since 1800, and the key that each becomes.
_DATES = {
    "week": "period",
    "month": "period",
    "end_week": "period",
    "end_month": "period",
    "day": "day",
    "end_day": "day",
}


def _dates(days: pl.Series) -> pl.Series:
    since_1970 = (FIRST_DAY - date(1970, 1, 1)).days
    return (days.cast(pl.Int32) + since_1970).cast(pl.Date)


def _with_decimals(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with exact decimal sums in place of their integer parts."""
    million, half, middle = (pl.lit(Decimal(value)) for value in ("0.000001", 1 << 32, 1 << 17))
    for clock in ("", "working_"):
        if f"{clock}micros" not in frame.columns:
            continue
        seconds, micros, high, mixed, low = (
            pl.col(clock + name) for name in ("seconds", "micros", "high", "middle", "low")
        )
        exact = seconds.cast(_WHOLE) + micros.cast(_WHOLE) * million
        squares = (
            high.cast(_SQUARE) * half.cast(_SQUARE)
            + mixed.cast(_SQUARE) * middle.cast(_SQUARE)
            + low.cast(_SQUARE)
        )
        frame = frame.with_columns(exact.alias(f"{clock}seconds"), squares.alias(f"{clock}seconds2"))
    return frame


def _variants(frame: pl.DataFrame, coder: Coder) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The counts by the hash of their path, and the activities of each: hashed here, alike for all engines."""
    paths = frame.select(pl.col("path").unique(maintain_order=True))
    steps = paths.select(pl.col("path").str.split(" ").cast(pl.List(pl.Int64))).to_series()
    lengths = steps.list.len().to_numpy()
    offsets = offsets_of(lengths)
    acts = steps.explode(empty_as_null=False).to_numpy()
    hashes = hash_lists(acts, offsets, element_hashes(coder.activities))
    known = sorted(set(coder.activities))
    ranks = np.array([known.index(name) for name in coder.activities])
    return frame.join(paths.with_columns(variant=pl.Series(hashes)), on="path"), named(
        hashes, ranks[acts], offsets, known
    )
