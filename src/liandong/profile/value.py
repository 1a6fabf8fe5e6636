"""The profile: a log as tables of counts that add.

    (a + b) + c == a + (b + c)      a + b == b + a      a + empty == a      (a + b) - b == a
    coarsen(a + b) == coarsen(a) + coarsen(b)
    profile(x and y together) == profile(x) + profile(y)    where no case lies in both

The same law gives several cores, SQL engines, daily increments, and zones that share counts but no events.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import polars as pl

from liandong.errors import ProfileNotContained, ProfilesDiffer, SettingError, TableUnknown
from liandong.profile import buckets, storage
from liandong.profile.checksum import Checksum, checksum
from liandong.profile.coarsening import Coarsening, check_keys
from liandong.profile.datasheet import DataSheet
from liandong.profile.merging import merged, spliced
from liandong.profile.periods import Unit, check_unit, coarser
from liandong.profile.sequences import SEQUENCE
from liandong.profile.statutory import Mark, is_marked, is_marked_work, noted
from liandong.profile.tables import CARDINALITY, TABLES, TEXT, add_up, empty


@dataclass(frozen=True)
class Settings:
    """What two profiles must have in common to be added."""

    timezone: str = "Asia/Shanghai"
    #: Name and fingerprint of the working-time calendar; empty when only clock time was counted.
    calendar: str = ""
    #: Seconds of working time in a working day, to show working time in days; 0 without a calendar.
    working_day_seconds: int = 0
    #: The period of the finest tables; no table is finer than its own (``TABLES``).
    period: Unit = "week"
    #: How many 1 % buckets one bucket of the shapes holds.
    bucket_width: int = 1
    #: Activities and edges that a clause prescribes.
    statutory: tuple[Mark, ...] = ()


@dataclass(frozen=True, eq=False)
class Profile:
    """Tables of counts with the settings they were counted by and a data sheet on where they come from."""

    settings: Settings = field(default_factory=Settings)
    tables: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    #: The activities of each variant: columns ``variant`` and ``activities``.
    sequence: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SEQUENCE))
    sheet: DataSheet = field(default_factory=DataSheet)
    #: How many objects go together, for an object-centric log (``profile.cardinality``); else without rows.
    cardinality: pl.DataFrame = field(default_factory=lambda: empty(CARDINALITY, working=False))

    def __post_init__(self) -> None:
        working = bool(self.settings.calendar)
        whole = {
            name: self.tables[name] if name in self.tables else empty(table, working=working)
            for name, table in TABLES.items()
        }
        object.__setattr__(self, "tables", whole)

    # -- tables ------------------------------------------------------------------------------------------------

    def table(self, name: str) -> pl.DataFrame:
        """The table of that name; raises TableUnknown."""
        try:
            return self.cardinality if name == "cardinality" else self.tables[name]
        except KeyError:
            raise TableUnknown(table=name, known=", ".join(TABLES)) from None

    @property
    def follows(self) -> pl.DataFrame:
        """Directly-follows counts with durations; ▶ and ■ stand for the start and end of a case."""
        return self.tables["follows"]

    @property
    def work(self) -> pl.DataFrame:
        """Time worked by activity and role, where start times exist."""
        return self.tables["work"]

    @property
    def case(self) -> pl.DataFrame:
        """Cases and lead times by outcome (last activity) and the period they started in."""
        return self.tables["case"]

    @property
    def variant(self) -> pl.DataFrame:
        """Cases by whole sequence; ``sequence`` has the activities of each."""
        return self.tables["variant"]

    @property
    def arrival(self) -> pl.DataFrame:
        """Case starts by local hour of the week, 0 being Monday from midnight to one."""
        return self.tables["arrival"]

    @property
    def daily(self) -> pl.DataFrame:
        """Events by activity and day; ▶ counts case starts, ■ case ends."""
        return self.tables["daily"]

    @property
    def presence(self) -> pl.DataFrame:
        """Events by role, resource (a pseudonym) and hour of the week."""
        return self.tables["presence"]

    @property
    def handover(self) -> pl.DataFrame:
        """Steps from role to role, and whether the same resource went on."""
        return self.tables["handover"]

    @property
    def zones(self) -> list[str]:
        """The zones counted, sorted."""
        return self.case["zone"].unique().cast(pl.String).sort().to_list()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was counted."""
        return all(table.is_empty() for table in self.tables.values())

    # -- algebra -----------------------------------------------------------------------------------------------

    def __add__(self, other: Profile) -> Profile:
        """Both together, exactly. Raises ProfilesDiffer when they were counted by different settings."""
        if not isinstance(other, Profile):
            return NotImplemented
        if self.is_empty or other.is_empty:
            whole = other if self.is_empty else self
            return replace(whole, sheet=self.sheet + other.sheet)._noted()
        _check_settings(self.settings, other.settings)
        working = bool(self.settings.calendar)
        tables = {
            name: merged(self.tables[name], other.tables[name], table, working=working)
            for name, table in TABLES.items()
        }
        sequence = pl.concat([self.sequence, other.sequence]).unique("variant", keep="first").sort("variant")
        related = merged(self.cardinality, other.cardinality, CARDINALITY, working=False)
        return Profile(self.settings, tables, sequence, self.sheet + other.sheet, related)._noted()

    def __radd__(self, other: object) -> Profile:
        """So that ``sum(profiles)`` works."""
        return self if other == 0 else NotImplemented

    def __sub__(self, other: Profile) -> Profile:
        """What is left after ``other`` is taken out. Raises ProfileNotContained when it was never in."""
        if not isinstance(other, Profile):
            return NotImplemented
        if other.is_empty:
            return self
        _check_settings(self.settings, other.settings)
        working = bool(self.settings.calendar)
        tables = {}
        for name, table in (TABLES | {"cardinality": CARDINALITY}).items():
            minus = other.table(name).with_columns(-pl.col(list(table.measures(working=working))))
            tables[name] = merged(self.table(name), minus, table, working=working)
            missing = tables[name].filter(pl.col("n") <= 0).height
            if missing:
                raise ProfileNotContained(table=name, count=missing)
        sequence, related = self._sequence_of(tables["variant"]), tables.pop("cardinality")
        return Profile(self.settings, tables, sequence, self.sheet - other.sheet, related)

    def changed(self, change: Profile) -> Profile:
        """``self + change``, whose counts may be negative: for a small change of a large profile.

        Raises ProfilesDiffer, ProfileNotContained.
        """
        settings = change.settings if self.is_empty else self.settings
        if not change.is_empty:
            _check_settings(settings, change.settings)
        working, tables = bool(settings.calendar), {}
        for name, table in (TABLES | {"cardinality": CARDINALITY}).items():
            tables[name] = merged(self.table(name), change.table(name), table, working=working)
            if missing := int((tables[name]["n"] <= 0).sum()):
                raise ProfileNotContained(table=name, count=missing)
        related = tables.pop("cardinality")
        gone = change.variant.filter(pl.col("n") < 0)["variant"].unique()
        sequence = self._sequence_with(change.sequence, tables["variant"]["variant"], gone)
        whole = Profile(settings, tables, sequence, self.sheet + change.sheet, related)._noted()
        vars(whole)["checksum"] = self.checksum + change.checksum
        return whole

    def _sequence_with(self, new: pl.DataFrame, variants: pl.Series, touched: pl.Series) -> pl.DataFrame:
        """The sequences with new ones, without those of the touched variants that are left in no case."""
        left = variants.filter(variants.is_in(touched.implode()))
        gone = touched.filter(~touched.is_in(left.implode()))
        return spliced(self.sequence, new, gone.to_numpy())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Profile) and self.sha256 == other.sha256

    def __hash__(self) -> int:
        return hash(self.sha256)

    @cached_property
    def sha256(self) -> str:
        """The fingerprint of settings and counts; equal profiles have equal ones, on any platform."""
        return storage.fingerprint(self)

    @cached_property
    def checksum(self) -> Checksum:
        """A fingerprint by zone that adds as profiles do: known after a change at the cost of the change."""
        tables = {name: (self.table(name), table) for name, table in TABLES.items()}
        return checksum(repr(self.settings), tables | {"cardinality": (self.cardinality, CARDINALITY)})

    # -- views -------------------------------------------------------------------------------------------------

    def coarsen(
        self,
        *,
        period: Unit | str | None = None,
        bucket: int = 1,
        rename: Mapping[str, Mapping[str, str]] | None = None,
        drop: Sequence[str] = (),
    ) -> Profile:
        """The profile in fewer, larger cells. Commutes with ``+``.

        Parameters
        ----------
        period : the period no table is finer than, such as ``quarter``.
        bucket : how many of the present buckets go into one; 5 makes 1 % buckets 5 % ones.
        rename : new names for the values of a key, such as ``{"role": {"窗口甲": "窗口"}}``; ``role`` and ``party``
            stand for both ends of an edge as well, ``activity`` for every place that names one: variants that the new
            names make equal become one.
        drop : keys to forget, such as ``resource``; the same words stand for several keys. Without ``variant`` or
            ``activity`` the sequences tell no activity either.

        Examples
        --------
        >>> Profile().coarsen(period="quarter", bucket=5).settings.bucket_width
        5
        """
        unit = coarser(check_unit(period) if period else self.settings.period, self.settings.period)
        coarsening = Coarsening(unit, bucket, rename or {}, tuple(drop))
        is_change = unit != self.settings.period or bucket != 1 or rename or drop
        return coarsening.of(self)._noted(self.settings.statutory) if is_change else self

    def mark(self, statutory: Iterable[Mark]) -> Profile:
        """The profile with the time of these activities and edges counted as statutory. Commutes with ``+``.

        Waiting and elapsed time into a marked step become one kind: a clause limits the time from the step before,
        whether or not the log says when work began. A mark that meets nothing is noted among the assumptions.
        """
        marks = tuple(sorted(statutory))
        if not marks:
            return self
        is_statutory = {"follows": is_marked(marks), "work": is_marked_work(marks)}
        working = bool(self.settings.calendar)
        tables = dict(self.tables)
        for name in ("follows", "follows_shape", "work", "work_shape"):
            kind = (
                pl.when(is_statutory[name.removesuffix("_shape")])
                .then(pl.lit("statutory", dtype=TEXT))
                .otherwise("kind")
            )
            tables[name] = add_up(tables[name].with_columns(kind=kind), TABLES[name], working=working)
        return replace(self, tables=tables, settings=replace(self.settings, statutory=marks))._noted()

    def _noted(self, former: tuple[Mark, ...] = ()) -> Profile:
        """The profile whose data sheet says which statutory marks meet nothing, and no longer what former ones did."""
        assumptions = noted(self.sheet.assumptions, self.settings.statutory, self.follows, former)
        return replace(self, sheet=replace(self.sheet, assumptions=assumptions))

    def select(self, **values: str | Iterable[str]) -> Profile:
        """The part of the profile with these key values: ``select(zone="青岛")``, ``select(object_type=...)``.

        Only the keys that every table has (zone, period, object_type) can be selected on.
        """
        tables = {**self.tables, "cardinality": self.cardinality}
        for key, wanted in values.items():
            if key not in ("zone", "period", "object_type"):
                reason = ("只能按 zone、period 或 object_type 选取", "select on zone, period or object_type")
                raise SettingError(setting="select", value=key, reason=reason)
            chosen = [wanted] if isinstance(wanted, str) else list(wanted)
            tables = {
                name: frame.filter(pl.col(key).cast(pl.String).is_in(chosen))
                for name, frame in tables.items()
            }
        sequence, related = self._sequence_of(tables["variant"]), tables.pop("cardinality")
        return replace(self, tables=tables, sequence=sequence, cardinality=related)

    def quantile(
        self,
        table: str,
        q: float,
        by: str | list[str] | None = None,
        *,
        clock: str = "clock",
        interpolate: bool = True,
    ) -> float | pl.DataFrame | None:
        """A quantile of durations in seconds, within 1 %, or one a group with ``by``.

        ``table`` is ``case`` (lead times), ``follows`` or ``work``; ``clock`` is ``clock`` or ``working``. Neighbouring
        cases are interpolated as Excel does; ``interpolate=False`` gives the k-th case, k = ⌈q n⌉.
        """
        if not 0 <= q <= 1:
            reason = ("分位数在 0 和 1 之间", "a quantile lies between 0 and 1")
            raise SettingError(setting="q", value=q, reason=reason)
        self._check_question(f"{table}_shape", clock, by)
        keys = [by] if isinstance(by, str) else list(by or [])
        shape, width = self._shape(table, clock, keys), self.settings.bucket_width
        if by is None:
            return buckets.quantile(shape, q, width=width, interpolate=interpolate)
        return buckets.quantiles(shape, keys, (q,), width=width, interpolate=interpolate)

    def mean(
        self, table: str, by: str | list[str] | None = None, *, clock: str = "clock"
    ) -> float | pl.DataFrame | None:
        """The exact mean duration in seconds, or one a group with ``by`` (columns n and mean_seconds)."""
        self._check_question(table, clock, by)
        column = pl.col("seconds" if clock == "clock" else "working_seconds")
        frame = self.table(table)
        if table == "follows":
            frame = real_edges(frame)
        mean = (column.sum().cast(pl.Float64) / pl.col("n").sum()).alias("mean_seconds")
        if by is not None:
            return frame.group_by(by).agg(pl.col("n").sum(), mean).sort(by)
        return frame.select(mean).item() if frame.height else None

    def share_within(self, table: str, seconds: float, *, clock: str = "clock") -> float | None:
        """The share of durations up to ``seconds``; the bucket that straddles the limit is split evenly."""
        return buckets.share_within(self._shape(table, clock, []), seconds, width=self.settings.bucket_width)

    def _shape(self, table: str, clock: str, keys: list[str]) -> pl.DataFrame:
        """These keys, buckets and counts of a shape by one clock; without a calendar there is no other."""
        shape = self.table(f"{table}_shape")
        if table == "follows":
            shape = real_edges(shape)
        if self.settings.calendar:
            shape = shape.filter(pl.col("clock") == clock)
        elif clock != "clock":
            shape = shape.clear()
        return shape.select(*(key for key in keys if key != "bucket"), "bucket", "n")

    def _sequence_of(self, variant: pl.DataFrame) -> pl.DataFrame:
        """The activities of the variants that are left."""
        return self.sequence.filter(pl.col("variant").is_in(variant["variant"].unique().implode()))

    def _check_question(self, table: str, clock: str, by: str | list[str] | None) -> None:
        """Refuses a table without durations, a clock that was not counted, and keys the table does not have."""
        timed = [name for name in TABLES if f"{name}_shape" in TABLES or TABLES[name].timed]
        name = table.removesuffix("_shape")
        if name not in timed or table not in TABLES:
            raise TableUnknown(table=name, known=", ".join(timed))
        if clock not in ("clock", "working") or (clock == "working" and not self.settings.calendar):
            reason = (
                "请用 clock；带日历统计的流程画像也可用 working",
                "use clock, or working where the profile was counted with a calendar",
            )
            raise SettingError(setting="clock", value=clock, reason=reason)
        check_keys([by] if isinstance(by, str) else by or [], list(TABLES[table].all_keys))

    # -- files -------------------------------------------------------------------------------------------------

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the profile to one file; the old file stays until the new one is whole."""
        storage.save(self, Path(path))

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Profile:
        """Reads a profile file. Raises ProfileDamaged when it is not one."""
        return storage.load(Path(path))

    def __repr__(self) -> str:
        cases, zones = int(self.case["n"].sum()), "、".join(self.zones)
        return f"Profile({cases} cases, zones {zones or '—'}, by {self.settings.period}, sha256 {self.sha256[:12]})"


def real_edges(follows: pl.DataFrame) -> pl.DataFrame:
    """The rows of ``follows`` between two activities, without those from ▶ and to ■."""
    return follows.filter((pl.col("source") != "▶") & (pl.col("target") != "■"))


def _check_settings(left: Settings, right: Settings) -> None:
    for name in Settings.__dataclass_fields__:
        mine, other = getattr(left, name), getattr(right, name)
        if mine != other:
            raise ProfilesDiffer(setting=name, left=mine or "—", right=other or "—")
