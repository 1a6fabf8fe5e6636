"""A profile counted the slow and obvious way: sorted lists, dictionaries and Python's own dates."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import polars as pl

from liandong.profile.tables import TABLES

MICRO = timedelta(microseconds=1)


def counted_by_hand(log):
    """For five tables: key -> (n, microseconds, sum of squared whole seconds), or key -> n where nothing is timed."""
    local = ZoneInfo(log.timezone)
    tables = {name: Counter() for name in ("follows", "case", "variant", "arrival", "daily")}
    for (zone, kind_of_object), events in cases_of(log):
        first, last = min(e["start"] or e["end"] for e in events), events[-1]["end"]
        begun, done = first.astimezone(local), last.astimezone(local)
        week, month = week_of(begun), begun.date().replace(day=1)
        acts = [e["activity"] for e in events]
        lead = ((last - first) // MICRO, ((last - first) // timedelta(seconds=1)) ** 2)

        def add(table, period, *key, n=1, zone=zone, kind_of_object=kind_of_object):
            tables[table][zone, period, kind_of_object, *key] += n

        def add_timed(table, period, *key, micros, square, add=add):
            for what, n in (("n", 1), ("micros", micros), ("square", square)):
                add(table, period, *key, what, n=n)

        add_timed("case", week, acts[-1], micros=lead[0], square=lead[1])
        add_timed("variant", month, tuple(acts), micros=lead[0], square=lead[1])
        add("arrival", month, begun.weekday() * 24 + begun.hour)
        ends = [("▶", begun), *[(e["activity"], e["end"].astimezone(local)) for e in events], ("■", done)]
        for activity, moment in ends:
            add("daily", moment.date().replace(day=1), activity, moment.date())
        party = [e["party"] or "" for e in events]
        add_timed("follows", week, "▶", acts[0], "", party[0], "elapsed", micros=0, square=0)
        add_timed("follows", week_of(done), acts[-1], "■", party[-1], "", "elapsed", micros=0, square=0)
        for a, b in pairwise(events):
            passed = max((b["start"] or b["end"]) - a["end"], timedelta())
            key = (
                a["activity"],
                b["activity"],
                a["party"] or "",
                b["party"] or "",
                "waiting" if b["start"] else "elapsed",
            )
            square = (passed // timedelta(seconds=1)) ** 2
            add_timed(
                "follows", week_of(b["end"].astimezone(local)), *key, micros=passed // MICRO, square=square
            )
    return tables


def cases_of(log):
    """The events of each case in order: by end, then start, then row."""
    cases = {}
    for row, event in enumerate(log.events.iter_rows(named=True)):
        key = (event["zone"], event["object_type"], event["case"])
        cases.setdefault(key, []).append((event["end"], event["start"] or event["end"], row, event))
    return [
        ((zone, kind), [event for *_, event in sorted(events, key=lambda e: e[:3])])
        for (zone, kind, _), events in cases.items()
    ]


def week_of(moment):
    """The later of the week's Monday and the first of the month."""
    day = moment.date()
    return max(day - timedelta(days=day.weekday()), day.replace(day=1))


def as_counted(profile, name):
    """A table of a profile in the shape of ``counted_by_hand``."""
    table, counted = TABLES[name], Counter()
    texts = dict(profile.sequence.with_columns(pl.col("activities").cast(pl.List(pl.String))).iter_rows())
    for row in profile.table(name).iter_rows(named=True):
        key = tuple(tuple(texts[row[k]]) if k == "variant" else row[k] for k in table.all_keys)
        if table.timed:
            assert row["n"] > 0
            counted[(*key, "n")] = row["n"]
            counted[(*key, "micros")] = int(row["seconds"] * 1_000_000)
            counted[(*key, "square")] = int(row["seconds2"])
        else:
            counted[key] = row["n"]
    return counted
