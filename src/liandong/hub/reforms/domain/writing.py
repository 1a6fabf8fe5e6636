"""Reforms and tests as text: the tables of a TOML file, and the file of such tables.

What people choose in forms becomes the same file that experts write by hand, so nothing can be done here alone.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from liandong.errors import ReformDamaged

Tables = dict[str, Any]


def tables(text: str, name: str = "reform.toml") -> Tables:
    """The tables of a file. Raises ReformDamaged where it is no TOML."""
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        reason = (f"不是正确的 TOML：{error}", f"this is no TOML: {error}")
        raise ReformDamaged(path=name, line=1, key="—", reason=reason) from error


def written(content: Mapping[str, Any]) -> str:
    """The file of the tables.

    >>> print(written({"name": "并联", "steps": [{"do": "parallel", "at": ["甲", "乙"]}], "parameters": {"n": {"min": 1}}}))
    name = "并联"
    <BLANKLINE>
    [[steps]]
    do = "parallel"
    at = ["甲", "乙"]
    <BLANKLINE>
    [parameters.n]
    min = 1
    <BLANKLINE>
    """
    return "\n".join(_lines(content, "")) + "\n"


def _lines(table: Mapping[str, Any], path: str) -> Iterator[str]:
    later = {name: it for name, it in table.items() if _is_table(it)}
    for name, it in table.items():
        if name not in later:
            yield f"{_key(name)} = {value(it)}"
    for name, it in later.items():
        where = f"{path}.{_key(name)}" if path else _key(name)
        if isinstance(it, list):
            for each in it:
                yield from ("", f"[[{where}]]", *_lines(each, where))
        elif all(isinstance(each, Mapping) for each in it.values()) and it:
            yield from _lines(it, where)
        else:
            yield from ("", f"[{where}]", *_lines(it, where))


def _is_table(it: Any) -> bool:
    return isinstance(it, Mapping) or (isinstance(it, list) and bool(it) and isinstance(it[0], Mapping))


def _key(name: str) -> str:
    return name if name.isascii() and name.replace("-", "_").isidentifier() else _text(name)


def value(it: Any) -> str:
    """A value as TOML writes it."""
    match it:
        case bool():
            return "true" if it else "false"
        case str():
            return _text(it)
        case date():
            return it.isoformat()
        case list() | tuple():
            return f"[{', '.join(value(each) for each in it)}]"
    return repr(it)


def _text(it: str) -> str:
    """A basic string: JSON's escapes are TOML's, but for DEL, which JSON leaves as it is."""
    return json.dumps(it, ensure_ascii=False).replace("\x7f", "\\u007f")
