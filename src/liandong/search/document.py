"""What can be found: a numbered text in fields, of a kind, for a group of readers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from liandong.errors import SettingError

#: A title counts as if it were written three times.
WEIGHTS: Mapping[str, int] = {"title": 3, "text": 1}
#: What fits beside a term in 63 bits when the index is sorted.
MOST_FIELDS, MOST_DOCUMENTS = 8, 1 << 23


@dataclass(frozen=True)
class Document:
    """A text to be found by its number. ``group`` says who may find it, ``kind`` what it is."""

    number: int
    texts: Mapping[str, str] = field(default_factory=dict)
    group: int = 0
    kind: str = ""


def latest(documents: Iterable[Document]) -> list[Document]:
    """The documents by number; of two with the same number the later one."""
    kept = {document.number: document for document in documents}
    if len(kept) > MOST_DOCUMENTS:
        reason = (
            f"一个索引最多 {MOST_DOCUMENTS} 篇",
            f"one index holds at most {MOST_DOCUMENTS}; make several",
        )
        raise SettingError(setting="documents", value=len(kept), reason=reason)
    return [kept[number] for number in sorted(kept)]


def checked(weights: Mapping[str, int]) -> dict[str, int]:
    """The weights of the fields, each a whole number from 1; raises SettingError for others."""
    if not 1 <= len(weights) <= MOST_FIELDS:
        reason = (f"字段数须为 1 到 {MOST_FIELDS}", f"there must be 1 to {MOST_FIELDS} fields")
        raise SettingError(setting="weights", value=len(weights), reason=reason)
    for name, weight in weights.items():
        if not (isinstance(weight, int) and 1 <= weight <= 1000):
            reason = ("权重须为 1 到 1000 的整数", "a weight is a whole number from 1 to 1000")
            raise SettingError(setting=f"weights[{name}]", value=weight, reason=reason)
    return dict(weights)


def known(document: Document, weights: Mapping[str, int]) -> None:
    """Raise SettingError where the document has a field that the index does not."""
    for name in document.texts:
        if name not in weights:
            names = ", ".join(weights)
            reason = (f"索引没有这个字段，现有：{names}", f"the index has no such field; it has {names}")
            raise SettingError(setting=f"document {document.number}", value=name, reason=reason)
