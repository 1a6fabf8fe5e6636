"""Where in a TOML file a key stands: the standard reader tells it for bad syntax only."""

from __future__ import annotations

import re

_HEADER = re.compile(r"\s*\[\[?\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")


def line_of(text: str, table: str, number: int, key: str) -> int:
    """The line of a key in the so-manieth table of that name, from 0 on; that of the table where the key is missing.

    >>> line_of('a = 1\\n[[steps]]\\nat = "x"\\n[[steps]]\\nat = "y"', "steps", 1, "at")
    5
    """
    here, seen, found = "", -1, 1
    for line, content in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(content):
            here = header[1].replace(" ", "")
            seen += here == table
            if here == table and seen == number:
                found = line
        elif here == table and (not table or seen == number) and _begins(content, key):
            return line
    return found


def _begins(line: str, key: str) -> bool:
    return bool(re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line))
