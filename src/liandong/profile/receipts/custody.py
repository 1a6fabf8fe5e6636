"""Custody: which events of a party's log belong to which stay of a case with it.

A *stretch* is one stay: from the case's start or the receipt that brought the case, to the receipt by which it left or
to the end of what is known. Receipts tell how many steps the case had had, so of each case the receipts in and out,
ordered by that number, say exactly which of the party's own events lie between two of them: no clock is needed, and
events with equal times cause no doubt.

    in 5 · out 8 · in 11          the case came with 5 steps, had 3 here, came back with 11: the rest is the next stay
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

import polars as pl

from liandong.eventlog import EventLog
from liandong.profile.receipts.findings import Finding
from liandong.profile.receipts.keys import Secret
from liandong.profile.receipts.receipt import Receipt

_CASE = ("zone", "object_type", "case")
#: Steps so far, whether received (rather than sent), and the receipt.
_Token = tuple[int, bool, Receipt]


@dataclass(frozen=True)
class Stretch:
    """Rows ``first`` to ``stop`` (exclusive) of the ordered events: one stay of a case."""

    first: int
    stop: int
    #: The receipt that brought the case; None where it began here, or where the receipt is missing.
    opener: Receipt | None = None
    #: The receipt by which it left; None while it is here.
    closer: Receipt | None = None
    #: False for events that no receipt accounts for: the case had left, or never came.
    is_known: bool = True

    @property
    def starts_case(self) -> bool:
        return self.is_known and self.opener is None

    @property
    def ends_case(self) -> bool:
        return self.is_known and self.closer is None


@dataclass(frozen=True)
class Custody:
    """The events in order and the stretches they fall into; a case that has arrived but not begun has an empty one."""

    events: pl.DataFrame
    stretches: list[Stretch]
    findings: list[Finding]


def custody(
    log: EventLog,
    secret: Secret,
    *,
    received: Iterable[Receipt],
    sent: Iterable[Receipt],
    begins: Collection[str] = (),
) -> Custody:
    """The stretches of the log, by the receipts that came and those that went.

    Where it is told by which activities cases begin here, no other case is taken to begin here.
    """
    events, stretches, findings = in_order(log), list[Stretch](), list[Finding]()
    tokens = defaultdict[str, list[_Token]](list)
    for receipts, is_received in ((sent, False), (received, True)):
        for receipt in receipts:
            tokens[receipt.case].append((receipt.length, is_received, receipt))
    for *names, first, stop in _cases(events).iter_rows():
        stays = tokens.pop(secret.case(*names), None) if tokens else None
        stretches += _stretches(first, stop, stays, findings) if stays else [Stretch(first, stop)]
    for stays in tokens.values():
        # Cases of which this log has no event: on their way, or handed over by events that are gone.
        stretches += _stretches(events.height, events.height, stays, findings)
    return Custody(events, _begun(events, stretches, begins, findings) if begins else stretches, findings)


def _begun(
    events: pl.DataFrame, stretches: list[Stretch], begins: Collection[str], findings: list[Finding]
) -> list[Stretch]:
    """The stretches, of which only those that begin with one of the activities begin a case."""
    could_begin = events["activity"].is_in(list(begins)).to_list()
    checked = []
    for stretch in stretches:
        is_strange = stretch.starts_case and stretch.closer is None and not could_begin[stretch.first]
        if is_strange:
            findings.append(Finding("not_received", about=events["case"][stretch.first], is_used=True))
        checked.append(replace(stretch, is_known=False) if is_strange else stretch)
    return checked


def in_order(log: EventLog) -> pl.DataFrame:
    """The events of each case together, in the order the kernel counts them: by end, start, row."""
    begun = [pl.coalesce("start", "end")] if log.has_start else []
    return log.events.sort(*_CASE, "end", *begun, maintain_order=True)


def _cases(events: pl.DataFrame) -> pl.DataFrame:
    """Zone, object type and number of each case, its first row and the row behind its last."""
    lengths = events.group_by(*_CASE, maintain_order=True).agg(stop=pl.len().cast(pl.Int64))
    stop = pl.col("stop").cum_sum()
    return lengths.select(*_CASE, first=stop - pl.col("stop"), stop=stop)


def _stretches(first: int, stop: int, tokens: list[_Token], findings: list[Finding]) -> list[Stretch]:
    """The stretches of one case with the events ``first`` to ``stop``, by its receipts."""
    found, length, opener, is_here = list[Stretch](), 0, None, True
    for steps, is_received, receipt in sorted(tokens, key=lambda token: token[:2]):
        end = first + steps - length
        if is_received and is_here and opener is not None:
            findings.append(Finding("held_already", receipt))
        elif is_received:
            length, opener, is_here = steps, receipt, True
        elif is_here and first < end <= stop:
            found.append(Stretch(first, end, opener, receipt))
            first, length, opener, is_here = end, steps, None, False
        else:
            findings.append(Finding("log_changed", receipt, is_used=True))
            return [*found, Stretch(first, stop, is_known=False)]
    if is_here:
        return [*found, Stretch(first, stop, opener)]
    if first == stop:
        return found
    findings.append(Finding("not_returned", found[-1].closer, is_used=True))
    return [*found, Stretch(first, stop, is_known=False)]
