# mypy: disable-error-code="no-untyped-def, untyped-decorator, no-any-return"
"""Random numbers without a sequence: each is a function of what it decides.

``uniform(stream, element, visit)`` depends on the seed, the replication and the case (together the *stream*), on the
id of the element it is drawn for, and on how often the case has been there. A reform that adds or removes an element
changes no other draw, so before and after differ by the reform alone (common random numbers; Law, Simulation Modeling
and Analysis, 5th ed., 11.2; counter-based generators: Salmon et al., SC 2011).
"""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
from numba import uint64

from liandong.profile.hashing import _jit, mix

#: What a draw decides; part of its key, so that one element has several.
ROUTE, WORK, BEFORE, CLASS, ARRIVAL = (np.uint64(0x9E3779B97F4A7C15 * k & (1 << 64) - 1) for k in range(1, 6))

_GOLDEN = uint64(0x9E3779B97F4A7C15)
_ODD = uint64(0xD1B54A32D192ED03)


def element_key(name: str) -> np.uint64:
    """The key of an element, from its id alone: the same in every model, on every machine."""
    return np.uint64(int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little"))


@_jit
def stream_of(seed, replication, case):
    """The key of one case's draws."""
    return mix(mix(mix(uint64(seed) + _GOLDEN) ^ (uint64(replication) * _ODD)) + uint64(case) * _GOLDEN)


@_jit
def uniform(stream, element, visit):
    """A number in (0, 1): never 0, so that its logarithm is finite."""
    bits = mix(mix(uint64(stream) ^ element) + uint64(visit) * _ODD)
    return (np.float64(bits >> uint64(12)) + 0.5) * (1.0 / 4503599627370496.0)
