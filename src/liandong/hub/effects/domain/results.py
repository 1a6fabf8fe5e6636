"""What an effect came to, read from its ``effect.json``: for lists, for other hubs, for the page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from liandong.hub.bottlenecks.domain import files
from liandong.hub.effects.models import Effect

if TYPE_CHECKING:
    from liandong.diagnosis.words import Clock
    from liandong.effect import Estimate
    from liandong.report.office.measured import Measured

RESULT, REPORT, WORKBOOK, PARTS = "effect.json", "effect.html", "effect.xlsx", "parts.json"
#: A zone's period with fewer cases is in no file, as in profiles that are shared.
LEAST = 10
_DAY, _HOUR = 86_400, 3600
_UNKNOWN = ("数据不足", "not enough data")


@dataclass(frozen=True)
class Summary:
    """The main measure of an effect; durations in the days of its clock, shares in percentage points, None where nothing was estimated."""

    measure: str
    estimate: float | None
    low: float | None
    high: float | None
    #: Chinese and English.
    unit: tuple[str, str]
    verdict: tuple[str, str]
    #: ``strong``, ``medium``, ``weak`` or ``none``.
    strength: str
    adopters: tuple[str, ...]
    is_simulated: bool


def summary_of(effect_json: bytes, clock: Clock | None = None) -> Summary:
    """The summary of an effect as its file tells it. Raises FileDamaged for anything else.

    The file does not tell how long a working day is: without ``clock``, working time is then told in hours.
    """
    from liandong.effect.estimate import VERDICTS
    from liandong.report.office.measured import Measured

    found = Measured.parse(effect_json, RESULT)
    clock = clock or found.clock
    one = main(found)
    return Summary(
        str(one.measure),
        scaled(one, one.value, clock),
        scaled(one, one.low, clock),
        scaled(one, one.high, clock),
        unit=_unit(one, clock),
        verdict=_UNKNOWN if one.value is None else VERDICTS[one.verdict],
        strength=one.strength,
        adopters=tuple(found.adopted),
        is_simulated=found.simulated,
    )


def main(found: Measured) -> Estimate:
    """The estimate that stands for the whole: the median where there is one, else the first."""
    return found.find("median") or found.estimates[0]


def scaled(one: Estimate, value: float | None, clock: Clock) -> float | None:
    """A change of the measure in days of the clock, or in percentage points; None where there is none."""
    if value is None:
        return None
    if one.measure.is_share:
        return 100 * value
    return clock.days(value) if knows_days(clock) else value / _HOUR


def knows_days(clock: Clock) -> bool:
    """Whether it is known how long a day of the clock is."""
    return clock.day_seconds <= _DAY


def _unit(one: Estimate, clock: Clock) -> tuple[str, str]:
    if one.measure.is_share:
        return "百分点", "points"
    if not knows_days(clock):
        return "工作小时", "working hours"
    return ("工作日", "working days") if clock.is_working else ("天", "days")


def content(effect: Effect) -> bytes:
    """The file as it was kept."""
    return (files.place(effect.folder) / RESULT).read_bytes()


def measured(effect: Effect) -> Measured:
    """What the file tells."""
    return _parsed(content(effect))


@lru_cache(maxsize=32)
def _parsed(data: bytes) -> Measured:
    from liandong.report.office.measured import Measured

    return Measured.parse(data, RESULT)


def parts(effect: Effect) -> dict[str, str]:
    """The parts of the report by name, as markup in both languages; none of an effect measured elsewhere."""
    path = files.place(effect.folder) / PARTS
    kept: dict[str, str] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return kept


def to_dict(effect: Effect) -> dict[str, Any]:
    """The file as JSON values."""
    found: dict[str, Any] = json.loads(content(effect))
    return found


def has_small_cells(effect: Effect) -> bool:
    """Whether the file tells cells of too few cases: those measured before they were left out do."""
    cells = to_dict(effect)["tables"].get("effect_cells", [])
    return any(row["n"] < LEAST for row in cells)


@dataclass(frozen=True)
class Net:
    """What became of the mean, with and without statutory time, in words; empty where it was not measured."""

    whole: str = ""
    net: str = ""


def statutory(found: Measured) -> Net:
    """What changed with and without the time that a clause prescribes; profiles that mark no such time tell the first."""
    from liandong.hub.core.language import page_language
    from liandong.report.office.results import moved

    lang = page_language()
    pair = (found.find("mean"), found.find("mean-net"))
    return Net(*("" if one is None else moved(one, lang, found.clock) for one in pair))
