"""Counting by sorting, against Counter."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from liandong.profile.hashing import EMPTY
from liandong.profile.tally import Tally, run_starts

from .strategies import some_examples

keys = st.integers(0, 5) | st.integers(0, 2**64 - 2)


@some_examples
@given(batches=st.lists(st.lists(keys | st.just(int(EMPTY)), max_size=20), max_size=12))
def test_batches_are_counted_as_one(batches):
    counted = Tally()
    for batch in batches:
        counted.add(np.array(batch, dtype=np.uint64))
    found = counted.result()
    expected = Counter(key for batch in batches for key in batch if key != EMPTY)
    assert list(zip(*(part.tolist() for part in found), strict=True)) == sorted(expected.items())


def test_nothing_has_no_runs():
    assert run_starts(np.array([], dtype=np.uint64)).tolist() == []
    assert run_starts(np.array([3, 3, 3])).tolist() == [0]
