"""Which role does each activity, worked out from hand-overs where no start times were kept.

A profile tells who works on what only where work is timed. Without start times it still has two tables of the same steps,
by activity (``follows``) and by role (``handover``), week by week. If each activity is mostly done by one role, only one
way to give roles to activities makes the first table into the second: it is looked for by least squares on what goes into
and out of each activity, and believed only if the hand-overs it makes are those that were counted.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from liandong.profile import Profile
from liandong.profile.tables import CLOCK_TIME, END, OTHER, START

#: The share of hand-overs, and of their time, that must come out as they were counted.
BELIEVED = 0.9
#: By so much of an activity the role that does most of it must be ahead of the next: where the tables do not tell, as with
#: few weeks or in zones that go different ways, shares are neither one nor none.
_CLEAR = 0.6
#: Activities for which it is looked for: what is solved grows with their cube, and more of them are no procedure.
_MOST = 1_000
_CELL = ["zone", "period", "object_type"]
_MEASURES = ["n", "time"]
_SIDES = (("source", "role_from"), ("target", "role_to"))


def performers(profile: Profile) -> dict[str, str]:
    """The role of each activity that follows or is followed by another; nothing where hand-overs do not tell.

    >>> import liandong as ld
    >>> rows = [{"case": str(case), "activity": name, "role": role, "end": f"2024-{month:02}-{1 + case % 9:02}T{hour}:00"}
    ...     for case in range(60) for month in (1 + case % 12,)
    ...     for hour, (name, role) in enumerate([("申报", "企业"), ("查验", "海关"), ("放行", "海关")][: 2 + case % 2], 10)]
    >>> log = ld.EventLog.from_frame(pl.DataFrame(rows).with_columns(pl.col("end").str.to_datetime(time_zone="UTC")))
    >>> performers(ld.profile(log))
    {'放行': '海关', '查验': '海关', '申报': '企业'}
    """
    roles = _roles(profile.handover)
    if len(roles) < 2:
        return {}
    steps = _measured(profile.follows).filter(pl.col("source") != START, pl.col("target") != END)
    activities = sorted({*steps["source"], *steps["target"]})
    if not 0 < len(activities) <= _MOST or OTHER in activities:
        return {}
    handed = _measured(profile.handover)
    found = _nearest(steps, handed, activities, roles)
    if not found or _missed(steps, handed, found) > 1 - BELIEVED:
        return {}
    return {activity: role for activity, role in found.items() if role}


def _roles(handover: pl.DataFrame) -> list[str]:
    return sorted(
        {*handover["role_from"].unique().cast(pl.String), *handover["role_to"].unique().cast(pl.String)}
    )


def _measured(frame: pl.DataFrame) -> pl.DataFrame:
    """The steps with names as text, how many there are and how long they took, as floats."""
    texts = [
        pl.col(name).cast(pl.String)
        for name in ("zone", "object_type", *(name for side in _SIDES for name in side))
        if name in frame.columns
    ]
    time = pl.col(CLOCK_TIME[0]).cast(pl.Float64)
    return frame.with_columns(*texts, pl.col("n").cast(pl.Float64), time=time)


def _nearest(
    steps: pl.DataFrame, handed: pl.DataFrame, activities: list[str], roles: list[str]
) -> dict[str, str]:
    """The role of each activity under which what goes in and out of activities comes nearest to what does of roles.

    Nothing where an activity has no clear one.
    """
    cells = pl.concat([steps.select(_CELL), handed.select(_CELL)]).unique().sort(_CELL)
    square, product = np.zeros((len(activities), len(activities))), np.zeros((len(activities), len(roles)))
    for side, role in _SIDES:
        for what in _MEASURES:
            by_activity = _table(steps, cells, side, activities, what)
            square += by_activity.T @ by_activity
            product += by_activity.T @ _table(handed, cells, role, roles, what)
    share = np.linalg.lstsq(square, product, rcond=None)[0]
    second, first = np.partition(share, -2, axis=1)[:, -2:].T
    if (first - second).min() < _CLEAR:
        return {}
    return {name: roles[int(place)] for name, place in zip(activities, share.argmax(axis=1), strict=True)}


def _table(frame: pl.DataFrame, cells: pl.DataFrame, column: str, names: list[str], what: str) -> np.ndarray:
    """How much of a measure each name has in each cell, as a share of the whole measure."""
    places = pl.DataFrame({column: names, "at": range(len(names))})
    rows = (
        frame.group_by(*_CELL, column)
        .agg(pl.col(what).sum())
        .join(cells.with_row_index("cell"), on=_CELL)
        .join(places, on=column)
    )
    table = np.zeros((cells.height, len(names)))
    table[rows["cell"].to_numpy(), rows["at"].to_numpy()] = rows[what].to_numpy()
    return table / max(float(frame[what].sum()), 1.0)


def _missed(steps: pl.DataFrame, handed: pl.DataFrame, found: dict[str, str]) -> float:
    """The larger share, of hand-overs or of their time, that does not come out as it was counted."""
    pair = ["role_from", "role_to"]
    made = steps.with_columns(pl.col(side).replace_strict(found).alias(role) for side, role in _SIDES)
    signed = pl.concat(
        [
            frame.select(*_CELL, *pair, *(pl.col(what) * sign for what in _MEASURES))
            for frame, sign in ((made, 1.0), (handed, -1.0))
        ]
    )
    off = signed.group_by(*_CELL, *pair).agg(pl.col(_MEASURES).sum()).select(pl.col(_MEASURES).abs().sum())
    # What is missing here is too much there.
    return max(float(off[what].item()) / 2 / max(float(handed[what].sum()), 1.0) for what in _MEASURES)
