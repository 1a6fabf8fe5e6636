# mypy: disable-error-code="untyped-decorator, no-any-return"
"""Open-addressing hash tables and sequence hashes in numba: what lets one pass replace a sort.

A table is an array ``slots`` of 64-bit keys (``EMPTY`` where free) whose length is a power of two. Kernels never
grow a table (re-assigning an array in a hot loop costs a factor of five): they stop when one is half full, and the
caller doubles it and goes on from the same row.
"""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
from numba import uint64

from liandong.profile.kernels import bare, kernel

EMPTY = np.uint64(0xFFFF_FFFF_FFFF_FFFF)

#: Sequence hashes are polynomials over the integers modulo the Mersenne prime 2^61 - 1.
PRIME = (1 << 61) - 1
#: The fixed point at which the polynomial is evaluated; any number below PRIME serves.
BASE = 0x1A2B_3C4D_5E6F_7081

_jit = kernel()


@_jit
def mix(value: uint64) -> uint64:
    """The finaliser of splitmix64 (Steele, Lea & Flood 2014): every input bit changes every output bit."""
    value = (value ^ (value >> uint64(30))) * uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> uint64(27))) * uint64(0x94D049BB133111EB)
    return value ^ (value >> uint64(31))


@bare
def _word(data: np.ndarray) -> uint64:
    """The first eight bytes as a number. Told byte by byte from a slice, the compiler makes it one load."""
    return (
        uint64(data[0])
        | uint64(data[1]) << uint64(8)
        | uint64(data[2]) << uint64(16)
        | uint64(data[3]) << uint64(24)
        | uint64(data[4]) << uint64(32)
        | uint64(data[5]) << uint64(40)
        | uint64(data[6]) << uint64(48)
        | uint64(data[7]) << uint64(56)
    )


@bare
def hash_text(data: np.ndarray, start: int, stop: int, seed: uint64) -> uint64:
    """A 64-bit hash of ``data[start:stop]``, eight bytes a step."""
    result = mix(seed + uint64(stop - start))
    at, end = uint64(start), uint64(stop)
    while at + uint64(8) <= end:
        result = (result ^ _word(data[at:])) * uint64(0x9E3779B97F4A7C15)
        result ^= result >> uint64(32)
        at += uint64(8)
    word, shift = uint64(0), uint64(0)
    while at < end:
        word |= uint64(data[at]) << shift
        shift += uint64(8)
        at += uint64(1)
    return mix(result ^ word)


@_jit
def find(slots: np.ndarray, key: uint64) -> int:
    """Where ``key`` is in the table, or the free slot where it belongs."""
    mask = uint64(len(slots) - 1)
    at = mix(key) & mask
    while slots[at] != key and slots[at] != EMPTY:
        at = (at + uint64(1)) & mask
    return at


@_jit
def rehash(slots: np.ndarray, values: np.ndarray, new_slots: np.ndarray, new_values: np.ndarray) -> None:
    """Moves the rows of a table into a larger one."""
    for i in range(len(slots)):
        if slots[i] != EMPTY:
            at = find(new_slots, slots[i])
            new_slots[at] = slots[i]
            new_values[at] = values[i]


@_jit
def append(sequence: uint64, element: uint64) -> uint64:
    """The hash of a sequence with one more element: ``sequence * BASE + element`` modulo ``PRIME``."""
    return _modulo(_multiply(sequence, uint64(BASE)) + element)


@_jit
def _multiply(a: uint64, b: uint64) -> uint64:
    """``a * b`` modulo ``PRIME`` (up to a multiple of it) without 128-bit numbers."""
    a_high, a_low = a >> uint64(31), a & uint64(0x7FFFFFFF)
    b_high, b_low = b >> uint64(31), b & uint64(0x7FFFFFFF)
    middle = a_low * b_high + a_high * b_low
    carry = ((middle & uint64(0x3FFFFFFF)) << uint64(31)) + (middle >> uint64(30))
    return _modulo(a_high * b_high * uint64(2) + carry + a_low * b_low)


@_jit
def _modulo(value: uint64) -> uint64:
    value = (value & uint64(PRIME)) + (value >> uint64(61))
    return value - uint64(PRIME) if value >= uint64(PRIME) else value


@_jit
def hash_lists(values: np.ndarray, offsets: np.ndarray, elements: np.ndarray) -> np.ndarray:
    """The hash of each sequence ``values[offsets[i]:offsets[i+1]]`` of codes, whose elements hash to ``elements``."""
    result = np.zeros(len(offsets) - 1, dtype=np.uint64)
    for i in range(len(result)):
        for k in range(offsets[i], offsets[i + 1]):
            result[i] = append(result[i], elements[values[k]])
    return result


def element_hashes(names: list[str]) -> np.ndarray:
    """The hash of each activity name, from its text alone, so that it does not depend on the order of events."""
    digests = [int.from_bytes(blake2b(name.encode(), digest_size=8).digest()) for name in names]
    return np.array([digest % (PRIME - 1) + 1 for digest in digests], dtype=np.uint64)


def empty_slots(size: int) -> np.ndarray:
    """A free table of at least ``size`` slots."""
    return np.full(1 << max(10, (size - 1).bit_length()), EMPTY, dtype=np.uint64)
