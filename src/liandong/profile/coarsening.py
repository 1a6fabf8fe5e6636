"""Fewer, larger cells: longer periods, wider buckets, other names, forgotten keys. Commutes with ``+``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from liandong.errors import SettingError
from liandong.profile.periods import Unit, coarser, floor
from liandong.profile.sequences import renamed
from liandong.profile.statutory import Mark
from liandong.profile.tables import CARDINALITY, KEYS, TABLES, TEXT, Table, add_up

if TYPE_CHECKING:
    from liandong.profile.value import Profile

#: The keys that may be renamed or forgotten: all but those that say what a row counts.
_FREE = sorted(set(KEYS) - {"bucket", "clock", "count", "kind", "period"})
#: Words that stand for several keys: both ends of an edge or relation, and for activities the outcome.
_SPREAD = {
    "role": ("role", "role_from", "role_to"),
    "party": ("party_from", "party_to"),
    "activity": ("activity", "source", "target", "outcome"),
    "object_type": ("object_type", "related_type"),
}


@dataclass(frozen=True)
class Coarsening:
    """What becomes of the keys: the finest period kept, buckets that go into one, new names, and what is forgotten."""

    unit: Unit
    bucket: int
    rename: Mapping[str, Mapping[str, str]]
    drop: Sequence[str]

    def __post_init__(self) -> None:
        if self.bucket < 1:
            reason = ("请用 1 或更大的整数", "use 1 or a larger whole number")
            raise SettingError(setting="bucket", value=self.bucket, reason=reason)
        check_keys(_spread(self.rename), [key for key in _FREE if KEYS[key] == TEXT])
        check_keys(_spread(self.drop), _FREE)

    def of(self, profile: Profile) -> Profile:
        """The profile in the larger cells."""
        settings = replace(
            profile.settings,
            period=self.unit,
            bucket_width=profile.settings.bucket_width * self.bucket,
            statutory=self._marks(profile.settings.statutory),
        )
        sequence, hashes = profile.sequence, dict[int, int]()
        names = self._activity_names(profile)
        if "variant" in self.drop:
            sequence = sequence.clear()
        elif names:
            sequence, hashes = renamed(sequence, names)
        working = bool(settings.calendar)
        tables = {
            name: add_up(self._coarse(profile.tables[name], table, hashes), table, working=working)
            for name, table in TABLES.items()
        }
        related = self._coarse(profile.cardinality, CARDINALITY, hashes)
        return replace(
            profile,
            settings=settings,
            tables=tables,
            sequence=sequence,
            cardinality=add_up(related, CARDINALITY, working=working),
        )

    def _activity_names(self, profile: Profile) -> Mapping[str, str]:
        """The new names of activities, by the old; a forgotten activity is called nothing."""
        if "activity" not in self.drop:
            return self.rename.get("activity", {})
        texts = profile.sequence["activities"].explode(empty_as_null=False).cast(pl.String)
        return dict.fromkeys(texts.unique().to_list(), "")

    def _marks(self, marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
        """The statutory marks under the new names; none where activities are forgotten."""
        if "activity" in self.drop:
            return ()
        names = self.rename.get("activity", {})
        return tuple(sorted({mark.renamed(names) for mark in marks}))

    def _coarse(self, frame: pl.DataFrame, table: Table, hashes: Mapping[int, int]) -> pl.DataFrame:
        forgotten = _spread(self.drop)
        changes = [floor(pl.col("period"), coarser(table.finest, self.unit)).alias("period")]
        changes += [
            pl.col(key).cast(pl.String).replace(values).cast(TEXT)
            for name, values in self.rename.items()
            for key in _SPREAD.get(name, (name,))
            if key in frame.columns and key not in forgotten
        ]
        changes += [_forgotten(key, frame.schema[key]) for key in forgotten if key in frame.columns]
        if "bucket" in frame.columns:
            changes.append(pl.col("bucket") // self.bucket)
        if hashes and "variant" in frame.columns:
            changes.append(pl.col("variant").replace(hashes))
        return frame.with_columns(changes)


def check_keys(asked: Iterable[str], known: Iterable[str]) -> None:
    """Refuses keys that are not among the known ones. Raises SettingError."""
    for key in asked:
        if key not in known:
            names = ", ".join(known)
            raise SettingError(setting="key", value=key, reason=(f"可用的有 {names}", f"use one of {names}"))


def _spread(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(key for name in names for key in _SPREAD.get(name, (name,))))


def _forgotten(key: str, dtype: pl.DataType) -> pl.Expr:
    """The one value that stands for all values of a forgotten key."""
    return pl.lit("" if dtype == TEXT else 0).cast(dtype).alias(key)
