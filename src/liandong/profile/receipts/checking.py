"""Checking what arrived: good receipts on one side, and beside them a list of everything that is wrong.

Replayed, forged, changed, lost and misdirected receipts are found by signature and number alone, without the log. Two
things cannot be found so: the loss of the *last* receipts of a sender, until a later one comes; and a sender that lies.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from os import PathLike
from pathlib import Path

from liandong.errors import FileMissing
from liandong.profile.receipts.findings import Finding
from liandong.profile.receipts.keys import TrustedKey
from liandong.profile.receipts.receipt import Receipt, SignedReceipt

Paths = Iterable[str | PathLike[str]]


@dataclass(frozen=True)
class Checked:
    """The receipts that can be used, in the order of their files, and what was found."""

    receipts: tuple[Receipt, ...] = ()
    findings: tuple[Finding, ...] = ()


def verify(paths: Paths, *, receiver: str, trusted: Iterable[TrustedKey]) -> Checked:
    """The receipts in the files that trusted parties signed for ``receiver``, each once. Raises FileMissing."""
    desk = _Desk(receiver, tuple(trusted))
    for source, number, line in _lines(paths):
        desk.take(source, number, line)
    return Checked(tuple(desk.good.values()), tuple(desk.findings + desk.gaps()))


def read_sent(paths: Paths, *, sender: str) -> Checked:
    """The receipts that ``sender`` has signed itself; its own file needs no key. Raises FileMissing."""
    good, findings = dict[tuple[str, int], SignedReceipt](), []
    for source, number, line in _lines(paths):
        signed = _parsed(line)
        if signed is None or signed.receipt.sender != sender:
            reason = "damaged" if signed is None else "not_own"
            findings.append(Finding(reason, signed.receipt if signed else None, source, number))
        elif good.setdefault(_place(signed.receipt), signed) != signed:
            findings.append(Finding("number_reused", signed.receipt, source, number))
    return Checked(tuple(signed.receipt for signed in good.values()), tuple(findings))


class _Desk:
    """Takes one line after the other and remembers what was accepted."""

    def __init__(self, receiver: str, trusted: tuple[TrustedKey, ...]) -> None:
        self.receiver, self.trusted = receiver, trusted
        self.good: dict[tuple[str, int], Receipt] = {}
        self.findings: list[Finding] = []
        self._handed_over: set[tuple[str, str, int]] = set()
        self._last: dict[str, int] = {}

    def take(self, source: str, number: int, line: bytes) -> None:
        signed = _parsed(line)
        receipt = signed.receipt if signed else None
        reason = "damaged" if signed is None else self._refusal(signed) or self._repetition(signed.receipt)
        if receipt and not reason:
            self._accept(receipt)
            reason = self._disorder(receipt)
        if reason:
            is_used = reason == "out_of_order"
            self.findings.append(Finding(reason, receipt, source, number, is_used=is_used))

    def gaps(self) -> list[Finding]:
        """The numbers that did not arrive, from one to the highest of each sender."""
        findings = []
        for sender in sorted({sender for sender, _ in self.good}):
            numbers = sorted(number for name, number in self.good if name == sender)
            missing = [(a + 1, b - 1) for a, b in pairwise([0, *numbers]) if b > a + 1]
            told = ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in missing)
            if missing:
                findings.append(Finding("gap", self.good[sender, numbers[-1]], about=told))
        return findings

    def _refusal(self, signed: SignedReceipt) -> str:
        """Why it must not be believed, if so."""
        receipt = signed.receipt
        if receipt.receiver != self.receiver:
            return "for_another_party"
        keys = [key for key in self.trusted if key.party == receipt.sender]
        if not keys:
            return "sender_unknown"
        keys = [key for key in keys if key.fingerprint == signed.key]
        if not keys:
            return "key_unknown"
        return "" if any(key.has_signed(signed) for key in keys) else "forged"

    def _repetition(self, receipt: Receipt) -> str:
        known = self.good.get((receipt.sender, receipt.number))
        if known is not None:
            return "repeated" if known == receipt else "number_reused"
        is_known = (receipt.sender, receipt.case, receipt.length) in self._handed_over
        return "handed_over_twice" if is_known else ""

    def _accept(self, receipt: Receipt) -> None:
        self.good[receipt.sender, receipt.number] = receipt
        self._handed_over.add((receipt.sender, receipt.case, receipt.length))

    def _disorder(self, receipt: Receipt) -> str:
        last = self._last.get(receipt.sender, 0)
        self._last[receipt.sender] = max(last, receipt.number)
        return "out_of_order" if receipt.number < last else ""


def _place(receipt: Receipt) -> tuple[str, int]:
    return receipt.receiver, receipt.number


def _lines(paths: Paths) -> Iterator[tuple[str, int, bytes]]:
    """Name of the file, number and content of each line that is not empty."""
    for path in map(Path, paths):
        if not path.is_file():
            raise FileMissing(path=path)
        for number, line in enumerate(path.read_bytes().split(b"\n"), 1):
            if line.strip():
                yield path.name, number, line.removesuffix(b"\r")


def _parsed(line: bytes) -> SignedReceipt | None:
    try:
        return SignedReceipt.from_line(line)
    except (ValueError, TypeError):
        return None
