"""A forecast: what was foreseen, written down before it could be known, so that it can be scored afterwards.

The file names the inputs by fingerprint and the time it was made; both are kept as they were. Its figures are either
the *change* a reform makes (after minus before, negative where it is quicker) or the *level* after it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from liandong.effect.measures import Measure
from liandong.errors import FileDamaged, FileMissing, SettingError
from liandong.files import written_beside

FORMAT = "liandong.forecast/1"
Kind = Literal["change", "level"]


@dataclass(frozen=True)
class Figure:
    """One foreseen number with its interval; durations in seconds, shares from 0 to 1."""

    measure: Measure
    value: float
    low: float
    high: float
    #: How sure the interval was meant to be.
    level: float = 0.95
    kind: Kind = "change"
    #: ``""`` for all zones together.
    zone: str = ""

    def __post_init__(self) -> None:
        if not self.low <= self.value <= self.high:
            reason = ("须在区间上下限之间", "it must lie between its limits")
            raise SettingError(setting="value", value=self.value, reason=reason)
        if not 0 < self.level < 1:
            reason = ("请用 0 与 1 之间的数，如 0.95", "use a number between 0 and 1, such as 0.95")
            raise SettingError(setting="level", value=self.level, reason=reason)
        if self.kind not in ("change", "level"):
            reason = ("请用 change 或 level", "use change or level")
            raise SettingError(setting="kind", value=self.kind, reason=reason)


@dataclass(frozen=True)
class Forecast:
    """What was foreseen, when, and from what.

    >>> from datetime import UTC
    >>> median = Figure(Measure("median"), -172800.0, -259200.0, -86400.0)
    >>> made = Forecast((median,), datetime(2024, 5, 6, tzinfo=UTC), {"before.profile": "9f86d0"}, simulated=True)
    >>> Forecast.from_json(made.to_json()) == made
    True
    """

    figures: tuple[Figure, ...]
    made_at: datetime
    #: What it was made from: name -> SHA-256.
    inputs: Mapping[str, str] = field(default_factory=dict)
    simulated: bool = False

    def __post_init__(self) -> None:
        if self.made_at.tzinfo is None:
            reason = ("时间须带时区", "the time must carry a time zone")
            raise SettingError(setting="made_at", value=self.made_at.isoformat(), reason=reason)

    def to_json(self) -> str:
        """The forecast as text that stays the same for the same forecast."""
        content = {
            "format": FORMAT,
            "made_at": self.made_at.isoformat(),
            "simulated": self.simulated,
            "inputs": dict(sorted(self.inputs.items())),
            "figures": [asdict(figure) | {"measure": str(figure.measure)} for figure in self.figures],
        }
        return json.dumps(content, ensure_ascii=False, indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str, path: str | os.PathLike[str] = "forecast.json") -> Forecast:
        """The forecast in the text; ``path`` is named where it cannot be read. Raises FileDamaged."""
        try:
            content = json.loads(text)
            if content["format"] != FORMAT:
                reason = (f"格式不是 {FORMAT}", f"its format is not {FORMAT}")
                raise FileDamaged(path=path, reason=reason)
            figures = tuple(map(_figure, content["figures"]))
            made_at = datetime.fromisoformat(content["made_at"])
            inputs = {str(name): str(value) for name, value in content["inputs"].items()}
            return cls(figures, made_at, inputs, simulated=bool(content["simulated"]))
        except SettingError as error:
            raise FileDamaged(path=path, reason=(error.text("zh"), error.text("en"))) from None
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            reason = (f"内容不完整：{error}", f"its content is not complete: {error}")
            raise FileDamaged(path=path, reason=reason) from None

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the forecast as a file, whole or not at all. Raises OutputError."""
        with written_beside(path) as part:
            part.write_text(self.to_json(), "utf-8", newline="\n")

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Forecast:
        """The forecast in the file. Raises FileMissing, FileDamaged."""
        return cls.from_json(text_of(Path(path)), path)


def text_of(path: Path) -> str:
    """The text of a file. Raises FileMissing, FileDamaged."""
    if not path.is_file():
        raise FileMissing(path=path)
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        raise FileDamaged(path=path, reason=("不是 UTF-8 文本", "it is not UTF-8 text")) from None


def _figure(row: Mapping[str, Any]) -> Figure:
    numbers = {name: float(row[name]) for name in ("value", "low", "high", "level")}
    return Figure(Measure.from_string(row["measure"]), **numbers, kind=row["kind"], zone=row["zone"])
