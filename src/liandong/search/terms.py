"""Terms of a text: each Chinese character with the one after it, and the words of other scripts.

Chinese is written without spaces, so a dictionary would decide what can be found. Pairs of neighbouring characters
need none: a two-character word is one term, a longer one is several. Each character begins exactly one term, the last
of a run begins one that ends there, so that a single character is found as the range of all terms it begins.

A term is a number: ``first << 18 | second`` for a pair of code points (second 0 at the end of a run), and a 61-bit hash
over ``WORD`` for a word. Folding (full width to half, upper to lower case) keeps one code point for each, so that
places in the folded text are places in the text itself.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int64]
Points = NDArray[np.uint32]

#: Bits of a code point that is paired: the last Chinese character of Unicode is below 2^18.
BITS = 18
#: Terms from here on are words.
WORD = 1 << 62

_TABLE = 1 << 16
_SEPARATOR, _LETTER, _PAIRED = 0, 1, 2
#: Han with extensions and compatibility forms, 々〆〇, kana and Hangul: scripts whose words are not set apart.
_PAIRED_RANGES = (
    (0x3005, 0x3008),
    (0x3040, 0x3100),
    (0x31F0, 0x3200),
    (0x3400, 0x4DC0),
    (0x4E00, 0xA000),
    (0xAC00, 0xD7A4),
    (0xF900, 0xFB00),
)
_PAIRED_BEYOND = (0x20000, 0x32400)
_BASE = np.uint64(0x9E3779B97F4A7C15)


class Tokens(NamedTuple):
    """The terms of a text, and from where to where each one reaches."""

    codes: Codes
    starts: Codes
    stops: Codes


def points(text: str) -> Points:
    """The folded code points of a text, one for each of its characters.

    >>> "".join(map(chr, points("ＡＢ通关Σ")))
    'ab通关σ'
    """
    raw = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    folded, _ = _tables()
    return np.where(raw < _TABLE, folded[np.minimum(raw, _TABLE - 1)], raw)


def tokens(of: Points) -> Tokens:
    """The terms in folded code points: first all pairs, then all words."""
    kinds = _kinds(of)
    pairs, words = _pairs(of, kinds == _PAIRED), _words(of, kinds == _LETTER)
    return Tokens(*(np.concatenate(both) for both in zip(pairs, words, strict=True)))


def asked(query: str) -> list[int]:
    """The terms a query asks for, each once: pairs and words, a character on its own where it has no neighbour.

    >>> [chr(code >> 18) + chr(code & 0x3FFFF) for code in asked("两段监管")]
    ['两段', '段监', '监管']
    >>> len(asked("Time, TIME 关"))
    2
    """
    found = tokens(points(query))
    inner = np.isin(found.starts, found.starts[found.codes < WORD] + 1)
    is_tail = (found.codes < WORD) & (found.codes & ((1 << BITS) - 1) == 0) & inner
    order = np.argsort(found.starts[~is_tail], kind="stable")
    return list(dict.fromkeys(found.codes[~is_tail][order].tolist()))


def reach(code: int) -> int:
    """Where the range of terms ends that this one stands for: all pairs of a single character, else itself alone."""
    is_single = code < WORD and code & ((1 << BITS) - 1) == 0
    return code + (1 << BITS) if is_single else code + 1


def _pairs(of: Points, is_paired: NDArray[np.bool_]) -> Tokens:
    starts = np.flatnonzero(is_paired)
    followed = np.append(is_paired[1:], False)[starts]
    second = np.where(followed, np.append(of[1:], np.uint32(0))[starts], 0)
    codes = of[starts].astype(np.int64) << BITS | second.astype(np.int64)
    return Tokens(codes, starts, starts + 1 + followed)


def _words(of: Points, is_letter: NDArray[np.bool_]) -> Tokens:
    """Words by a polynomial hash of their letters, modulo 2^64, then mixed."""
    edges = np.flatnonzero(np.diff(is_letter, prepend=False, append=False))
    starts, stops = edges[::2], edges[1::2]
    if not starts.size:
        return Tokens(*(np.zeros(0, np.int64) for _ in range(3)))
    lengths = stops - starts
    first = np.cumsum(lengths) - lengths
    place = np.arange(lengths.sum()) - np.repeat(first, lengths)
    powers = np.cumprod(np.full(lengths.max(), _BASE))
    hashes = np.add.reduceat((of[is_letter].astype(np.uint64) + np.uint64(1)) * powers[place], first)
    return Tokens((_mixed(hashes) >> np.uint64(3)).astype(np.int64) | WORD, starts, stops)


def _mixed(value: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finaliser of splitmix64 (Steele, Lea & Flood 2014)."""
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


def _kinds(of: Points) -> NDArray[np.uint8]:
    _, kinds = _tables()
    low, high = _PAIRED_BEYOND
    beyond = np.where((of >= low) & (of < high), np.uint8(_PAIRED), np.uint8(_SEPARATOR))
    return np.where(of < _TABLE, kinds[np.minimum(of, _TABLE - 1)], beyond)


@cache
def _tables() -> tuple[Points, NDArray[np.uint8]]:
    """What each code point of the first plane folds to, and its kind."""
    folded = np.array([_fold(chr(point)) for point in range(_TABLE)], np.uint32)
    kinds = np.array([unicodedata.category(chr(point))[0] in "LNM" for point in range(_TABLE)], np.uint8)
    for low, high in _PAIRED_RANGES:
        kinds[low:high] *= np.uint8(_PAIRED)
    return folded, kinds


def _fold(sign: str) -> int:
    """A sign's code point in half width and lower case, its own where that is not one sign."""
    plain = unicodedata.normalize("NFKC", sign).lower()
    return ord(plain) if len(plain) == 1 else ord(sign)
