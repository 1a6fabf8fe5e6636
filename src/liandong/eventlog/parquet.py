"""Parquet files: typed columns stay typed; our own files name their columns canonically."""

from __future__ import annotations

import polars as pl

from liandong.errors import FileDamaged, FileEmpty
from liandong.eventlog.sheet import ROW, Sheet, own_preset
from liandong.eventlog.source import Source


def read_parquet(source: Source) -> Sheet:
    """The file's one table; row numbers count the heading as a spreadsheet would."""
    try:
        frame = pl.read_parquet(source.path)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise FileDamaged(path=source.path, reason=str(error).splitlines()[0]) from None
    if frame.is_empty():
        raise FileEmpty(path=source.path)
    flat = frame.with_columns(_as_plain(name, dtype) for name, dtype in frame.schema.items())
    numbered = flat.with_columns(pl.int_range(2, flat.height + 2, dtype=pl.Int64).alias(ROW))
    return Sheet(numbered, preset=own_preset(flat.columns))


def _as_plain(name: str, dtype: pl.DataType) -> pl.Expr:
    """Dictionary columns as text, microseconds for times, 1001 for a whole 1001.0, and nothing nested."""
    column = pl.col(name)
    if isinstance(dtype, pl.Categorical | pl.Enum):
        return column.cast(pl.String)
    if isinstance(dtype, pl.Datetime):
        return column.dt.cast_time_unit("us")
    if dtype.is_nested() or dtype == pl.Binary:
        return pl.lit(None, pl.String).alias(name)
    return column
