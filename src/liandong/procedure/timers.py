"""Timers: durations as BPMN writes them (ISO 8601), and what keeps others from being simulated."""

from __future__ import annotations

import re

from liandong.procedure.model import Node
from liandong.procedure.words import Text, called

_DAY = 86_400
_PARTS = re.compile(
    r"P(?:(\d+(?:\.\d+)?)Y)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?"
    r"(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?"
)
#: A year and a month without a date are those of a calendar on average.
_SECONDS = (365.25 * _DAY, 365.25 / 12 * _DAY, 7 * _DAY, _DAY, 3_600, 60, 1)
#: How other times begin, and what they are.
_OTHERS: tuple[tuple[str, Text], ...] = (
    (r"R\d*/", ("是循环时间", "is a cycle")),
    (r"-P|P.*-\d", ("是负的时间", "is negative")),
    (r"\d{4}-\d\d-\d\d", ("是日期", "is a date")),
    (r"[$#=]", ("是表达式", "is an expression")),
)
_UNREADABLE = ("不是 ISO 8601 时间", "is no time of ISO 8601")


def seconds_of(text: str) -> float | None:
    """The seconds of an ISO 8601 duration; None for a date, a cycle, an expression.

    >>> seconds_of("P20D"), seconds_of("PT1H30M"), seconds_of("${limit}")
    (1728000.0, 5400.0, None)
    """
    found = _PARTS.fullmatch(text.strip())
    if found is None or not any(found.groups()):
        return None
    return float(sum(float(part) * unit for part, unit in zip(found.groups(), _SECONDS, strict=True) if part))


def is_timer(node: Node) -> bool:
    """Whether cases wait for a time here; when they start is told by their arrivals, not by a timer."""
    return node.trigger == "timer" and node.type != "startEvent"


def fault(node: Node) -> Text | None:
    """Why a simulation cannot wait for a timer, in Chinese and English; None where it can.

    >>> fault(Node("t", "intermediateCatchEvent", "公示", trigger="timer", timer="R3/PT10H"))[1]
    'the time of catching event “公示”, “R3/PT10H”, is a cycle: a simulation needs a duration such as P20D'
    """
    if seconds_of(node.timer) is not None:
        return None
    zh, en = called(node)
    if not node.timer:
        return (
            f"{zh}没有写明时间，仿真需要时长，如 P20D",
            f"{en} gives no time: a simulation needs a duration such as P20D",
        )
    what = next((words for begin, words in _OTHERS if re.match(begin, node.timer)), _UNREADABLE)
    return (
        f"{zh}的时间“{node.timer}”{what[0]}，仿真需要时长，如 P20D",
        f"the time of {en}, “{node.timer}”, {what[1]}: a simulation needs a duration such as P20D",
    )
