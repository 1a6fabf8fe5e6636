"""What a stress test found: every figure with its interval, every criterion with its outcome, what gave way first."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Literal

from liandong.diagnosis.words import choose
from liandong.effect.forecast import Figure, Forecast
from liandong.effect.measures import Measure
from liandong.files import written_beside
from liandong.procedure.words import Text
from liandong.stress.criterion import OTHERS, Criterion, Outcome, say
from liandong.stress.measured import Series
from liandong.stress.scenario import called

#: What a figure is of: the procedure as it is, the reformed one, or the difference of paired runs.
BEFORE, AFTER, CHANGE = "before", "after", "change"
VERSIONS: Mapping[str, Text] = {
    BEFORE: ("现行", "as it is"),
    AFTER: ("改革后", "reformed"),
    CHANGE: ("变化", "change"),
}
#: What is said of a reform that is tried as a draft.
DRAFT: Text = ("草案，没有核对法律依据", "draft, no legal basis was checked")
#: Where no role is busy for so large a part of its hours, people are no constraint at all.
BUSY_ENOUGH = 0.3
_WORDS: Mapping[Outcome, tuple[str, str]] = {
    "passed": ("通过", "passed"),
    "failed": ("不通过", "failed"),
    "undecided": ("不能断定", "undecided"),
}


@dataclass(frozen=True)
class Registration:
    """When and as what a test was fixed, before it ran; ``earlier`` are fingerprints it was registered under before."""

    sha256: str
    made_at: datetime
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One measure in one scenario: mean over replications and the interval that holds so many of them."""

    scenario: str
    version: str
    measure: str
    value: float
    low: float
    high: float

    def text(self, lang: str) -> str:
        """The figure in words: ``12 days (10–15)``."""
        whole, low, high = (say(self.measure, it, lang) for it in (self.value, self.low, self.high))
        return choose(lang, f"{whole}（{low} 至 {high}）", f"{whole} ({low} to {high})")


@dataclass(frozen=True)
class Judgement:
    """One criterion in one scenario."""

    criterion: Criterion
    row: Row
    outcome: Outcome

    def text(self, lang: str) -> str:
        """The judgement in one line."""
        parts = (
            called(self.row.scenario, lang),
            self.criterion.title(lang),
            self.row.text(lang),
            outcome(self.outcome, lang),
        )
        return choose(lang, "；", "; ").join(parts)


@dataclass(frozen=True)
class Strain:
    """The role whose queue first outgrew all it is in ordinary times, on which day of the run."""

    scenario: str
    role: str
    day: int
    queue: float
    ordinary: float


@dataclass(frozen=True)
class Bar:
    """An assumption, and the measure when it is less, when it is more than assumed, and as assumed (``base``)."""

    assumption: Text
    measure: str
    less: float
    more: float
    base: float


@dataclass(frozen=True)
class Verdict:
    """The result of a stress test. It is simulated throughout, and says so wherever it is shown."""

    name: str
    registration: Registration
    judgements: tuple[Judgement, ...]
    rows: tuple[Row, ...]
    strains: tuple[Strain, ...]
    bars: tuple[Bar, ...]
    series: Mapping[str, Series]
    utilisation: Mapping[str, Mapping[str, float]]
    replications: int
    level: float
    is_reform: bool
    #: Whether the reform was tried as a draft, its legal basis not checked.
    is_draft: bool = False
    #: What the profile did not tell, in words.
    notes: tuple[tuple[str, str], ...] = ()
    inputs: Mapping[str, str] = field(default_factory=dict)

    @property
    def outcome(self) -> Outcome:
        """Passed where every criterion is; failed where one is; else undecided."""
        found = {it.outcome for it in self.judgements}
        return "failed" if "failed" in found else "undecided" if "undecided" in found else "passed"

    def row(self, scenario: str, version: str, measure: str) -> Row:
        """One figure. Raises KeyError where there is none."""
        for row in self.rows:
            if (row.scenario, row.version, row.measure) == (scenario, version, measure):
                return row
        raise KeyError((scenario, version, measure))

    def sentences(self, lang: str) -> list[str]:
        """The verdict in words: the outcome, when it was fixed, each criterion in each scenario, what gave way."""
        draft = (f"（{DRAFT[0]}）", f" ({DRAFT[1]})") if self.is_draft else ("", "")
        title = choose(
            lang,
            f"压力测试“{self.name}”{draft[0]}：{outcome(self.outcome, lang)}（模拟数据，{self.replications} 次重复）。",
            f"Stress test “{self.name}”{draft[1]}: {outcome(self.outcome, lang)} (simulated, {self.replications} replications).",
        )
        at, key = self.registration.made_at.isoformat(timespec="seconds"), self.registration.sha256
        fixed = choose(lang, f"标准登记于 {at}，SHA-256 {key}。", f"Criteria registered {at}, SHA-256 {key}.")
        many = len(self.registration.earlier)
        before = choose(
            lang, f"此前登记过 {many} 个不同的版本。", f"Other versions were registered before: {many}."
        )
        judged = [it.text(lang) for it in self.judgements]
        idle = self.caution(lang)
        strains = [strained(it, lang) for it in self.strains]
        return [title, fixed, *([before] if many else []), *judged, *strains, *([idle] if idle else [])]

    def caution(self, lang: str) -> str:
        """What the verdict cannot tell: where people are hardly busy, no load makes them a bottleneck. "" where it can."""
        most = max((share for roles in self.utilisation.values() for share in roles.values()), default=0.0)
        if most >= BUSY_ENOUGH:
            return ""
        return choose(
            lang,
            f"注意：各情景下最忙的岗位也只占用 {100 * most:.1f}% 的在岗时间，排队不会因来件增加而变长；画像里的等待按原样保留。"
            "日志若只有完成时间或没有写明由谁办理，请补充开始时间和岗位后再测。",
            f"Caution: in no scenario is any role busy for more than {100 * most:.1f}% of its hours, so no load makes a queue; "
            "waits are kept as the profile has them. Where the log has end times only or names no roles, add start times and "
            "roles and test again.",
        )

    def text(self, lang: str = "zh") -> str:
        """The verdict in words, a sentence a line."""
        return "\n".join(self.sentences(lang))

    def __str__(self) -> str:
        return self.text("zh")

    def forecast(self) -> Forecast:
        """What is foreseen of ordinary times, to be scored when the effect is known (``effect.score``)."""
        wanted = CHANGE if self.is_reform else BEFORE
        figures = tuple(
            Figure(Measure.from_string(it.measure), it.value, it.low, it.high, self.level, _kind(wanted))
            for it in self.rows
            if it.scenario == self.rows[0].scenario
            and it.version == wanted
            and it.measure not in OTHERS
            and all(map(math.isfinite, (it.value, it.low, it.high)))
        )
        return Forecast(figures, self.registration.made_at, self.inputs, simulated=True)

    def to_json(self) -> str:
        """The whole verdict as text that is the same for the same verdict."""
        content = asdict(self) | {
            "format": "liandong.verdict/1",
            "simulated": True,
            "outcome": self.outcome,
            "sentences": {lang: self.sentences(lang) for lang in ("zh", "en")},
            "judgements": [
                {"criterion": it.criterion.title("en"), "row": asdict(it.row), "outcome": it.outcome}
                for it in self.judgements
            ],
        }
        return (
            json.dumps(_finite(content), ensure_ascii=False, indent=1, default=_text, sort_keys=True) + "\n"
        )

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the verdict as JSON, whole or not at all. Raises OutputError."""
        with written_beside(path) as part:
            part.write_text(self.to_json(), "utf-8", newline="\n")


def _kind(version: str) -> Literal["change", "level"]:
    return "change" if version == CHANGE else "level"


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _finite(value: object) -> object:
    """The value with null for what is endless: JSON has no infinity."""
    if isinstance(value, Mapping):
        return {name: _finite(it) for name, it in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(it) for it in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def outcome(value: Outcome, lang: str) -> str:
    """The outcome in a word."""
    return choose(lang, *_WORDS[value])


def strained(strain: Strain, lang: str) -> str:
    """What gave way first, in words."""
    return choose(
        lang,
        f"{called(strain.scenario, 'zh')}：第 {strain.day} 天起“{strain.role}”首先积压（排队 {strain.queue:.1f} 件，平常最多 {strain.ordinary:.1f} 件）",
        f"{called(strain.scenario, 'en')}: {strain.role} gave way first, on day {strain.day} (queue {strain.queue:.1f}, in ordinary times {strain.ordinary:.1f} at most)",
    )
