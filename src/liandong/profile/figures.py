"""The summary of a profile: the figures everyone asks for first."""

from __future__ import annotations

from typing import Any

import polars as pl

from liandong.profile.tables import END, START
from liandong.profile.value import Profile, real_edges


def summary(profile: Profile) -> dict[str, Any]:
    """Counts and lead times of a profile, ready for JSON; with several zones or object types, also for each.

    ``edges`` are distinct pairs of activities, ``transitions`` how often one followed another; lead times run from the
    first start to the last end of a case, in seconds: the mean is exact, the median within 1 %.
    """
    whole = _figures(profile)
    whole |= {
        "first": profile.sheet.first.isoformat() if profile.sheet.first else None,
        "last": profile.sheet.last.isoformat() if profile.sheet.last else None,
        "rejected_rows": profile.sheet.rejected_rows,
    }
    for key, name in (("zone", "by_zone"), ("object_type", "by_object_type")):
        values = profile.case[key].cast(pl.String).unique().sort().to_list()
        if len(values) > 1:
            whole[name] = {value: _figures(profile.select(**{key: value})) for value in values}
    return whole | {"timezone": profile.settings.timezone, "sha256": profile.sha256}


def _figures(profile: Profile) -> dict[str, Any]:
    follows, case = profile.follows, profile.case
    edges = real_edges(follows)
    targets = follows.filter(pl.col("target") != END)
    return {
        "events": int(targets["n"].sum()),
        "cases": int(case["n"].sum()),
        "activities": targets["target"].n_unique(),
        "variants": profile.variant["variant"].n_unique(),
        "edges": edges.select("source", "target").n_unique(),
        "transitions": int(edges["n"].sum()),
        "start_activities": _counts(follows.filter(pl.col("source") == START), "target"),
        "end_activities": _counts(follows.filter(pl.col("target") == END), "source"),
        "median_lead_seconds": profile.quantile("case", 0.5),
        "mean_lead_seconds": profile.mean("case"),
    }


def _counts(follows: pl.DataFrame, key: str) -> dict[str, int]:
    counted = follows.group_by(pl.col(key).cast(pl.String)).agg(pl.col("n").sum())
    return dict(counted.sort(["n", key], descending=[True, False]).iter_rows())
