"""Holding published figures against what the ledger says, and against each other. What does not close is flagged."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language

from liandong.hub.core.enums import Qualifier
from liandong.hub.innovations.domain.counting import Counts, tallies
from liandong.hub.innovations.domain.reference import read
from liandong.hub.innovations.models import Claim

#: The largest whole that is tried when a share is solved for it.
_WHOLE = 10_000


@dataclass(frozen=True)
class Held:
    """A claim about the library beside the count on its day."""

    claim: Claim
    computed: int

    @property
    def closes(self) -> bool:
        """Whether the count agrees: exactly, or in the sense of the claim's hedge."""
        return agrees(self.claim.value, Qualifier(self.claim.qualifier), self.computed)


@dataclass(frozen=True)
class Check:
    """One check between figures: what it is about, what came out, whether it closes (None: cannot be told)."""

    text: str
    outcome: str
    closes: bool | None
    codes: tuple[str, ...]


def agrees(claimed: Decimal | None, qualifier: Qualifier, computed: int) -> bool:
    """Whether a count agrees with a hedged number.

    >>> agrees(Decimal(300), Qualifier.OVER, 312), agrees(Decimal(176), Qualifier.EXACT, 175)
    (True, False)
    """
    if claimed is None:
        return False
    if qualifier == Qualifier.OVER:
        return computed >= claimed
    if qualifier == Qualifier.AT_MOST:
        return computed <= claimed
    if qualifier in (Qualifier.ABOUT, Qualifier.NEARLY):
        return abs(computed - claimed) <= claimed / 10
    return computed == claimed


def held() -> list[Held]:
    """Every claim that counts the library, with the count recomputed as of its day; oldest first."""
    claims = list(
        Claim.objects.exclude(measure="")
        .filter(as_of__isnull=False, library__isnull=False)
        .select_related("source", "library")
        .order_by("as_of", "code")[:200]
    )
    found = tallies({claim.as_of for claim in claims if claim.as_of})
    return [Held(claim, _count(found, claim)) for claim in claims]


def checks() -> list[Check]:
    """The checks between figures, of those that are loaded."""
    numbers = Claim.objects.values_list("code", "value")
    values = {code: value for code, value in numbers if value is not None}
    entries = read("checks.toml")["check"]
    return [_check(entry, values) for entry in entries if _codes(entry) <= values.keys()]


def wholes(part: Decimal, share: Decimal) -> list[int]:
    """The whole numbers of which ``part`` is ``share`` per cent, as rounded in print; the hidden denominator.

    >>> wholes(Decimal(16), Decimal("45.7"))
    [35]
    """
    exponent = share.as_tuple().exponent
    step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    around = int(part * 100 / share)
    nearby = range(max(1, around - 5), min(_WHOLE, around + 6))
    return [n for n in nearby if (part * 100 / n).quantize(step) == share]


def _count(found: dict[Any, Counts], claim: Claim) -> int:
    library = claim.library
    counts = found.get((library.slug, claim.as_of)) if library and claim.as_of else None
    return counts.of(claim.measure) if counts else 0


def _codes(entry: dict[str, Any]) -> set[str]:
    return {*entry.get("parts", []), entry["total"]}


def _check(entry: dict[str, Any], values: dict[str, Decimal]) -> Check:
    parts = [values[code].normalize() for code in entry.get("parts", [])]
    total = values[entry["total"]].normalize()
    outcome, closes = _KINDS[entry["kind"]](parts, total, entry)
    text = entry["en"] if get_language() == "en" else entry["zh"]
    return Check(text, outcome, closes, tuple(sorted(_codes(entry))))


def _share(parts: list[Decimal], total: Decimal, entry: dict[str, Any]) -> tuple[str, bool | None]:
    found = wholes(parts[0], total)
    return f"{parts[0]:f} / {total:f} % ⇒ {', '.join(map(str, found)) or '—'}", len(found) > 0


def _sum(parts: list[Decimal], total: Decimal, entry: dict[str, Any]) -> tuple[str, bool | None]:
    shown = " + ".join(f"{part:f}" for part in parts)
    return f"{shown} = {sum(parts):f}; {total:f}", sum(parts) == total


def _most(parts: list[Decimal], total: Decimal, entry: dict[str, Any]) -> tuple[str, bool | None]:
    shown = " + ".join(f"{part:f}" for part in parts)
    return f"{shown} = {sum(parts):f} ≤ {total:f}", None if sum(parts) <= total else False


def _named(parts: list[Decimal], total: Decimal, entry: dict[str, Any]) -> tuple[str, bool | None]:
    return f"{total:f} ≠ {entry['named']}", total == entry["named"]


_KINDS = {"most": _most, "named": _named, "share": _share, "sum": _sum}
