"""Every result by the name a text quotes it by, written out in one language.

innovation.title …            effect.<measure>.<what>        claims.<id>.<column>
parameters.<name>.<what>      stress.<scenario>.<version>.<measure>   <table>.<first column>.<column>
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from liandong.diagnosis.words import Clock, choose, day, listed, number, percent, period
from liandong.effect import Estimate
from liandong.effect.estimate import METHODS, STRENGTHS, VERDICTS, comparison_words
from liandong.report.office.evidence import Evidence, key_of
from liandong.report.office.measured import Measured
from liandong.stress.criterion import say
from liandong.stress.verdict import outcome

_NONE = "—"
#: Sentences stand in paragraphs of their own.
_PARAGRAPHS = "\n\n"


def results(found: Evidence, lang: str) -> dict[str, str]:
    """All results by name."""
    return dict(_all(found, lang))


def _all(found: Evidence, lang: str) -> Iterator[tuple[str, str]]:
    yield from _innovation(found, lang)
    yield from _parameters(found, lang)
    if found.effect is not None:
        yield from _effect(found, found.effect, lang)
    if found.verdict is not None:
        yield from _stress(found.verdict, lang)
    yield from ((f"claim.{key_of(row)}", claimed(row, lang)) for row in found.claims)
    for table, rows in {"claim": found.claims, **found.others}.items():
        for row in rows:
            yield from ((f"{table}.{key_of(row)}.{column}", value) for column, value in row.items())


def _innovation(found: Evidence, lang: str) -> Iterator[tuple[str, str]]:
    facts, at = found.innovation, 0 if lang == "zh" else 1
    yield "title", facts.title[at]
    yield "summary", facts.summary[at]
    yield "capabilities", choose(lang, "、", "; ").join(facts.capabilities) or _NONE
    for name in ("id", "version", "origin", "licence"):
        yield f"innovation.{name}", str(getattr(facts, name))
    yield "innovation.published", day(facts.published, lang)
    yield from ((f"basis.{one.id}", one.title) for one in facts.basis)
    if found.window is not None:
        first, last = (period(one, "month", lang) for one in found.window)
        yield "window", choose(lang, f"{first}至{last}", f"{first} to {last}")


def _parameters(found: Evidence, lang: str) -> Iterator[tuple[str, str]]:
    at = 0 if lang == "zh" else 1
    for one in found.innovation.parameters:
        for what, words in (
            ("", f"{number(one.value, 6)}"), (".min", number(one.least, 6)), (".max", number(one.most, 6)),
            (".range", f"{number(one.least, 6)}–{number(one.most, 6)}"),
        ):  # fmt: skip
            yield f"parameter.{one.name}{what}", with_unit(words, one.unit[at])
        yield f"parameter.{one.name}.title", one.title[at]


def with_unit(words: str, unit: str) -> str:
    """A number with its unit: ``4%``, ``48 小时``."""
    return f"{words}{unit if unit in ('%', '‰', '') else ' ' + unit}"


def claimed(row: Mapping[str, str], lang: str) -> str:
    """What a document says, as it says it."""
    unit = (row.get("unit_en") if lang == "en" else None) or row.get("unit", "")
    return row.get("qualifier", "") + with_unit(row.get("value", ""), unit)


def _effect(found: Evidence, effect: Measured, lang: str) -> Iterator[tuple[str, str]]:
    yield "effect.sentences", _PARAGRAPHS.join(effect.sentences[lang])
    others = [zone for zone in effect.zones if zone not in effect.adopted]
    yield "zones.count", str(len(effect.zones))
    yield "zones.adopters", listed(effect.adopted, lang, 99) or _NONE
    yield "zones.comparison", listed(others, lang, 99) or _NONE
    for one in effect.estimates:
        name = f"effect.{one.measure}" + (f".{one.zone}" if one.zone else "")
        for what, words in _estimate(one, effect.clock, lang):
            yield f"{name}.{what}", words
    cost = capital(found, effect)
    if cost is not None:
        yield "capital.computed", f"{number(cost)}%"


def capital(found: Evidence, effect: Measured) -> float | None:
    """The cost of capital saved, in per cent of the value of the goods: mean days saved x the parameter ``capital_rate`` / 365."""
    rate = next((one.value for one in found.innovation.parameters if one.name == "capital_rate"), None)
    mean = effect.find("mean")
    if rate is None or mean is None or mean.value is None:
        return None
    return -effect.clock.days(mean.value) * rate / 365


def _estimate(one: Estimate, clock: Clock, lang: str) -> Iterator[tuple[str, str]]:
    """What can be said of an estimate; ``moved`` has the verb, so that no text says shorter of what grew longer."""
    measure = one.measure
    for what in ("before", "after", "without"):
        yield what, measure.say(getattr(one, what), lang, clock)
    yield "measure", measure.title(lang, clock)
    for what in ("low", "high"):
        yield what, signed(one, getattr(one, what), lang, clock)
    yield "change", signed(one, one.value, lang, clock)
    yield "size", signed(one, abs(one.value), lang, clock).lstrip("+") if one.value is not None else _NONE
    yield "relative", _NONE if one.share is None else percent(abs(one.share))
    yield "interval", one.limits(lang, clock)
    yield "moved", moved(one, lang, clock)
    yield "sentence", one.sentence(lang, clock).rstrip("。.")
    yield "n", f"{one.n_treated:,}"
    yield "n_comparison", f"{one.n_comparison:,}"
    yield "comparison", comparison_words(one, lang)
    yield "method", choose(lang, *METHODS[one.method])
    yield "strength", choose(lang, *STRENGTHS[one.strength])
    yield "p", _NONE if one.p is None else number(one.p, 2)


def signed(one: Estimate, value: float | None, lang: str, clock: Clock) -> str:
    """A change with its sign: ``−2 天``, ``+3 percentage points``."""
    if value is None:
        return _NONE
    sign = "−" if value < 0 else "+" if value > 0 else ""
    if one.measure.is_share:
        return sign + number(abs(100 * value)) + choose(lang, " 个百分点", " percentage points")
    return sign + clock.say(abs(value), lang)


def moved(one: Estimate, lang: str, clock: Clock) -> str:
    """What happened, with its verb: ``缩短 2 天（20%）``; that nothing certain did, if so."""
    if one.value is None:
        return choose(lang, "数据不足，无法估计", "cannot be estimated")
    if one.verdict == "unclear":
        return choose(lang, *VERDICTS["unclear"])
    verbs = ("提高", "rose by") if one.measure.is_share else ("延长", "grew by")
    down = ("下降", "fell by") if one.measure.is_share else ("缩短", "fell by")
    size = signed(one, abs(one.value), lang, clock).lstrip("+")
    share = (
        ""
        if one.share is None
        else choose(lang, f"（{percent(abs(one.share))}）", f" ({percent(abs(one.share))})")
    )
    return f"{choose(lang, *(verbs if one.value > 0 else down))} {size}{share}"


def _stress(verdict: Any, lang: str) -> Iterator[tuple[str, str]]:
    yield "stress.name", verdict["name"]
    if "sentences" in verdict:
        yield "stress.sentences", _PARAGRAPHS.join(verdict["sentences"][lang])
    yield "stress.outcome", outcome(verdict["outcome"], lang)
    yield "stress.replications", f"{verdict['replications']:,}"
    yield "stress.sha256", verdict.get("registration", {}).get("sha256", _NONE)
    for row in verdict["rows"]:
        name = f"stress.{row['scenario']}.{row['version']}.{row['measure']}"
        value, low, high = (said(row["measure"], row[key], lang) for key in ("value", "low", "high"))
        yield name, value
        yield f"{name}.interval", choose(lang, f"{low} 至 {high}", f"{low} to {high}")


def said(measure: str, value: float | None, lang: str) -> str:
    """A figure in words; JSON has null where cases were never done."""
    if value is not None and value < 0:
        return "−" + say(measure, -value, lang)
    return say(measure, float("inf") if value is None else value, lang)
