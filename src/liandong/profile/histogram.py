# mypy: disable-error-code="no-untyped-def, untyped-decorator"
"""The loop that adds up a shape of millions of rows by group and bucket."""

from __future__ import annotations

from liandong.profile.hashing import _jit


@_jit
def histogram(starts, places, bucket, n, counts):
    """The counts of each group and bucket, one row of ``counts`` a group: runs of rows of one group begin at ``starts``."""
    width = len(counts) // (places.max() + 1)
    for run in range(len(starts)):
        stop = starts[run + 1] if run + 1 < len(starts) else len(n)
        first = places[run] * width
        for row in range(starts[run], stop):
            counts[first + bucket[row]] += n[row]
    return counts
