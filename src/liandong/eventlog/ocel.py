"""Object-centric event logs: events that concern several objects, as in OCEL 2.0.

A container, an order and a vehicle share one loading event. Flattening by an object type gives an
ordinary event log whose cases are the objects of that type; nothing else is lost by keeping the tables as
they are.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import polars as pl

from liandong.errors import SettingError
from liandong.eventlog.guess import NAMES, plain
from liandong.eventlog.log import COLUMNS, PROBLEMS, TIME, EventLog, complete
from liandong.eventlog.table import attribute_name
from liandong.eventlog.times import read_times

Schema = dict[str, pl.DataType | type[pl.DataType]]

#: The columns each table begins with; ``events`` has one more for each attribute.
EVENTS: Schema = {"event": pl.String, "activity": pl.String, "time": TIME}
OBJECTS: Schema = {"object": pl.String, "type": pl.String}
RELATIONS: Schema = {"event": pl.String, "object": pl.String, "qualifier": pl.String}
OBJECT_RELATIONS: Schema = {"source": pl.String, "target": pl.String, "qualifier": pl.String}
CHANGES: Schema = {"object": pl.String, "name": pl.String, "time": TIME, "value": pl.String}
#: ``of`` is event or object; a type without attributes has one row without a name.
TYPES: Schema = {"of": pl.String, "type": pl.String, "name": pl.String, "value_type": pl.String}


@dataclass(frozen=True)
class ObjectLog:
    """Events, objects and how they are related, in file order, with what was wrong and what was assumed."""

    events: pl.DataFrame
    objects: pl.DataFrame
    relations: pl.DataFrame
    object_relations: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=OBJECT_RELATIONS))
    #: Values of objects' attributes, each from a moment on.
    changes: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=CHANGES))
    types: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=TYPES))
    problems: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=PROBLEMS))
    timezone: str = "Asia/Shanghai"
    sources: tuple[str, ...] = ()
    assumptions: tuple[tuple[str, str], ...] = ()
    #: What the log's zone is called where events do not say.
    zone: str = ""
    #: Whether that name was asked for, and so stands above what events say.
    has_given_zone: bool = False

    @property
    def object_types(self) -> list[str]:
        """The types that have objects, the most frequent first."""
        counts = self.objects.group_by("type").len().sort(["len", "type"], descending=[True, False])
        return counts["type"].to_list()

    @property
    def attributes(self) -> list[str]:
        """Names of the events' attributes."""
        return [name for name in self.events.columns if name not in EVENTS]

    @property
    def rejected_rows(self) -> int:
        """Number of input events that were left out, each listed in ``problems``."""
        return self.problems.filter("rejected").select("source", "row").n_unique()

    def drop(self, *activities: str) -> ObjectLog:
        """The log without the events of these activities; objects stay."""
        return replace(self, events=self.events.filter(~pl.col("activity").is_in(activities)))

    def keep(self, *activities: str) -> ObjectLog:
        """The log with only the events of these activities; objects stay."""
        return replace(self, events=self.events.filter(pl.col("activity").is_in(activities)))

    def flatten(self, object_type: str) -> EventLog:
        """The event log whose cases are the objects of this type."""
        if object_type not in self.object_types:
            names = ", ".join(self.object_types)
            reason = (f"可用的有 {names}", f"known are {names}")
            raise SettingError(setting="object_type", value=object_type, reason=reason)
        return self._log([object_type])

    def flatten_all(self) -> EventLog:
        """The flattenings by every object type, one after the other, told apart by ``object_type``."""
        return self._log(self.object_types)

    def _log(self, types: list[str]) -> EventLog:
        own = ["zone"] if self.has_given_zone else []
        parts = [complete(self._cases(name).drop(own, strict=False), zone=self.zone) for name in types]
        frame = pl.concat(parts) if parts else complete(pl.DataFrame(schema={"case": pl.String}))
        mapping = {"case": "object", "activity": "activity", "end": "time"}
        return EventLog(frame, self.problems, self.timezone, self.sources, self.assumptions, mapping)

    def _cases(self, object_type: str) -> pl.DataFrame:
        """The events of each object of a type, in event order; related twice is counted once."""
        members = self.objects.filter(pl.col("type") == object_type).select("object")
        pairs = self.relations.join(members, on="object", how="semi").unique(
            ["event", "object"], maintain_order=True
        )
        numbered = self.events.with_row_index("#order").join(pairs, on="event", maintain_order="left_right")
        named = numbered.select(
            pl.col("object").alias("case"),
            "activity",
            pl.col("time").alias("end"),
            pl.lit(object_type).alias("object_type"),
            *[pl.col(name).alias(meaning) for name, meaning in _meanings(self.attributes).items()],
        )
        return _with_start(named, self.timezone)

    def __repr__(self) -> str:
        types = "、".join(self.object_types)
        return f"ObjectLog({self.events.height} events, {self.objects.height} objects, types {types})"


def _meanings(attributes: list[str]) -> dict[str, str]:
    """Attribute -> the canonical column its name stands for (one attribute a column), or itself."""
    named: dict[str, str] = {}
    for meaning in ("zone", "start", "resource", "role", "party"):
        known = [plain(name) for name in (meaning, *NAMES[meaning][:3])]
        fits = sorted((known.index(plain(name)), name) for name in attributes if plain(name) in known)
        if fits and fits[0][1] not in named:
            named[fits[0][1]] = meaning
    return {name: named.get(name, attribute_name(name)) for name in attributes}


def _with_start(frame: pl.DataFrame, timezone: str) -> pl.DataFrame:
    if "start" not in frame.columns:
        return frame
    return frame.with_columns(
        read_times(frame["start"], timezone=timezone).instants.cast(COLUMNS["start"]).alias("start")
    )
