"""The names of a store: what its codes stand for. They only grow, so a code means the same in every segment."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import numpy as np
import polars as pl
import pyarrow as pa

from liandong.files import keep
from liandong.profile.coding import Coder, Names

#: What an attribute holds: a text, a number, ("truth", 0 or 1), or ("time", microseconds since 1970).
Value: TypeAlias = str | float | tuple[str, int]


@dataclass
class StoreNames:
    """The codes of groups, steps and workers, and of the values of each attribute (0: it has none)."""

    groups: Names = field(default_factory=Names)
    steps: Names = field(default_factory=Names)
    workers: Names = field(default_factory=Names)
    attributes: dict[str, dict[Value, int]] = field(default_factory=dict)

    def coder(self, timezone: str) -> Coder:
        """A coder that knows these codes and adds new ones to them."""
        return Coder(timezone, groups=self.groups, steps=self.steps, workers=self.workers)

    def codes(self, attribute: str, column: pa.Array) -> np.ndarray:
        """The code of each value of the column; new values get new codes."""
        known = self.attributes.setdefault(attribute, {})
        values, kind = _plain(pl.Series(pl.from_arrow(column)))
        distinct = values.drop_nulls().unique(maintain_order=True)
        keys = [(kind, value) if kind else value for value in distinct.to_list()]
        places = pl.Series([known.setdefault(key, len(known) + 1) for key in keys], dtype=pl.UInt32)
        codes: np.ndarray = (
            values.replace_strict(distinct, places, default=0, return_dtype=pl.UInt32).fill_null(0).to_numpy()
        )
        return codes

    def write(self, path: Path) -> None:
        """Writes all names to a new file."""
        content = {name: [*getattr(self, name)] for name in ("groups", "steps", "workers")}
        content["attributes"] = [[name, [*codes]] for name, codes in self.attributes.items()]
        with path.open("x", encoding="utf-8") as file:
            json.dump(content, file, ensure_ascii=False, separators=(",", ":"))
        keep(path)

    @classmethod
    def read(cls, path: Path) -> StoreNames:
        """The names in a file."""
        content = json.loads(path.read_text("utf-8"))
        names = cls()
        for kind in ("groups", "steps", "workers"):
            for value in content[kind]:
                getattr(names, kind).code(tuple(value))
        for name, values in content["attributes"]:
            keys = (tuple(value) if isinstance(value, list) else value for value in values)
            names.attributes[name] = {key: place for place, key in enumerate(keys, 1)}
        return names


def _plain(column: pl.Series) -> tuple[pl.Series, str]:
    """The column as texts or numbers; truths and instants as whole numbers, with a word for what they are."""
    dtype = column.dtype
    if isinstance(dtype, pl.Datetime) and dtype.time_zone:
        return column.dt.timestamp("us"), "time"
    if dtype == pl.Boolean:
        return column.cast(pl.Int64), "truth"
    if dtype.is_integer():
        return column.cast(pl.Int64), ""
    if dtype.is_float() or dtype.is_decimal():
        return column.cast(pl.Float64).fill_nan(None), ""
    if dtype.is_nested() or dtype in (pl.Binary, pl.Null):
        return pl.Series(column.name, [None] * len(column), dtype=pl.String), ""
    return column.cast(pl.String), ""
