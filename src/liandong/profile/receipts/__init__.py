"""Hand-over receipts: cases that pass through several parties are counted once, and no party shows its events."""

from liandong.profile.receipts.checking import Checked, read_sent, verify
from liandong.profile.receipts.counting import Counted, count
from liandong.profile.receipts.findings import Finding, as_frame
from liandong.profile.receipts.held import held
from liandong.profile.receipts.keys import Secret, SigningKey, TrustedKey
from liandong.profile.receipts.receipt import Receipt, SignedReceipt
from liandong.profile.receipts.signing import Signed, sign

__all__ = [
    "Checked",
    "Counted",
    "Finding",
    "Receipt",
    "Secret",
    "Signed",
    "SignedReceipt",
    "SigningKey",
    "TrustedKey",
    "as_frame",
    "count",
    "held",
    "read_sent",
    "sign",
    "verify",
]
