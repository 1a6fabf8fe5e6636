"""What a mark of a chart tells when pointed at, in both languages."""

from __future__ import annotations

from collections.abc import Iterable

from liandong.report.markup import Text

Line = tuple[Text, Text]


def tip(title: Text, lines: Iterable[Line] = ()) -> dict[str, str]:
    """Attributes for the page's tooltip: a title, then names with values."""
    every = list(lines)
    said = [
        "\n".join(
            [_flat(title[lang]), *(f"{_flat(name[lang])}\t{_flat(value[lang])}" for name, value in every)]
        )
        for lang in (0, 1)
    ]
    return {"data_tip_zh": said[0], "data_tip_en": said[1]}


def same(value: object) -> Text:
    """A text that is the same in both languages."""
    return str(value), str(value)


def _flat(words: str) -> str:
    return " ".join(words.split())[:400]
