"""Findings: what is wrong or doubtful about receipts, each with its line and whether the receipt was used all the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from liandong.profile.receipts.receipt import Receipt

#: code -> (Chinese, English); sorted by code.
REASONS: dict[str, tuple[str, str]] = {
    "began_before_case": (
        "本方有事件的开始早于办件的开始：全程用时从更早的算起，办件开始仍由最初的一方按自己的时间计",
        "work here began before the case did: the lead time counts from there, the first party counts the start by its own clock",
    ),
    "began_before_handover": (
        "本方第一个事件在交接之前就已开始：等待按 0 计",
        "the first step here began before the hand-over: no waiting is counted",
    ),
    "clocks_apart": (
        "交接时间晚于本方第一个事件：双方时钟至少相差这么多，该次交接用时按 0 计",
        "the hand-over is later than the first step here: the clocks are apart by at least this, the hand-over counts as 0 seconds",
    ),
    "damaged": ("不是完整的回执，或有改动", "not a whole receipt, or changed"),
    "for_another_party": ("是给别的单位的", "meant for another party"),
    "forged": (
        "签名不符：签名之后有改动，或是伪造",
        "the signature does not fit: changed after it was signed, or forged",
    ),
    "gap": ("编号有缺：这些回执没有收到", "numbers are missing: these receipts did not arrive"),
    "handed_over_twice": (
        "同一次交接用了另一个编号",
        "the same hand-over under another number",
    ),
    "held_already": (
        "办件已在本方手中：缺少本方把它交出的回执，请用 --sent 给出",
        "the case is here already: the receipt by which it left is missing, give it with --sent",
    ),
    "key_unknown": (
        "用不受信任的密钥签名",
        "signed with a key that is not trusted",
    ),
    "log_changed": (
        "日志与已签的回执不一致：签名后增删或改动过事件，或 --drop、--keep 不同",
        "the log is no longer what was signed: events came, went or changed since, or --drop and --keep differ",
    ),
    "not_own": ("不是本方签发的", "not sent by this party"),
    "not_received": (
        "没有收到把办件交来的回执，而它不是从这个环节开始的：事件照计，办件的开始和结束不由本方计",
        "no receipt brought the case, and it cannot have begun with this step: its events count, its start and end are not counted here",
    ),
    "not_returned": (
        "办件交出之后本方又有事件，但没有收到把它交回的回执：这些事件照计，办件的结束不由本方计",
        "events after the case had left, and no receipt that brought it back: they count, the case's end is not counted here",
    ),
    "number_reused": (
        "同一编号有内容不同的两份回执",
        "two different receipts under one number",
    ),
    "out_of_order": ("不按编号先后排列", "not in the order of the numbers"),
    "repeated": ("重复的回执", "the receipt once more"),
    "sender_unknown": ("没有该发出方的受信密钥", "no trusted key of this sender"),
}


@dataclass(frozen=True)
class Finding:
    """One thing found: why, where, about which receipt, and whether it was used."""

    reason: str
    receipt: Receipt | None = None
    source: str = ""
    line: int | None = None
    #: The numbers that are missing, or the party's own number of a case without receipts.
    about: str = ""
    #: How far times lie apart.
    seconds: float = 0.0
    is_used: bool = False

    @property
    def detail(self) -> str:
        """The missing numbers, the case or the seconds, in a word."""
        return f"{self.seconds:g} s" if self.seconds else self.about

    def text(self, lang: str = "zh") -> str:
        """The finding in a line, in Chinese or English."""
        zh, en = REASONS[self.reason]
        place = "" if self.line is None else f"{self.source}:{self.line} "
        about = (
            ""
            if self.receipt is None
            else f"{self.receipt.sender} → {self.receipt.receiver} № {self.receipt.number} "
        )
        detail = f" ({self.detail})" if self.detail else ""
        return f"{place}{about}{zh if lang == 'zh' else en}{detail}"


def as_frame(findings: Iterable[Finding]) -> pl.DataFrame:
    """The findings as a table: source, line, sender, receiver, number, case, reason, detail, used."""
    rows = [
        (f.source, f.line, *_about(f.receipt), f.reason, f.detail, f.is_used)
        for f in findings
    ]  # fmt: skip
    schema = {
        "source": pl.String,
        "line": pl.Int64,
        "sender": pl.String,
        "receiver": pl.String,
        "number": pl.Int64,
        "case": pl.String,
        "reason": pl.String,
        "detail": pl.String,
        "used": pl.Boolean,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def _about(receipt: Receipt | None) -> tuple[str | int | None, ...]:
    if receipt is None:
        return (None,) * 4
    return receipt.sender, receipt.receiver, receipt.number, receipt.case
