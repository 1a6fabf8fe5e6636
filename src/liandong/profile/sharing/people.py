"""Who is there when, and who hands over to whom, by role: never by person.

Handing over is a flow between roles as ``follows`` is one between activities: a role's events less the hand-overs into
it are the cases that start with it, less those out of it the cases that end with it. So these differences are made 0 or
at least k, and what is merged away on either side 0 or that of at least k cases. Sequences tell no roles, so a case may
have all its events in one of them.
"""

from __future__ import annotations

import polars as pl

from liandong.profile.sharing.care import GROUP, Care
from liandong.profile.sharing.cells import in_blocks, rolled_up
from liandong.profile.sharing.repeats import Repeats
from liandong.profile.tables import OTHER


def merged_roles(
    presence: pl.DataFrame, handover: pl.DataFrame, care: Care, repeats: Repeats
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Presence by published role, and hand-overs between published roles, over the whole time.

    ``repeats`` tells how many events a case has; ``least`` is how many events must be counted together.
    """
    least = repeats.least(presence, GROUP)
    presence, handover = (rows.join(least, on=GROUP, how="left") for rows in (presence, handover))
    presence = presence.with_columns(true_role=pl.col("role"), forced=_whole(care, "role"))
    handover = handover.with_columns(
        true_from=pl.col("role_from"), true_to=pl.col("role_to"), forced=_whole(care, "role_to")
    )
    while True:
        present = rolled_up(presence, GROUP, [["role"]], repeats)
        handed = rolled_up(handover, GROUP, [["role_to"], ["role_from"]], repeats)
        odd = _odd(present, handed, care.k)
        if not odd.height:
            return present.drop("true_role", "forced"), handed.drop("true_from", "true_to", "forced")
        presence = _force(presence, odd, "true_role", "role")
        handover = _force(_force(handover, odd, "true_from", "role_from"), odd, "true_to", "role_to")


def _whole(care: Care, level: str) -> pl.Expr:
    return pl.when(care.is_changed).then(pl.lit(level))


def _odd(present: pl.DataFrame, handed: pl.DataFrame, k: int) -> pl.DataFrame:
    """The roles (columns of GROUP, and role) of which some difference tells of fewer than k cases."""
    events = present.group_by(*GROUP, role="true_role").agg(
        events=pl.col("n").sum(),
        least=pl.col("least").max(),
        shown=(pl.col("role") == pl.col("true_role")).any(),
    )
    for side in ("from", "to"):
        is_shown = pl.col(f"role_{side}") == pl.col(f"true_{side}")
        sums = handed.group_by(*GROUP, role=f"true_{side}").agg(
            pl.col("n").sum().alias(side),
            pl.col("n").filter(~is_shown).sum().alias(f"hidden_{side}"),
            is_shown.any().alias(f"shown_{side}"),
        )
        events = events.join(sums, on=[*GROUP, "role"], how="left")
    events = events.with_columns(pl.col(pl.Boolean).fill_null(value=False), pl.col(pl.Int64).fill_null(0))
    few = [(pl.col(name) > 0) & (pl.col(name) < k) for name in ("starts", "ends")]
    few += [
        (pl.col(f"hidden_{side}") > 0) & (pl.col(f"hidden_{side}") < pl.col("least"))
        for side in ("from", "to")
    ]
    events = events.with_columns(
        starts=pl.col("events") - pl.col("to"), ends=pl.col("events") - pl.col("from")
    )
    shown = pl.col("shown") | pl.col("shown_from") | pl.col("shown_to")
    return events.filter(pl.any_horizontal(few) & shown & (pl.col("role") != OTHER)).select(*GROUP, "role")


def _force(rows: pl.DataFrame, odd: pl.DataFrame, true: str, level: str) -> pl.DataFrame:
    """The rows of these roles marked to be merged at that level."""
    marks = odd.rename({"role": true}).with_columns(more=pl.lit(level))
    rows = rows.join(marks, on=[*GROUP, true], how="left")
    return rows.with_columns(forced=pl.coalesce("more", "forced")).drop("more")


def in_hours(rows: pl.DataFrame, by: list[str], least: int | str, care: Care) -> pl.DataFrame:
    """The rows in blocks of hours of the week, over the whole time."""
    rows = in_blocks(rows, by, "period", least, whole=pl.lit(value=True))
    return in_blocks(rows, [*by, "period"], "hour_of_week", least, whole=care.is_changed)
