"""The step from one party to the next, out of the receiver's first event and what the receipt tells of the sender's last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import polars as pl

from liandong.eventlog.log import COLUMNS, complete
from liandong.profile.receipts.custody import Stretch
from liandong.profile.receipts.findings import Finding
from liandong.profile.receipts.keys import Secret
from liandong.profile.receipts.receipt import Receipt


def pairs(
    brought: Sequence[Stretch], events: pl.DataFrame, secret: Secret
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The sender's last event before each stretch that a receipt opened, and two events a case: it and the first here.

    In the second frame the sender's event always comes first: where its clock says otherwise (see ``clocks``), or where
    equal times leave it open, it is moved up to the receiver's, so that no time passes between them.
    """
    firsts = _first_events(brought, events)
    before = [
        _last_event(each.opener, first, secret)
        for each, first in zip(brought, firsts, strict=True)
        if each.opener
    ]
    rows = []
    for place, (last, first) in enumerate(zip(before, firsts, strict=True)):
        if first is not None:
            end = min(last["end"], first["end"])
            start = None if first["start"] is None else min(end, first["start"])
            rows += [last | {"case": str(place), "start": start, "end": end}, first | {"case": str(place)}]
    return _frame(before), _frame(rows)


def clocks(brought: Sequence[Stretch], events: pl.DataFrame) -> list[Finding]:
    """The hand-overs and starts that the receiver's times contradict, each with the seconds they lie apart."""
    findings = []
    for stretch, first in zip(brought, _first_events(brought, events), strict=True):
        receipt = stretch.opener
        if first is None or receipt is None:
            continue
        begun = first["start"] or first["end"]
        if receipt.time > first["end"]:
            findings.append(_apart("clocks_apart", receipt, receipt.time - first["end"]))
        elif receipt.time > begun:
            findings.append(_apart("began_before_handover", receipt, receipt.time - begun))
        own = events[stretch.first : stretch.stop].select(pl.coalesce("start", "end").min()).item()
        if own < receipt.start:
            findings.append(_apart("began_before_case", receipt, receipt.start - own))
    return findings


def _first_events(brought: Sequence[Stretch], events: pl.DataFrame) -> list[dict[str, Any] | None]:
    """The first event of each stretch; None where it has none yet."""
    rows = [stretch.first for stretch in brought if stretch.first < stretch.stop]
    found = iter(events.select(*COLUMNS)[rows].rows(named=True))
    return [next(found) if stretch.first < stretch.stop else None for stretch in brought]


def _last_event(receipt: Receipt, first: dict[str, Any] | None, secret: Secret) -> dict[str, Any]:
    """The sender's last event. Whoever did it has a keyed hash for a name, or the receiver's where it is the same person."""
    resource = receipt.worker
    if first is not None and resource == secret.worker(first["role"] or "", first["resource"] or ""):
        resource = first["resource"]
    return {
        "case": receipt.case,
        "activity": receipt.activity,
        "start": None,
        "end": receipt.time,
        "resource": resource,
        "role": receipt.role,
        "party": receipt.sender,
        "zone": receipt.zone,
        "object_type": receipt.object_type,
    }


def _frame(rows: list[dict[str, Any]]) -> pl.DataFrame:
    return complete(pl.DataFrame(rows, schema=COLUMNS, orient="row"))


def _apart(reason: str, receipt: Receipt, gap: timedelta) -> Finding:
    return Finding(reason, receipt, seconds=gap.total_seconds(), is_used=True)
