"""Reading published figures: the number, its hedge, and the words it came in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from liandong.hub.core.enums import Qualifier
from liandong.hub.innovations.models import Claim, Innovation

_NUMBER = re.compile(r"^(~?)(\d+(?:\.\d+)?)(\+?)$")
_RANGE = re.compile(r"^(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$")
_YEAR_MONTH = re.compile(r"^\d{4}-\d{2}$")


@dataclass(frozen=True)
class Figure:
    """A value as far as it is a number; both are None where it is a ratio, a date or a list of names."""

    value: Decimal | None
    value_high: Decimal | None
    qualifier: Qualifier


def figure(text: str, *, unit: str = "", quote: str = "") -> Figure:
    """The number in a printed value, hedged as the source hedges it.

    >>> figure("300+").qualifier.value, figure("300+").value
    ('over', Decimal('300'))
    >>> figure("5-7")
    Figure(value=Decimal('5'), value_high=Decimal('7'), qualifier=Qualifier.EXACT)
    >>> figure("~100", quote="近百个品牌").qualifier.value, figure("1:0.5").value
    ('nearly', None)
    """
    if found := _NUMBER.match(text):
        hedge = _hedge(found[1], found[3], unit, quote)
        return Figure(Decimal(found[2]), None, hedge)
    if (found := _RANGE.match(text)) and not _YEAR_MONTH.match(text):
        return Figure(Decimal(found[1]), Decimal(found[2]), Qualifier.EXACT)
    return Figure(None, None, Qualifier.EXACT)


def _hedge(before: str, after: str, unit: str, quote: str) -> Qualifier:
    if after:
        return Qualifier.OVER
    if before:
        return Qualifier.NEARLY if "近" in quote else Qualifier.ABOUT
    if "approx" in unit:
        return Qualifier.ABOUT
    if "最高" in quote:
        return Qualifier.AT_MOST
    return Qualifier.EXACT


def claims_about(subject: Innovation | str) -> list[Claim]:
    """The published figures about an innovation, or about a subject by its name; each with its source."""
    about: dict[str, Any] = (
        {"innovation": subject} if isinstance(subject, Innovation) else {"subject": subject}
    )
    return list(Claim.objects.filter(**about).select_related("source").order_by("code"))
