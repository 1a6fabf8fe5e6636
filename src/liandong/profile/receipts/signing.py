"""Signing: a receipt for each case that has left, after the step by which it leaves.

Which step that is, the log says in one of two ways: by its activity (``after``), or by a column that names the receiver
on the row after which the case goes there. A case that comes back and leaves again needs the receipt that brought it
back (``received``) before the next can be signed, so a party signs as receipts come in, and keeps what it has sent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import polars as pl

from liandong.errors import ColumnMissing, SettingError
from liandong.eventlog import EventLog
from liandong.profile.coding import Coder
from liandong.profile.receipts.custody import Stretch, custody
from liandong.profile.receipts.findings import Finding
from liandong.profile.receipts.keys import Secret, SigningKey
from liandong.profile.receipts.receipt import Receipt, SignedReceipt
from liandong.profile.receipts.stays import encoded, instant, stays

#: What a receipt tells only on purpose.
Told = Literal["activities", "worker"]


@dataclass(frozen=True)
class Signed:
    """The new receipts, numbered on from those sent before, and what was found."""

    receipts: tuple[SignedReceipt, ...]
    findings: tuple[Finding, ...]


def sign(
    log: EventLog,
    *,
    key: SigningKey,
    secret: Secret,
    after: Mapping[str, str] | None = None,
    column: str = "",
    received: Iterable[Receipt] = (),
    sent: Collection[Receipt] = (),
    begins: Collection[str] = (),
    tell: Collection[Told] = (),
) -> Signed:
    """A signed receipt for each hand-over that has none yet, at most one a case.

    Parameters
    ----------
    log : the party's own log, with whole cases.
    key, secret : the party's key, and what all parties share.
    after : activity -> receiver; a case leaves after such a step (after the last, where several follow each other).
    column : instead, the heading of the column that names the receiver on the row after which the case leaves.
    received, sent : the checked receipts that brought cases here, and all that this party has signed before.
    begins : the activities by which cases begin here. Without it every case that no receipt brought is taken to begin
        here: then check that all receipts have come before signing.
    tell : what to tell beyond the least, see ``receipt``.

    Raises SettingError, ColumnMissing.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> log = EventLog.from_rows([("1", "支线离港", datetime(2024, 5, 6, tzinfo=UTC))], zone="青威一港通")
    >>> key, secret = SigningKey.new("威海港"), Secret.new()
    >>> signed = sign(log, key=key, secret=secret, after={"支线离港": "青岛港"}).receipts
    >>> [(each.receipt.activity, each.receipt.receiver, each.receipt.number) for each in signed]
    [('支线离港', '青岛港', 1)]
    """
    held = custody(log, secret, received=received, sent=sent, begins=begins)
    receivers = _receivers(held.events, after or {}, column, key.party)
    leaving = _leaving(held.stretches, receivers)
    drafts = _drafts(replace(log, events=held.events), leaving, key.party, secret, receivers, tell)
    numbers = Counter({name: _last_number(sent, name) for name in receivers if name})
    receipts = []
    for draft in sorted(drafts, key=lambda draft: (draft["time"], draft["case"])):
        numbers[draft["receiver"]] += 1
        receipts.append(key.sign(Receipt(number=numbers[draft["receiver"]], **draft)))
    return Signed(tuple(receipts), tuple(held.findings))


def _receivers(events: pl.DataFrame, after: Mapping[str, str], column: str, party: str) -> list[str]:
    """For each event: the party that the case goes to after it, or nothing."""
    if column and column not in events.columns:
        wanted = ("接收方", "receiver")
        raise ColumnMissing(
            path=("日志", "the log"), wanted=wanted, columns=", ".join(events.columns), option="--to-column"
        )
    if bool(after) == bool(column):
        reason = (
            "请用 --after 写明环节，或用 --to-column 写明列",
            "name the steps with --after, or the column with --to-column",
        )
        raise SettingError(setting="sign", value=column or "—", reason=reason)
    if column:
        found = events[column].cast(pl.String).fill_null("").str.strip_chars()
    else:
        target = pl.col("activity").replace_strict(after, default="", return_dtype=pl.String)
        following = target.shift(-1, fill_value="").over("zone", "object_type", "case")
        found = events.select(pl.when(target == following).then(pl.lit("")).otherwise(target)).to_series()
    if party in found:
        reason = ("办件不能交给自己", "a party cannot hand over to itself")
        raise SettingError(setting="--to", value=party, reason=reason)
    return found.to_list()


def _leaving(stretches: list[Stretch], receivers: list[str]) -> list[Stretch]:
    """The part of each stretch at hand up to the step by which the case leaves, if it does."""
    marked = np.flatnonzero(np.array([bool(name) for name in receivers], dtype=bool))
    leaving = []
    for stretch in stretches:
        at = np.searchsorted(marked, stretch.first)
        if stretch.ends_case and at < len(marked) and marked[at] < stretch.stop:
            leaving.append(replace(stretch, stop=int(marked[at]) + 1))
    return leaving


def _drafts(
    log: EventLog,
    leaving: list[Stretch],
    party: str,
    secret: Secret,
    receivers: list[str],
    tell: Collection[Told],
) -> list[dict[str, Any]]:
    """The receipts without their numbers."""
    coder = Coder(log.timezone)
    steps = encoded(log, coder).steps
    names = np.array(coder.activities, dtype=object)
    known = stays(log.events, leaving, steps, coder)
    lasts = log.events[[stretch.stop - 1 for stretch in leaving]].rows(named=True)
    drafts = []
    for place, (stretch, last) in enumerate(zip(leaving, lasts, strict=True)):
        activities = tuple(names[steps[stretch.first : stretch.stop]])
        draft = {
            "sender": party,
            "receiver": receivers[stretch.stop - 1],
            "zone": last["zone"],
            "object_type": last["object_type"],
            "case": secret.case(last["zone"], last["object_type"], last["case"]),
            "start": instant(known.starts[place]),
            "activity": activities[-1],
            "time": last["end"],
            "length": known.lengths[place],
            "prefix": f"{known.hashes[place]:016x}",
        }
        drafts.append(draft | _told(tell, activities, stretch.opener, last, secret))
    return drafts


def _told(
    tell: Collection[Told],
    activities: tuple[str, ...],
    opener: Receipt | None,
    last: dict[str, Any],
    secret: Secret,
) -> dict[str, Any]:
    """What is told beyond the least. Activities only where those before the case came here are known too."""
    before = () if opener is None else opener.activities
    told: dict[str, Any] = {}
    if "activities" in tell and before is not None:
        told["activities"] = before + activities
    if "worker" in tell:
        role, resource = (last[name] or "" for name in ("role", "resource"))
        told |= {"role": role, "worker": secret.worker(role, resource)}
    return told


def _last_number(sent: Collection[Receipt], receiver: str) -> int:
    return max((receipt.number for receipt in sent if receipt.receiver == receiver), default=0)
