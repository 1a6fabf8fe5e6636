"""From a profile to a procedure in one call: the process tree, as BPMN with lanes and a clean picture."""

from __future__ import annotations

import polars as pl

from liandong.errors import NothingToDiscover, SettingError
from liandong.procedure.graph import Graph, counts_of, frequent, projected
from liandong.procedure.mining import NOISE, tree_of
from liandong.procedure.performers import performers
from liandong.procedure.procedure import Procedure
from liandong.procedure.to_bpmn import document_of
from liandong.profile import Profile
from liandong.profile.tables import END, OTHER, START

#: How many activities a picture can show and still be read.
MOST_ACTIVITIES = 40
#: How many can be discovered at all: so many take half a minute, 4,753 took gigabytes and did not end in two minutes.
LIMIT = 2_000


def discover(
    profile: Profile, *, noise: float = NOISE, activities: float | None = MOST_ACTIVITIES, name: str = ""
) -> Procedure:
    """The procedure that a profile shows, sound and block-structured, with lanes by party or role.

    Only counts are read, so it works on what zones share. The same counts give the same bytes.

    Parameters
    ----------
    noise : steps rarer than this share of the most frequent one from the same activity may be left out; with 0 every
        step that was seen is possible.
    activities : how many of the most frequent activities to show; a value below 1 is the share of all events that they
        make up, None means all.
    name : of the procedure; the zones of the profile if not given.

    Raises NothingToDiscover for a profile without steps, SettingError for values that make no sense and for more than
    ``LIMIT`` activities.
    """
    counts = counts_of(profile)
    if not any(source == START and target != END for source, target in counts):
        raise NothingToDiscover(reason=("没有任何办件的起点", "no case starts in it"))
    # The name that stands for many rare ones is no activity.
    kept = [activity for activity in _kept(counts, activities) if activity != OTHER]
    if len(kept) > LIMIT:
        reason = (
            f"有 {len(kept)} 个环节，最多可发现 {LIMIT} 个；请给出个数或占比，或先把同类环节并为一个名称",
            f"these are {len(kept)} activities, and {LIMIT} are the most: give a number or a share, or one name to alike ones",
        )
        raise SettingError(setting="activities", value=activities or "all", reason=reason)
    if len(kept) < len({target for _, target in counts} - {END}):
        counts = projected(profile, kept)
    zones = "、".join(zone for zone in profile.zones if zone)
    tree = tree_of(Graph.of(counts), noise)
    return Procedure(document_of(tree, name=name or zones or "流程", lane_of=lanes_of(profile))).laid_out()


def _kept(counts: dict[tuple[str, str], int], activities: float | None) -> list[str]:
    if activities is None:
        return frequent(counts, 1.0)
    if activities <= 0:
        reason = ("须大于 0", "it must be greater than 0")
        raise SettingError(setting="activities", value=activities, reason=reason)
    return frequent(counts, activities) if activities < 1 else frequent(counts, 1.0)[: int(activities)]


def lanes_of(profile: Profile) -> dict[str, str]:
    """Who mostly does each activity: the party in ``follows``, else the role in ``work``, else as hand-overs tell."""
    for frame, activity, who in ((profile.follows, "target", "party_to"), (profile.work, "activity", "role")):
        names = frame.select(pl.col(activity).cast(pl.String), pl.col(who).cast(pl.String), "n")
        told = names.filter((pl.col(who) != "") & (pl.col(activity) != END))
        if told.height:
            usual = told.group_by(activity, who).agg(pl.col("n").sum())
            ordered = usual.sort([activity, "n", who], descending=[False, True, False])
            return dict(
                ordered.unique(activity, keep="first", maintain_order=True).select(activity, who).iter_rows()
            )
    return performers(profile)
