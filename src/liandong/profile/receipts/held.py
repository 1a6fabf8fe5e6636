"""Who held a case how long: the time of ``follows``, by the party that had the case and by hand-over.

In a log with one time an event, the steps of a case lie end to end, so the rows add up to the lead time exactly. Where
start times exist the steps are waiting only; the work itself is in each party's own table ``work``.
"""

from __future__ import annotations

import polars as pl

from liandong.profile.value import Profile, real_edges


def held(profile: Profile) -> pl.DataFrame:
    """Steps and seconds by ``party_from`` and ``party_to``, with the share of the time of all cases.

    Where both are the same party, the case was with it; else it was between the two. Largest first.

    Examples
    --------
    >>> from datetime import UTC, datetime, timedelta
    >>> from liandong import EventLog
    >>> from liandong.profile import profile
    >>> rows = [("1", act, None, datetime(2024, 5, 6, hour, tzinfo=UTC), None, None, party)
    ...         for act, hour, party in (("装船", 1, "威海港"), ("离港", 3, "威海港"), ("抵港", 9, "青岛港"))]
    >>> held(profile(EventLog.from_rows(rows))).rows()
    [('威海港', '青岛港', 1, 21600.0, 0.75), ('威海港', '威海港', 1, 7200.0, 0.25)]
    """
    by = ("party_from", "party_to")
    steps = real_edges(profile.follows).with_columns(pl.col(by).cast(pl.String))
    whole = profile.case["seconds"].cast(pl.Float64).sum()
    frame = steps.group_by(by).agg(pl.col("n").sum(), pl.col("seconds").sum().cast(pl.Float64))
    share = pl.col("seconds") / whole if whole else pl.lit(0.0)
    return frame.with_columns(share=share).sort("seconds", *by, descending=[True, False, False])
