"""Counting a log whose cases come from elsewhere and go elsewhere, so that the parties' profiles add up to the whole.

    profile(all events together) == count(party 1) + count(party 2) + …

Every cell of every table is counted by exactly one party:

- events, work and steps inside a stretch: by the party that has them in its log;
- ▶, arrival and the start in ``daily``: by the party where the case began;
- the step from one party to the next: by the one it leads to, from the receipt;
- ■, the end in ``daily``, ``case``, ``variant``: by the party where the case is now. It knows from its receipt when the
  case began and how it went before. A case that was handed over to it and has not begun there is there too.

So what is counted is a sum of four profiles (``Parts``): inside, crossing, begun, ended.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

import polars as pl

from liandong.errors import FileEmpty, SettingError
from liandong.eventlog import EventLog
from liandong.profile.coding import Coder
from liandong.profile.count import Engine
from liandong.profile.datasheet import DataSheet
from liandong.profile.engines import sheet_of
from liandong.profile.periods import check_unit
from liandong.profile.receipts.crossings import clocks
from liandong.profile.receipts.custody import custody
from liandong.profile.receipts.findings import Finding
from liandong.profile.receipts.keys import Secret
from liandong.profile.receipts.parts import Parts
from liandong.profile.receipts.receipt import Receipt
from liandong.profile.statutory import Mark
from liandong.profile.value import Profile
from liandong.worktime import Calendar


@dataclass(frozen=True)
class Counted:
    """A party's part of the whole, and what was found on the way."""

    profile: Profile
    findings: tuple[Finding, ...]
    #: Cases that came from another party, that went to another, and that came but have not begun here.
    received: int
    sent: int
    waiting: int


def count(
    log: EventLog,
    *,
    party: str,
    secret: Secret,
    received: Collection[Receipt] = (),
    sent: Collection[Receipt] = (),
    begins: Collection[str] = (),
    period: str = "week",
    calendar: Calendar | None = None,
    statutory: Iterable[Mark] = (),
    engine: Engine | None = None,
    simulated: bool = False,
) -> Counted:
    """The party's part of the profile that all parties' logs together would give.

    Parameters
    ----------
    log : the party's own log, with whole cases; its events are counted as the party's.
    received, sent : the checked receipts that brought cases here, and all that the party has signed.
    begins : the activities by which cases begin here; without it, every case does that no receipt brought.

    The rest is as in ``profile``. Raises FileEmpty and SettingError.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> log = EventLog.from_rows([("1", "支线离港", datetime(2024, 5, 6, tzinfo=UTC))], zone="青威一港通")
    >>> count(log, party="威海港", secret=Secret.new()).profile.follows["party_to"].to_list()
    ['威海港', '']
    """
    if log.events.is_empty():
        raise FileEmpty(path=", ".join(log.sources) or ("日志", "the log"))
    if calendar is not None and calendar.timezone != log.timezone:
        reason = (f"日志的时区是 {log.timezone}", f"the log is in {log.timezone}")
        raise SettingError(setting="calendar", value=calendar.timezone, reason=reason)
    log = replace(log, events=log.events.with_columns(party=pl.lit(party)))
    held = custody(log, secret, received=received, sent=sent, begins=begins)
    parts = Parts(log, held, Coder(log.timezone, calendar, check_unit(period)), engine, secret)
    doubts = clocks(parts.brought, held.events)
    apart = [found for found in doubts if found.reason == "clocks_apart"]
    sheet = _noted(sheet_of(log, parts.raw, simulated=simulated), party, parts, apart)
    whole = parts.inside() + parts.crossing() + parts.begun() + parts.ended()
    return Counted(
        profile=replace(whole, sheet=sheet).mark(statutory),
        findings=(*held.findings, *doubts),
        received=len(parts.brought),
        sent=sum(stretch.closer is not None for stretch in held.stretches),
        waiting=sum(stretch.first == stretch.stop for stretch in parts.brought),
    )


def _noted(sheet: DataSheet, party: str, parts: Parts, apart: list[Finding]) -> DataSheet:
    """The data sheet, which says how many hand-overs came by receipt, and how far clocks are apart."""
    n = len(parts.brought)
    notes = (
        [(f"“{party}”凭交接回执计入 {n} 次交接", f"“{party}” counted {n} hand-overs by receipt")] if n else []
    )
    for sender in sorted({found.receipt.sender for found in apart if found.receipt}):
        gaps = [found.seconds for found in apart if found.receipt and found.receipt.sender == sender]
        most, total = f"{max(gaps):g}", f"{sum(gaps):g}"
        notes.append(
            (
                f"“{sender}”与“{party}”的时钟至少相差 {most} 秒：{len(gaps)} 次交接用时按 0 计（按双方时间合计为 -{total} 秒），其余各次也可能差这么多",
                f"the clocks of “{sender}” and “{party}” are apart by at least {most} s: {len(gaps)} hand-overs count as 0 s (by both clocks they sum to -{total} s), and every other may be off by as much",
            )
        )
    return replace(sheet, assumptions=tuple(sorted({*sheet.assumptions, *notes})))
