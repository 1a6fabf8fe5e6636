"""The tables of an effect as people read them: values in the unit of their measure, codes as words."""

from __future__ import annotations

import polars as pl

from liandong.effect import Measure
from liandong.effect.estimate import METHODS, STRENGTHS

_VALUES = ("before", "after", "without", "value", "low", "high", "claimed")
_PLACEBOS = {"dates": "提前的日期 earlier dates", "zone": "未实施的片区 zone that never adopted"}
_VERDICTS = {
    "better": "改善 better", "worse": "变差 worse", "unclear": "不确定 not certain", "within": "区间内 within",
    "larger": "大于测算 larger", "smaller": "小于测算 smaller", "opposite": "方向相反 opposite", "unknown": "无可比 unknown",
}  # fmt: skip


def written(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with durations in days and shares in per cent, named as such beside the measure.

    A table holds measures of both kinds, so that its columns cannot have one unit; ``unit`` tells that of each row.
    """
    if "measure" not in frame.columns:
        return frame
    is_share = pl.col("measure").str.starts_with("within")
    if "unit" in frame.columns:
        is_share = is_share | (pl.col("unit") == "share")
    scaled = [
        pl.when(is_share).then(pl.col(name) * 100).otherwise(pl.col(name) / 86_400).alias(name)
        for name in _VALUES
        if name in frame.columns
    ]
    unit = pl.when(is_share).then(pl.lit("%")).otherwise(pl.lit("天 d")).alias("unit")
    names = {str(name): Measure.from_string(name).title("zh") for name in frame["measure"].unique()}
    done = frame.with_columns(*scaled, unit=unit).with_columns(pl.col("measure").replace(names))
    words = {
        "method": {name: f"{zh} {en}" for name, (zh, en) in METHODS.items()},
        "strength": {name: f"{zh} {en}" for name, (zh, en) in STRENGTHS.items()},
        "verdict": _VERDICTS,
        "placebo": _PLACEBOS,
    }
    done = done.with_columns(
        pl.col(name).replace(known) for name, known in words.items() if name in done.columns
    )
    if "relative" in done.columns:
        done = done.rename({"relative": "relative_share", "level": "level_share"})
    if "value" in done.columns:
        done = done.rename({"value": "change"})
    first = [name for name in ("measure", "name", "zone", "unit") if name in done.columns]
    return done.select(*first, pl.exclude(first))
