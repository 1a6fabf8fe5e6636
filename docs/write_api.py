"""Writes the lists of operations of the interface from its schema: ``uv run python docs/write_api.py``.

What stands above the mark in each page is written by hand and stays. A test compares the pages with what this would
write, so they cannot fall behind.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils import translation

DOCS = Path(__file__).parent
MARK = "<!-- from here on written by docs/write_api.py -->\n"
CODES = {"zh": "zh-hans", "en": "en"}
HEADS = {
    "zh": ("## 全部地址", "| 方法 | 地址 | 作用 | 参数（**必填**） |", "### {noun}"),
    "en": (
        "## All addresses",
        "| Method | Address | What it does | Parameters (**required**) |",
        "### {noun}",
    ),
}


def page(language: str) -> str:
    """The page of that language: the words that are there, and the list as the schema has it."""
    from liandong.hub.api.api import api
    from liandong.hub.api.docs import operations

    words = (DOCS / language / "api-http.md").read_text("utf-8").partition(MARK)[0]
    head, columns, noun_head = HEADS[language]
    with translation.override(CODES[language]):
        nouns = operations(api.get_openapi_schema(path_prefix="/api/"))
        parts = [
            "\n".join(["", noun_head.format(noun=noun), "", columns, "|---|---|---|---|", *map(_line, group)])
            for noun, group in nouns.items()
        ]
    return "\n".join([words + MARK, head, *parts, ""])


def _line(operation: Any) -> str:
    given = ", ".join(
        f"**`{each.name}`**" if each.is_required else f"`{each.name}`"
        for each in (*operation.parameters, *operation.body)
    )
    return f"| {operation.method} | `{operation.path}` | {operation.summary} | {given} |"


if __name__ == "__main__":
    from liandong.hub.operate.prepare import configure

    configure()
    for language in HEADS:
        (DOCS / language / "api-http.md").write_text(page(language), "utf-8")
