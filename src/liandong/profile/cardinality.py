"""How many objects go together: the table ``cardinality`` of an object-centric log.

Three kinds of rows, each a histogram of how many objects of ``related_type`` (``count``) there are:

    event    of the events of an activity that concern an object of this object type, in the month of the event; those
             with one object alone are left out, so that a log where none has more counts like any other log
    met      of the objects of this type: other objects they share an event with, in the month of their first event
    linked   of the objects of this type: objects they are related to (OCEL's O2O), in either direction

With no object of a type there is no row: a log that knows no such type could not count it, and profiles would not add.
A count above 16 stands for up to twice as many as the power of two before it (17 to 32 is 32), so cells stay few.

    profile(x and y together) == profile(x) + profile(y)    where no event and no object lies in both

The counts are taken from the relations themselves, before any flattening and once for all engines: two engines agree.
OCEL 2.0 (van der Aalst et al. 2024) has the relations; divergence and convergence, which flattening hides, are what
these counts make visible (van der Aalst, Object-Centric Process Mining, SEFM 2019).
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from liandong.eventlog import ObjectLog
from liandong.profile.periods import Unit, coarser, floor
from liandong.profile.tables import CARDINALITY, add_up

#: Up to here numbers of objects are told exactly.
EXACT = 16
_GROUP = ["zone", "period", "object_type"]


def cardinality(log: ObjectLog, *, period: Unit = "week") -> pl.DataFrame:
    """The table of a log, by the month or the coarser ``period``."""
    pairs = _pairs(log, coarser(CARDINALITY.finest, period))
    parts = [_by_event(pairs), _met(pairs), _linked(pairs, log)]
    columns = list(CARDINALITY.schema(working=False))
    return add_up(pl.concat([part.select(columns) for part in parts]), CARDINALITY, working=False)


def _pairs(log: ObjectLog, unit: Unit) -> pl.DataFrame:
    """One row an event and object: event, activity, zone, period, object, object type."""
    flat = replace(log, events=log.events.with_columns(log.events["event"].alias("#event"))).flatten_all()
    day = pl.col("end").dt.convert_time_zone(log.timezone).dt.date()
    return flat.events.select(
        event="#event",
        activity="activity",
        zone="zone",
        period=floor(day, unit),
        end="end",
        object="case",
        object_type="object_type",
    )


def _by_event(pairs: pl.DataFrame) -> pl.DataFrame:
    """Of the types of each event with several objects, how many objects of every one of its types it concerns."""
    by = ["event", "activity", "zone", "period"]
    pairs = pairs.filter(pl.col("object").n_unique().over("event", "zone") > 1)
    sizes = pairs.group_by(*by, "object_type").agg(objects=pl.col("object").n_unique())
    related = sizes.select("event", "zone", related_type="object_type", count="objects")
    return _counted(sizes.drop("objects").join(related, on=["event", "zone"]), "event")


def _met(pairs: pl.DataFrame) -> pl.DataFrame:
    """For each object, how many others of every type it shares an event with."""
    other = pairs.select("event", "zone", related="object", related_type="object_type")
    meetings = pairs.select("event", "zone", "object").join(other, on=["event", "zone"])
    return _by_object(pairs, meetings, "met")


def _linked(pairs: pl.DataFrame, log: ObjectLog) -> pl.DataFrame:
    """For each object, how many of every type it is related to, whichever of the two says so."""
    links = log.object_relations.select(object="source", related="target")
    both = pl.concat([links, links.select(object="related", related="object")])
    types = log.objects.select(related="object", related_type="type")
    return _by_object(pairs, both.join(types, on="related"), "linked")


def _by_object(pairs: pl.DataFrame, meetings: pl.DataFrame, kind: str) -> pl.DataFrame:
    """How many different objects each one meets, in the period it starts in."""
    starts = pairs.group_by("zone", "object", "object_type").agg(pl.col("period").min())
    met = meetings.filter(pl.col("object") != pl.col("related")).unique()
    by = ["zone", "object"] if "zone" in met.columns else ["object"]
    sizes = met.group_by(*by, "related_type").agg(count=pl.col("related").n_unique())
    return _counted(starts.join(sizes, on=by).with_columns(activity=pl.lit("")), kind)


def _counted(rows: pl.DataFrame, kind: str) -> pl.DataFrame:
    whole = rows.with_columns(kind=pl.lit(kind), count=bounded(pl.col("count")))
    return whole.group_by(*_GROUP, "activity", "related_type", "kind", "count").agg(n=pl.len().cast(pl.Int64))


def bounded(count: pl.Expr) -> pl.Expr:
    """The number itself up to 16, beyond that the power of two it does not exceed.

    >>> pl.select(bounded(pl.Series([1, 16, 17, 32, 33, 1000]))).to_series().to_list()
    [1, 16, 32, 32, 64, 1024]
    """
    large = pl.lit(2).pow((count - 1).log(2).floor() + 1)
    return pl.when(count <= EXACT).then(count).otherwise(large).cast(pl.Int32)
