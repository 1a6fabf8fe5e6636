"""Numbers in texts come from results: ``{{effect.median.change}}`` stands where the number will be.

    {{title}} {{summary}} {{origin}}
    {{basis.GACC-2019-160}}                   title of a legal act
    {{parameter.second}}                      value with its unit; .range
    {{claim.F153}}                            as the document has it; .source, .quote
    {{zones.count}} {{zones.adopters}} {{zones.comparison}} {{window}}
    {{effect.median.change}}                  .low .high .before .after .without .relative .cases .comparison .p .sentence
    {{effect.statutory.change}}               what the clauses' own time adds to the change of the mean; .relative
    {{capital.computed}}                      days saved × annual rate, where there is a parameter ``capital_rate``
    {{stress.outcome}} {{stress.replications}} {{stress.sentences}}

A digit that stands in a text itself is a mistake, as nobody could tell where it is from.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from liandong.bundle.facts import Innovation
from liandong.diagnosis.words import Clock, listed, number, percent
from liandong.effect.measures import Measure
from liandong.errors import FileDamaged, FileMissing
from liandong.innovations.assumptions import FILE, Assumptions
from liandong.innovations.making import EFFECT, VERDICT, claims_of, facts_of, result_of

Text = tuple[str, str]
DOSSIERS = {"zh": "text/dossier.zh.md", "en": "text/dossier.en.md"}
_PLACE = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")
_LANGS = ("zh", "en")


def figures(folder: str | os.PathLike[str]) -> dict[str, Text]:
    """Everything a text of the folder can quote, in Chinese and English, by name."""
    root = Path(folder)
    facts = facts_of(root)
    effect, verdict = (result_of(root, name) for name in (EFFECT, VERDICT))
    found: dict[str, Text] = {}
    for part in (_facts(facts), _claims(root), _zones(root, effect), _effect(effect), _stress(verdict)):
        found |= dict(part)
    return found | dict(_capital(facts, effect))


def dossier(folder: str | os.PathLike[str], lang: str = "zh") -> str:
    """The text of the dossier with its numbers, in Markdown. Raises FileMissing, FileDamaged for an unknown name."""
    path = Path(folder) / DOSSIERS[lang]
    if not path.is_file():
        raise FileMissing(path=path)
    text, known = path.read_text("utf-8"), figures(folder)
    missing = sorted(set(names_in(text)) - known.keys())
    if missing:
        raise FileDamaged(path=path, reason=unknown(missing))
    return _PLACE.sub(lambda place: known[place[1]][_LANGS.index(lang)], text)


def names_in(text: str) -> list[str]:
    """The names a text quotes.

    >>> names_in("缩短 {{effect.median.change}}")
    ['effect.median.change']
    """
    return _PLACE.findall(text)


def typed_in(text: str) -> list[str]:
    """The lines of a text that hold a digit of their own.

    >>> typed_in("缩短 {{effect.p90.change}}\\n由 10 天缩短")
    ['由 10 天缩短']
    """
    return [line for line in text.splitlines() if re.search(r"\d", _PLACE.sub("", line))]


def unknown(names: list[str]) -> Text:
    """That these names stand for nothing."""
    return f"没有名为 {'、'.join(names)} 的数值", f"there is no figure called {', '.join(names)}"


def _facts(facts: Innovation) -> Iterator[tuple[str, Text]]:
    yield "title", facts.title
    yield "summary", facts.summary
    yield "origin", (facts.origin, facts.origin)
    yield "capabilities", ("；".join(facts.capabilities), "; ".join(facts.capabilities))
    for act in facts.basis:
        yield f"basis.{act.id}", (f"《{act.title}》", act.title)
    for one in facts.parameters:
        units = [f" {unit}" if unit else "" for unit in one.unit]
        yield f"parameter.{one.name}", (f"{one.value:g}{units[0]}", f"{one.value:g}{units[1]}")
        span = f"{one.least:g}–{one.most:g}"
        yield f"parameter.{one.name}.range", (span + units[0], span + units[1])


def _claims(root: Path) -> Iterator[tuple[str, Text]]:
    for row in claims_of(root):
        value = " ".join(row.get(part) or "" for part in ("qualifier", "value")).strip()
        yield f"claim.{row['id']}", (f"{value} {row['unit']}", f"{value} {row.get('unit_en') or row['unit']}")
        for part in ("source", "quote"):
            yield f"claim.{row['id']}.{part}", (row.get(part) or "", row.get(part) or "")


def _zones(root: Path, effect: Mapping[str, Any]) -> Iterator[tuple[str, Text]]:
    assumed = Assumptions.load(root / FILE)
    both = {
        "adopters": [it.name for it in assumed.zones if it.adopted],
        "comparison": [it.name for it in assumed.zones if not it.adopted],
    }
    for name, zones in both.items():
        yield f"zones.{name}", (listed(zones, "zh"), listed(zones, "en"))
    yield "zones.count", (str(len(assumed.zones)),) * 2
    yield "zones.own", (assumed.head.own,) * 2
    span = f"{assumed.head.start.isoformat()} — {assumed.end.isoformat()}"
    yield "window", (span, span)
    yield "seed", (str(assumed.head.seed),) * 2
    yield "cases", (f"{_cases(effect):,}",) * 2


def _cases(effect: Mapping[str, Any]) -> int:
    row = effect["estimates"][0]
    return int(row["n_treated"] + row["n_comparison"])


def _effect(effect: Mapping[str, Any]) -> Iterator[tuple[str, Text]]:
    rows = {row["measure"]: row for row in effect["estimates"] if not row["zone"]}
    for name, row in rows.items():
        yield from _estimate(f"effect.{name}", Measure.from_string(name), row)
    if "mean-net" in rows:
        whole, net = rows["mean"]["value"], rows["mean-net"]["value"]
        yield "effect.statutory.change", _both(lambda lang: _signed(whole - net, lang))
        yield "effect.statutory.relative", (percent((whole - net) / whole),) * 2
    for number_, sentences in enumerate(zip(*(effect["sentences"][lang] for lang in _LANGS), strict=True), 1):
        yield f"effect.sentence.{number_}", sentences
    yield "effect.sentences", _both(lambda lang: "\n".join(f"- {it}" for it in effect["sentences"][lang]))


def _estimate(name: str, measure: Measure, row: Mapping[str, Any]) -> Iterator[tuple[str, Text]]:
    clock = Clock()
    for part in ("before", "after", "without"):
        value = row[part]
        yield f"{name}.{part}", _both(lambda lang, value=value: measure.say(value, lang, clock))
    for part, key in (("change", "value"), ("low", "low"), ("high", "high")):
        value = row[key]
        yield (
            f"{name}.{part}",
            _both(lambda lang, value=value: "—" if value is None else _signed(value, lang)),
        )
    yield f"{name}.relative", ("—" if row["relative"] is None else percent(row["relative"]),) * 2
    yield f"{name}.p", ("—" if row["p"] is None else number(row["p"], 2),) * 2
    yield f"{name}.cases", (f"{row['n_treated']:,}",) * 2
    yield f"{name}.comparison", (f"{row['n_comparison']:,}",) * 2


def _stress(verdict: Mapping[str, Any]) -> Iterator[tuple[str, Text]]:
    words = {
        "passed": ("通过", "passed"),
        "failed": ("不通过", "failed"),
        "undecided": ("不能断定", "undecided"),
    }
    yield "stress.outcome", words[verdict["outcome"]]
    yield "stress.replications", (str(verdict["replications"]),) * 2
    yield "stress.sentences", _both(lambda lang: "\n".join(f"- {it}" for it in verdict["sentences"][lang]))


def _capital(facts: Innovation, effect: Mapping[str, Any]) -> Iterator[tuple[str, Text]]:
    """Interest saved as a share of the goods' value: days saved × annual rate / 365."""
    rates = [one.value / 100 for one in facts.parameters if one.name == "capital_rate"]
    change = next(row["value"] for row in effect["estimates"] if row["measure"] == "mean" and not row["zone"])
    for rate in rates:
        share = -change / 86_400 * rate / 365
        yield "capital.computed", (percent(share),) * 2


def _signed(seconds: float, lang: str) -> str:
    sign = "−" if seconds < 0 else "+" if seconds > 0 else ""
    return sign + Clock().say(abs(seconds), lang)


def _both(say: Any) -> Text:
    return say("zh"), say("en")
