"""HTML and SVG as values: text is escaped unless it was made here, so a label can never become markup.

>>> tag("b", "<script>", class_="name")
'<b class="name">&lt;script&gt;</b>'
"""

from __future__ import annotations

import re
from html import escape

#: Words in both languages, Chinese first.
Text = tuple[str, str]

_VOID = frozenset({"meta", "input", "br", "col", "link"})
#: Invisible marks that turn the reading direction or break a line: shown as nothing, so that they cannot disturb
#: what stands beside a label; and what XML cannot hold at all.
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]"
)


class Markup(str):
    """Text that is markup already and is not escaped again."""

    __slots__ = ()


def clean(words: str) -> str:
    """The words without invisible marks."""
    return words if words.isprintable() else _UNSEEN.sub("", words)


def text(value: object) -> Markup:
    """The value as escaped text."""
    return value if isinstance(value, Markup) else Markup(escape(clean(str(value))))


def join(*parts: object) -> Markup:
    """The parts one after the other; None is left out."""
    return Markup("".join(text(part) for part in parts if part is not None))


def tag(name: str, /, *children: object, **attributes: object) -> Markup:
    """An element. ``class_`` is ``class``, ``data_n`` is ``data-n``; attributes that are None or False are left out."""
    opening = f"<{name}{''.join(_attribute(key, value) for key, value in attributes.items())}>"
    return Markup(opening if name in _VOID else f"{opening}{join(*children)}</{name}>")


def _attribute(key: str, value: object) -> str:
    if value is None or value is False:
        return ""
    key = key.rstrip("_").replace("_", "-")
    return f" {key}" if value is True else f' {key}="{text(compact(value))}"'


def compact(value: object) -> object:
    """A coordinate with one decimal at most, so that drawings stay small; anything else as it is."""
    return f"{value:z.1f}".removesuffix(".0") if isinstance(value, float) else value


def both(words: Text, element: str = "span") -> Markup:
    """The words in both languages; the page shows one of them."""
    chinese, english = words
    if chinese == english:
        return text(chinese)
    return join(
        tag(element, chinese, class_="zh", lang="zh-CN"), tag(element, english, class_="en", lang="en")
    )
