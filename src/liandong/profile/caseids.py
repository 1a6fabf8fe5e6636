# mypy: disable-error-code="no-untyped-def, untyped-decorator"
"""What tells cases apart, as 64-bit numbers: whole numbers as they are, texts by their hash.

Ids are most of a log's bytes, and the one pass needs them only to see whether two are equal. So they are hashed where
they lie, on the pages of the file that polars read: neither copied into one text nor cut out of it.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numba import uint64

from liandong.profile.hashing import _word, mix
from liandong.profile.kernels import bare, part

#: A view of a text (Arrow's string_view) is its length, then up to so many bytes of it, or four and where it begins.
_INLINE = uint64(12)
_ALL, _HALF = uint64(0xFFFF_FFFF_FFFF_FFFF), uint64(32)
_ODD = uint64(0x9E37_79B9_7F4A_7C15)


class UnsoundIdsError(Exception):
    """Some case has no id, or one that is empty or holds a NUL."""


def numbered(ids: pa.Array) -> np.ndarray:
    """A number for each case id, as uint64: the same for equal ids, another for others. Raises UnsoundIdsError.

    >>> numbered(pa.array([7, 8, 7])).tolist()
    [7, 8, 7]
    >>> one, two, again = numbered(pa.array(["3702-1", "3702-2", "3702-1"])).tolist()
    >>> one == again != two
    True
    """
    if ids.null_count:
        raise UnsoundIdsError
    if pa.types.is_integer(ids.type):
        wide = pa.int64() if pa.types.is_signed_integer(ids.type) else pa.uint64()
        numbers: np.ndarray = ids.cast(wide).to_numpy().view(np.uint64)
        return numbers
    if pa.types.is_dictionary(ids.type):
        return np.asarray(numbered(ids.dictionary)[ids.indices.to_numpy()])
    if not (
        pa.types.is_string(ids.type)
        or pa.types.is_large_string(ids.type)
        or pa.types.is_string_view(ids.type)
    ):
        raise UnsoundIdsError
    return _hashed(ids.cast(pa.string_view()))


def _hashed(texts: pa.Array) -> np.ndarray:
    """The hash of each text, page by page: texts of one page follow each other where a file was read."""
    _, views, *pages = texts.buffers()
    where = np.frombuffer(views, dtype=np.uint32).reshape(-1, 4)[texts.offset : texts.offset + len(texts)]
    numbers = np.empty(len(texts), dtype=np.uint64)
    row, is_sound = 0, True
    while row < len(texts) and is_sound:
        page = int(where[row, 2]) if where[row, 0] > _INLINE else 0
        data = np.frombuffer(pages[page] if pages else b"", dtype=np.uint8)
        row, is_sound = _hash_views(where, row, page, data, numbers)
    if not is_sound:
        raise UnsoundIdsError
    return numbers


@part
def _zeros(word):
    """Not 0 where one of the eight bytes is 0 (Mycroft 1987)."""
    return (word - uint64(0x0101_0101_0101_0101)) & ~word & uint64(0x8080_8080_8080_8080)


@part
def _stirred(number, word):
    number = (number ^ word) * _ODD
    return number ^ number >> _HALF


@bare
def _hash_views(views, row, page, data, numbers):
    """Writes the hashes of the texts from ``row`` on, as long as they are on this page.

    Returns the next row, and whether no text was empty or held a NUL.
    """
    flaws = uint64(0)
    while row < len(numbers):
        i = uint64(row)
        length = uint64(views[i, 0])
        number = length * _ODD
        if length <= _INLINE:
            first = uint64(views[i, 1]) | uint64(views[i, 2]) << _HALF
            last = uint64(views[i, 3])
            number = _stirred(_stirred(number, first), last)
            # What is beyond the text is zero, and says nothing.
            first |= _ALL << (length << uint64(3)) if length < uint64(8) else uint64(0)
            beyond = length - uint64(8) if length > uint64(8) else uint64(0)
            flaws |= (
                _zeros(first) | _zeros(last | _ALL << (beyond << uint64(3))) | uint64(length == uint64(0))
            )
        else:
            if uint64(views[i, 2]) != uint64(page):
                break
            at = uint64(views[i, 3])
            final = at + length - uint64(8)
            while at < final:
                word = _word(data[at:])
                flaws |= _zeros(word)
                number = _stirred(number, word)
                at += uint64(8)
            # The last eight bytes, whether or not some were taken already.
            word = _word(data[final:])
            flaws |= _zeros(word)
            number = _stirred(number, word)
        numbers[i] = mix(number)
        row += 1
    return row, flaws == uint64(0)
