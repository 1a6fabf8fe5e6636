"""An index as one file: a line of JSON, then the arrays, each on a boundary of 64 bytes, mapped and not read.

liandong.search 1\\n
{"weights": …, "kinds": […], "arrays": {"numbers": ["<i8", length, offset], …}}\\n
… arrays …
"""

from __future__ import annotations

import json
import mmap
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from liandong.errors import FileDamaged, FileMissing
from liandong.files import written_beside
from liandong.search.document import checked
from liandong.search.segment import Segment

_MAGIC = b"liandong.search 1\n"
_STEP = 64


def save(segment: Segment, weights: Mapping[str, int], path: str | os.PathLike[str]) -> None:
    """Write the file whole; what was there stays until then, and readers keep what they have open."""
    head = _head(segment, weights)
    with written_beside(path) as part, part.open("wb") as file:
        file.write(head)
        for array in segment.arrays.values():
            file.write(b"\0" * (-file.tell() % _STEP))
            array.tofile(file)


def load(path: str | os.PathLike[str]) -> tuple[Segment, dict[str, int]]:
    """The segment and the weights of its fields. Raises FileMissing, or FileDamaged where it is no such file."""
    place = Path(path)
    if not place.is_file():
        raise FileMissing(path=place)
    try:
        with place.open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        return _read(data)
    except (ArithmeticError, LookupError, OSError, TypeError, ValueError) as error:
        reason = ("不是完整的检索索引，请重建", "not a whole search index; build it again")
        raise FileDamaged(path=place, reason=reason) from error


def _head(segment: Segment, weights: Mapping[str, int]) -> bytes:
    """Magic and JSON; offsets are counted from the first array, so that the head's own length does not enter."""
    arrays: dict[str, Any] = {}
    at = 0
    for name, array in segment.arrays.items():
        at += -at % _STEP
        arrays[name] = [array.dtype.str, array.size, at]
        at += array.nbytes
    head = {"weights": dict(weights), "kinds": segment.kind_names, "arrays": arrays, "bytes": at}
    text = _MAGIC + json.dumps(head, ensure_ascii=False).encode()
    return text + b" " * (-(len(text) + 1) % _STEP) + b"\n"


def _read(data: mmap.mmap) -> tuple[Segment, dict[str, int]]:
    if data[: len(_MAGIC)] != _MAGIC:
        raise ValueError("magic")
    end = data.find(b"\n", len(_MAGIC)) + 1
    head = json.loads(data[len(_MAGIC) : end])
    if len(data) != end + head["bytes"]:
        raise ValueError("cut off")
    arrays: dict[str, Any] = {
        name: np.frombuffer(data, np.dtype(kind), size, end + at)
        for name, (kind, size, at) in head["arrays"].items()
    }
    segment = Segment(**arrays, kind_names=tuple(head["kinds"]))
    if len(segment.offsets) != len(segment.terms) + 1 or segment.offsets[-1] != len(segment.rows):
        raise ValueError("postings")
    return segment, checked(head["weights"])
