"""The tables of an effect as people read them: values in the unit of their measure, codes as words."""

from __future__ import annotations

import polars as pl

from liandong.effect import Measure
from liandong.effect.estimate import METHODS, STRENGTHS, Text

_VALUES = ("before", "after", "without", "value", "low", "high", "claimed")
_WORDS: dict[str, dict[str, Text]] = {
    "method": METHODS,
    "strength": STRENGTHS,
    "placebo": {"dates": ("提前的日期", "earlier dates"), "zone": ("未实施的片区", "zone that never adopted")},
    "unit": {"d": ("天", "d")},
    "verdict": {
        "better": ("改善", "better"), "worse": ("变差", "worse"), "unclear": ("不确定", "not certain"),
        "within": ("区间内", "within"), "larger": ("大于测算", "larger"), "smaller": ("小于测算", "smaller"),
        "opposite": ("方向相反", "opposite"), "unknown": ("无可比", "unknown"),
    },
}  # fmt: skip


def words_of(frame: pl.DataFrame) -> dict[str, dict[str, Text]]:
    """What the codes of the frame mean, by column."""
    names = frame["measure"].unique() if "measure" in frame.columns else ()
    every = {str(name): Measure.from_string(name) for name in names}
    return _WORDS | {"measure": {name: (one.title("zh"), one.title("en")) for name, one in every.items()}}


def written(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame as a worksheet has it, which is for readers of both languages: scaled, with its codes in words."""
    if "measure" not in frame.columns:
        return frame
    known = words_of(frame)
    told = {
        name: {code: f"{zh} {en}" for code, (zh, en) in known[name].items()}
        for name in known
        if name in _WORDS
    }
    told["measure"] = {code: zh for code, (zh, _en) in known["measure"].items()}
    done = scaled(frame)
    return done.with_columns(
        pl.col(name).replace(words) for name, words in told.items() if name in done.columns
    )


def scaled(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with durations in days and shares in per cent, named as such beside the measure.

    A table holds measures of both kinds, so that its columns cannot have one unit; ``unit`` tells that of each row.
    """
    if "measure" not in frame.columns:
        return frame
    is_share = pl.col("measure").str.starts_with("within")
    if "unit" in frame.columns:
        is_share = is_share | (pl.col("unit") == "share")
    values = [
        pl.when(is_share).then(pl.col(name) * 100).otherwise(pl.col(name) / 86_400).alias(name)
        for name in _VALUES
        if name in frame.columns
    ]
    unit = pl.when(is_share).then(pl.lit("%")).otherwise(pl.lit("d")).alias("unit")
    done = frame.with_columns(*values, unit=unit)
    if "relative" in done.columns:
        done = done.rename({"relative": "relative_share", "level": "level_share"})
    if "value" in done.columns:
        done = done.rename({"value": "change"})
    first = [name for name in ("measure", "name", "zone", "unit") if name in done.columns]
    return done.select(*first, pl.exclude(first))
