"""Every result by the name a text quotes it by, written out in one language.

innovation.title …            effect.<measure>.<what>        claims.<id>.<column>
parameters.<name>.<what>      stress.<scenario>.<version>.<measure>   <table>.<first column>.<column>
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from liandong.diagnosis.words import Clock, choose, number, percent
from liandong.effect import Estimate
from liandong.effect.estimate import METHODS, STRENGTHS, comparison_words
from liandong.report.office.evidence import Evidence, key_of
from liandong.stress.criterion import say
from liandong.stress.verdict import outcome

_NONE = "—"


def results(found: Evidence, lang: str) -> dict[str, str]:
    """All results by name."""
    return dict(_all(found, lang))


def _all(found: Evidence, lang: str) -> Iterator[tuple[str, str]]:
    yield from _innovation(found, lang)
    if found.effect is not None:
        for one in found.effect.estimates:
            name = f"effect.{one.measure}" + (f".{one.zone}" if one.zone else "")
            for what, words in _estimate(one, found.effect.clock, lang):
                yield f"{name}.{what}", words
    if found.verdict is not None:
        yield from _stress(found.verdict, lang)
    for table, rows in {"claims": found.claims, **found.others}.items():
        for row in rows:
            yield from ((f"{table}.{key_of(row)}.{column}", value) for column, value in row.items())


def _innovation(found: Evidence, lang: str) -> Iterator[tuple[str, str]]:
    facts, at = found.innovation, 0 if lang == "zh" else 1
    yield "innovation.title", facts.title[at]
    yield "innovation.summary", facts.summary[at]
    for name in ("id", "version", "origin", "licence"):
        yield f"innovation.{name}", str(getattr(facts, name))
    yield "innovation.published", facts.published.isoformat()
    for one in facts.parameters:
        unit = choose(lang, f" {one.unit[0]}", f" {one.unit[1]}")
        for what, value in (("value", one.value), ("min", one.least), ("max", one.most)):
            yield f"parameters.{one.name}.{what}", number(value, 6) + unit
        yield f"parameters.{one.name}.title", one.title[at]


def _estimate(one: Estimate, clock: Clock, lang: str) -> Iterator[tuple[str, str]]:
    """What can be said of an estimate; ``moved`` has the verb, so that no text says shorter of what grew longer."""
    measure = one.measure
    for what in ("before", "after", "without"):
        yield what, measure.say(getattr(one, what), lang, clock)
    yield "measure", measure.title(lang, clock)
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
        return choose(lang, "没有确定的变化", "no certain change")
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
