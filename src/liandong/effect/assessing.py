"""The score of a forecast: what was foreseen beside what happened. Both are estimates, and both intervals are told."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from liandong.diagnosis.words import Clock, choose, number, percent
from liandong.effect.forecast import Figure, Forecast, text_of
from liandong.effect.measures import Measure
from liandong.errors import FileDamaged

FORMAT = "liandong.effect/1"


@dataclass(frozen=True)
class Scored:
    """One foreseen figure and what came of it."""

    figure: Figure
    actual: float
    low: float | None = None
    high: float | None = None

    @property
    def error(self) -> float:
        """Foreseen less actual."""
        return self.figure.value - self.actual

    @property
    def is_covered(self) -> bool:
        """Whether the foreseen interval held the actual figure."""
        return self.figure.low <= self.actual <= self.figure.high

    def sentence(self, lang: str = "zh") -> str:
        """The figure in words."""
        measure, say = self.figure.measure, Clock().say
        foreseen, actual, off = (
            f"{number(100 * value)}%" if measure.is_share else _signed(value, say(abs(value), lang))
            for value in (self.figure.value, self.actual, self.error)
        )
        zone = f"{self.figure.zone} " if self.figure.zone else ""
        kind = choose(
            lang,
            "变化" if self.figure.kind == "change" else "",
            "change of the " if self.figure.kind == "change" else "",
        )
        title = measure.title(lang)
        name = choose(lang, f"{zone}{title}{kind}", f"{zone}{kind}{title}")
        level = percent(self.figure.level)
        covered = choose(
            lang,
            f"落在 {level} 预测区间{'内' if self.is_covered else '外'}",
            f"{'inside' if self.is_covered else 'outside'} the {level} interval",
        )
        return choose(
            lang,
            f"{name}：预测 {foreseen}，实际 {actual}，偏差 {off}，{covered}。",
            f"{name[:1].upper()}{name[1:]}: foreseen {foreseen}, actual {actual}, off by {off}, {covered}.",
        )


def _signed(value: float, words: str) -> str:
    return ("−" if value < 0 else "+" if value > 0 else "") + words


@dataclass(frozen=True)
class Score:
    """How good a forecast was."""

    rows: tuple[Scored, ...]
    #: Foreseen figures that the effect has nothing for.
    missing: tuple[Figure, ...]
    made_at: str
    simulated: bool

    @property
    def coverage(self) -> float | None:
        """The share of intervals that held the actual figure; None where nothing could be scored."""
        return sum(row.is_covered for row in self.rows) / len(self.rows) if self.rows else None

    @property
    def bias(self) -> float | None:
        """The mean error as a share of the mean size of what happened, over durations; positive: too high."""
        rows = [row for row in self.rows if not row.figure.measure.is_share]
        size = sum(abs(row.actual) for row in rows)
        return sum(row.error for row in rows) / size if size else None

    def __str__(self) -> str:
        return "\n".join(self.sentences())

    def sentences(self, lang: str = "zh") -> list[str]:
        """Figure by figure, then all together."""
        told = [row.sentence(lang) for row in self.rows]
        if self.missing:
            names = choose(lang, "、", ", ").join(
                dict.fromkeys(str(figure.measure) for figure in self.missing)
            )
            told.append(choose(lang, f"没有可对照的实际值：{names}。", f"Nothing to compare with: {names}."))
        if self.coverage is None:
            return [*told, choose(lang, "没有一项预测可以评分。", "No figure could be scored.")]
        bias = (
            ""
            if self.bias is None
            else choose(
                lang,
                f"，用时平均偏差 {percent(self.bias)}",
                f"; mean error of durations {percent(self.bias)}",
            )
        )
        made = choose(lang, f"（{self.made_at} 作出的预测）", f" (forecast made at {self.made_at})")
        within = sum(row.is_covered for row in self.rows)
        told.append(
            choose(
                lang,
                f"共 {len(self.rows)} 项，{within} 项落在预测区间内（{percent(self.coverage)}）{bias}{made}。",
                f"{within} of {len(self.rows)} figures lie in their intervals ({percent(self.coverage)}){bias}{made}.",
            )
        )
        return told

    def to_dict(self) -> dict[str, Any]:
        """The score as JSON values."""
        return {
            "made_at": self.made_at,
            "simulated": self.simulated,
            "coverage": self.coverage,
            "bias": self.bias,
            "sentences": {lang: self.sentences(lang) for lang in ("zh", "en")},
            "figures": [
                asdict(row.figure)
                | {
                    "measure": str(row.figure.measure),
                    "actual": row.actual,
                    "actual_low": row.low,
                    "actual_high": row.high,
                }
                | {"error": row.error, "is_covered": row.is_covered}
                for row in self.rows
            ],
            "missing": [asdict(figure) | {"measure": str(figure.measure)} for figure in self.missing],
        }


def score(forecast: Forecast, found: Mapping[str, Any]) -> Score:
    """How good a forecast was; ``found`` is ``Effect.to_dict()`` or what ``read_effect`` gives."""
    actual = {(row["measure"], row["zone"]): row for row in found["estimates"]}
    rows, missing = [], []
    for figure in forecast.figures:
        row = actual.get((str(figure.measure), figure.zone), {})
        is_change = figure.kind == "change"
        value = row.get("value" if is_change else "after")
        if value is None:
            missing.append(figure)
        else:
            low, high = (row.get(name) if is_change else None for name in ("low", "high"))
            rows.append(Scored(figure, float(value), low, high))
    simulated = forecast.simulated or bool(found.get("simulated"))
    return Score(tuple(rows), tuple(missing), forecast.made_at.isoformat(), simulated)


def read_effect(path: str | os.PathLike[str]) -> dict[str, Any]:
    """The effect written by ``liandong effect -o effect.json``. Raises FileMissing, FileDamaged."""
    try:
        content = json.loads(text_of(Path(path)))
        if content["format"] != FORMAT:
            raise ValueError(content["format"])
        for row in content["estimates"]:
            Measure.from_string(row["measure"])
            row["zone"], row["value"], row["after"]
    except (ValueError, TypeError, KeyError) as error:
        reason = (
            f"不是 `liandong effect` 写的 JSON：{error}",
            f"not JSON written by `liandong effect`: {error}",
        )
        raise FileDamaged(path=path, reason=reason) from None
    return dict(content)
