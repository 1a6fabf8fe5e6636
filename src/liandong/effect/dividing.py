"""How the logs before and after were divided: by the day cases begin, as they should be, or by some other day.

Divided by the day they end, cases of one month lie on both sides, and those left to the later side are the slow ones.
Divided by the day of each event, cases are cut in two short ones, and those of the later side begin in the middle.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from liandong.diagnosis.reading import Reading
from liandong.diagnosis.words import listed
from liandong.effect.estimate import Text
from liandong.effect.panel import Panel
from liandong.profile.tables import START

#: From this share of the later side's cases on a beginning in the middle is told.
_TOLD = 0.02


def apart(panels: Sequence[Panel]) -> tuple[list[Panel], list[Text]]:
    """The sides without what the later one holds of periods that the earlier one has too; and that it was left out.

    The earlier side keeps such periods: those followed too short a time are cut by the follow-up. Where nothing of the
    later side would be left, both stay as they are.
    """
    first, second = panels
    own = second.kept(first.n == 0)
    lost = second.all_n - own.all_n
    if not lost or not own.all_n:
        return [first, second], []
    return [first, own], [(
        f"“实施后”一侧有 {lost:,} 件收件时段与“实施前”相同（如按办结日期分的日志），其中多是办得慢的，不参与比较；请按收件日期分。",
        f"{lost:,} cases of the later side began in periods that the earlier side has too, as when logs are divided by the day cases "
        "end: those left over are the slow ones and are not compared. Divide logs by the day cases begin.",
    )]  # fmt: skip


def cut_in_two(sides: Sequence[Reading]) -> list[Text]:
    """A warning where cases of the later side begin with steps that on the earlier side only come later."""
    first, second = (_starts(one) for one in sides)
    inside = set(sides[0].edges["target"].cast(pl.String).unique())
    n = sum(second.values())
    middle = {step: count for step, count in second.items() if step in inside and step not in first}
    if sum(middle.values()) < _TOLD * n or not middle:
        return []
    total, zh, en = sum(middle.values()), listed(sorted(middle), "zh"), listed(sorted(middle), "en")
    return [(
        f"“实施后”一侧有 {total:,} 件从{zh}开始，“实施前”没有这样开始的：如果日志是按事件日期切开的，这些是被切断的半件，用时偏短，"
        "结论不可靠；请按收件日期分。",
        f"{total:,} cases of the later side begin with {en}, as none did before: if the logs were cut by the day of events, these are "
        "halves of cases that look short, and nothing here can be relied on. Divide logs by the day cases begin.",
    )]  # fmt: skip


def _starts(side: Reading) -> dict[str, int]:
    """How many cases begin with each step."""
    begun = side.follows.filter(pl.col("source") == START)
    counted = begun.group_by(pl.col("target").cast(pl.String)).agg(pl.col("n").sum())
    return {step: int(n) for step, n in counted.iter_rows() if step}
