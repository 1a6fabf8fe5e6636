"""The hand-over receipt: what a party signs when a case leaves it, and nothing more.

A case that passes through several parties lies in no single log. The party that hands it over tells the next one,
in a signed receipt, what that one needs to count on from there without ever seeing an event:

- ``case``: the case's number under a keyed hash (``Secret``), so that only the parties can match it to their own;
- ``zone``, ``object_type``: the keys every table starts with, on which the parties have agreed;
- ``activity``, ``time``: the last step and its end: the source of the edge that the receiver counts;
- ``start``: when the case began: without it no lead time;
- ``length``, ``prefix``: how many steps the case has had and the hash of their sequence. Hashes of sequences can be
  continued (``hashing.append``), so the last party names the whole variant; and lengths put the receipts of one case
  in order where days or clocks would leave them tied;
- ``sender``, ``receiver``, ``number``: numbered from one for each pair, so that what is lost, repeated or meant for
  somebody else is seen.

Two things more are told only on purpose. ``activities`` gives the variant its text; without it a variant that crossed
parties is only a number. ``role`` and ``worker`` (a keyed hash too) are what the table ``handover`` needs; without
them the sender's side of that table stays blank. All other tables are exact without either.

The signature is Ed25519 (RFC 8032) over the canonical JSON (RFC 8785) of the receipt.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import rfc8785

from liandong.eventlog.log import YEARS
from liandong.profile.hashing import element_hashes, hash_lists

FORMAT = "liandong.receipt/1"
_HEX = {"case": r"[0-9a-f]{64}", "prefix": r"[0-9a-f]{16}", "worker": r"[0-9a-f]{64}"}
#: More digits than any honest count has; JSON numbers are exact up to here (RFC 8785).
_MOST = (1 << 53) - 1
_OPTIONAL = ("activities", "role", "worker")


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """That ``sender`` handed a case over to ``receiver``, and where the case stood then. Times are UTC."""

    sender: str
    receiver: str
    number: int
    zone: str
    object_type: str
    case: str
    start: datetime
    activity: str
    time: datetime
    length: int
    prefix: str
    activities: tuple[str, ...] | None = None
    role: str | None = None
    worker: str | None = None

    def __post_init__(self) -> None:
        for name, pattern in _HEX.items():
            value = getattr(self, name)
            if value is not None and not re.fullmatch(pattern, value):
                raise ValueError(name)
        if not (0 < self.number <= _MOST and 0 < self.length <= _MOST):
            raise ValueError("number")
        if not YEARS[0] <= self.start.year <= self.time.year <= YEARS[1] or self.start > self.time:
            raise ValueError("start")
        if not self.sender or not self.receiver or self.sender == self.receiver:
            raise ValueError("receiver")
        if self.activities is not None and not self._fits(self.activities):
            raise ValueError("activities")

    def _fits(self, activities: tuple[str, ...]) -> bool:
        is_whole = len(activities) == self.length and activities[-1] == self.activity
        return is_whole and sequence_hash(activities) == int(self.prefix, 16)

    @property
    def as_json(self) -> dict[str, Any]:
        """The fields as JSON has them; what was not told is not there."""
        given = {name: value for name, value in asdict(self).items() if value is not None}
        return {"format": FORMAT} | given | {name: _written(given[name]) for name in ("start", "time")}

    @property
    def content(self) -> bytes:
        """The canonical JSON that is signed."""
        return rfc8785.dumps(self.as_json)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Receipt:
        """The receipt with these fields. Raises ValueError or TypeError where one is missing, unknown or not as it should be."""
        wanted = cls.__dataclass_fields__
        if values.get("format") != FORMAT or not set(values) <= {"format", *wanted}:
            raise ValueError("format")
        for name, value in values.items():
            kind = int if name in ("number", "length") else list if name == "activities" else str
            if type(value) is not kind:
                raise TypeError(name)
        given = {name: values[name] for name in wanted if name in values or name not in _OPTIONAL}
        given |= {name: _read(given[name]) for name in ("start", "time")}
        if "activities" in given:
            given["activities"] = tuple(_text(each) for each in given["activities"])
        return cls(**given)


@dataclass(frozen=True)
class SignedReceipt:
    """A receipt with its signature and the fingerprint of the key that made it: one line of a file."""

    receipt: Receipt
    key: str
    signature: bytes

    @property
    def line(self) -> bytes:
        """The one way to write it, so that no bit of a line can change unseen."""
        return rfc8785.dumps(
            {"key": self.key, "receipt": self.receipt.as_json, "signature": self.signature.hex()}
        )

    @classmethod
    def from_line(cls, line: bytes) -> SignedReceipt:
        """The signed receipt in the line. Raises ValueError or TypeError where it is not written exactly as ``line``."""
        try:
            values = json.loads(line)
            signed = cls(
                Receipt.from_json(values["receipt"]), values["key"], bytes.fromhex(values["signature"])
            )
            if signed.line != line:
                raise ValueError("line")
        except (LookupError, AttributeError, RecursionError, OverflowError) as error:
            raise ValueError(str(error)) from None
        return signed


def sequence_hash(activities: tuple[str, ...]) -> int:
    """The hash of the whole sequence, as in the table ``variant``.

    >>> sequence_hash(("申报", "放行")) == sequence_hash(("放行", "申报"))
    False
    """
    codes = np.arange(len(activities), dtype=np.int32)
    return int(hash_lists(codes, np.array([0, len(codes)]), element_hashes(list(activities)))[0])


def _written(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _read(text: str) -> datetime:
    """The time, to the microsecond; written in the one way that ``_written`` has."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("activities")
    return value
