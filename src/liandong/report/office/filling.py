"""Numbers get into a text by name only: ``{{effect.median.change}}`` stands for what was computed.

A name that no result has stops the writing and is told with its line, so that no gap goes out. A number with a unit that
was typed is allowed - a law's 20 days need no result - but flagged, for nobody would notice when the result changes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from liandong.diagnosis.words import choose
from liandong.errors import ResultUnknown

_NAME = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_MARKS = re.compile(r"([\\`*_{}\[\]<>|#])")
_UNITS = (
    r"%|％|‰|个百分点|个?工作日|个月|日内|天|小时|分钟|秒|万?件|万?票|万?家|万?吨|[万亿]?元|倍|"
    r"percent(?:age points)?|(?:working )?days?|hours?|minutes?|months?|cases?|shipments?|firms?|tonnes?|yuan|times|CNY|RMB"
)
_TYPED = re.compile(
    rf"(?<![\d.A-Za-z第〔.-])(?:(?<!节)约|[+\-−])?\d[\d,.]*(?:\s*[-–—至~]\s*\d[\d,.]*)?[ -]?(?:{_UNITS})(?![A-Za-z])"
)


@dataclass(frozen=True)
class Flag:
    """A number that was typed: the line it stands in, and the words."""

    line: int
    words: str

    def sentence(self, lang: str = "zh") -> str:
        """What is the matter, and what to do."""
        return choose(
            lang,
            f"第 {self.line} 行的“{self.words}”是手工填写的：请改用 {{{{名称}}}} 引用结果，确属法条或常识的可以保留。",
            f"line {self.line}: “{self.words}” was typed; refer to a result by {{{{name}}}}, unless it is a law's or common knowledge.",
        )


def filled(text: str, results: Mapping[str, str], tables: Collection[str], path: str) -> str:
    """The text with every name replaced by its result; those of tables stay, to be placed later.

    >>> filled("缩短 {{effect.median.size}}", {"effect.median.size": "2 天"}, (), "text/dossier.zh.md")
    '缩短 2 天'

    Raises ResultUnknown.
    """
    known = {*results, *(f"table.{name}" for name in tables)}

    def result(match: re.Match[str]) -> str:
        name = match[1]
        if name not in known:
            line = text.count("\n", 0, match.start()) + 1
            raise ResultUnknown(path=path, line=line, name=name, near=_near(name, known))
        return match[0] if name.startswith("table.") else _MARKS.sub(r"\\\1", results[name])

    text = _COMMENT.sub(_blank, text)
    return _NAME.sub(result, text)


def typed(text: str) -> tuple[Flag, ...]:
    """The numbers with a unit that stand in the text as such.

    >>> typed("由 10 天缩短到 {{effect.median.after}}（2021年第3条）")
    (Flag(line=1, words='10 天'),)
    """
    lines = _NAME.sub("□", _COMMENT.sub(_blank, text)).splitlines()
    return tuple(Flag(at, match[0]) for at, line in enumerate(lines, 1) for match in _TYPED.finditer(line))


def _blank(match: re.Match[str]) -> str:
    """Nothing, in as many lines."""
    return "\n" * match[0].count("\n")


def _near(name: str, known: Collection[str]) -> tuple[str, str]:
    close = get_close_matches(name, sorted(known), n=3, cutoff=0.5)
    if close:
        return f"相近的有 {'、'.join(close)}", f"near to it are {', '.join(close)}"
    return "没有相近的名称", "nothing comes near"
