"""How many objects go together: what an object-centric log shows before it is flattened into cases.

A bill that covers ten containers is ten cases or one, by the type one looks at. Where that is so, figures of two types
must not be added or compared case by case; these counts tell where (``profile.cardinality``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from liandong.diagnosis.words import choose, percent
from liandong.profile import Profile
from liandong.profile.cardinality import EXACT

FORMULA = (
    "共同经历 = 与该对象出现在同一事件中的其他对象个数；登记关联 = 日志写明与该对象相关的对象个数（不分方向）；"
    f"同一事件 = 涉及多个对象的事件中该类对象的个数；多于 {EXACT} 个的记为不小于它的 2 的幂；只计有此类对象的对象或事件",
    "met = other objects in the same events as the object; linked = objects that the log says it is related to, in "
    "either direction; in one event = objects of the type in an event that concerns several; more than "
    f"{EXACT} stand for the next power of two; objects and events with none of the type are not counted",
)
_BY = ["relation", "object_type", "related_type", "activity"]


@dataclass(frozen=True)
class Companions:
    """How many objects of one type go with one of another.

    ``frame``: relation (``met``, ``linked`` or ``event``), object_type, related_type, activity (of events), n (objects, or
    events), one_share (with exactly one), median, most.
    """

    frame: pl.DataFrame = field(repr=False, compare=False)

    def sentence(self, lang: str = "zh") -> str:
        """Which objects share events with the most others."""
        rows = self.frame.filter((pl.col("relation") == "met") & (pl.col("most") > 1))
        if rows.is_empty():
            return choose(
                lang,
                "每个对象至多与另一类的一个对象共同经历事件。",
                "Each object shares its events with at most one object of any type.",
            )
        order = ["most", "n", "object_type", "related_type"]
        top = rows.sort(order, descending=[True, True, False, False]).row(0, named=True)
        return choose(lang, _told_zh(top), _told_en(top))

    def formula(self, lang: str = "zh") -> str:
        """How objects are counted."""
        return choose(lang, *FORMULA)


def companions(profile: Profile) -> Companions | None:
    """What goes together in a profile of an object-centric log; None for any other."""
    if profile.cardinality.is_empty():
        return None
    cells = (
        profile.cardinality.rename({"kind": "relation"})
        .group_by(*_BY, "count")
        .agg(pl.col("n").sum())
        .sort(*_BY, "count")
    )
    frame = cells.group_by(_BY, maintain_order=True).agg(
        one_share=pl.col("n").filter(pl.col("count") == 1).sum() / pl.col("n").sum(),
        median=pl.col("count").filter(pl.col("n").cum_sum() * 2 >= pl.col("n").sum()).first(),
        most=pl.col("count").max(),
        n=pl.col("n").sum(),
    )
    texts = (pl.col(name).cast(pl.String) for name in _BY)
    rank = pl.col("relation").replace_strict({"met": 0, "linked": 1, "event": 2})
    frame = frame.with_columns(texts).sort(rank, *_BY[1:])
    return Companions(frame.select(*_BY, "n", "one_share", "median", "most"))


def _told_zh(top: dict[str, Any]) -> str:
    return (
        f"对象并非一一对应：一个“{top['object_type']}”与“{top['related_type']}”共同经历事件的最多 {_upto(top['most'], 'zh')}，"
        f"半数不超过 {top['median']} 个，恰好一个的占 {percent(top['one_share'])}。"
    )


def _told_en(top: dict[str, Any]) -> str:
    return (
        f"Objects do not go one to one: a “{top['object_type']}” shares events with {_upto(top['most'], 'en')} of "
        f"“{top['related_type']}”, half of them with no more than {top['median']}, {percent(top['one_share'])} with exactly one."
    )


def _upto(most: int, lang: str) -> str:
    if most <= EXACT:
        return choose(lang, f"{most} 个", f"up to {most}")
    return choose(lang, f"{most // 2 + 1} 至 {most} 个", f"as many as {most // 2 + 1} to {most}")
