"""Sorting by digits, against the library's stable sort."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from liandong.profile import radix

from .strategies import some_examples

keys = (
    st.integers(0, 5) | st.integers(0, 2**64 - 1) | st.integers(0, 2**20 - 1).map(lambda key: key << 44 | 7)
)


@some_examples
@given(st.lists(keys, max_size=50))
def test_keys_come_in_order_and_equal_ones_as_they_stand(values):
    given_keys = np.array(values, dtype=np.uint64)
    given_keys.flags.writeable = False
    assert radix.sort(given_keys).tolist() == sorted(values)
    assert radix.argsort(given_keys).tolist() == np.argsort(given_keys, kind="stable").tolist()


@some_examples
@given(st.lists(st.tuples(keys, st.integers(0, 3), keys), max_size=50))
def test_keys_of_several_words_come_in_order(rows):
    words = [np.array([row[place] for row in rows], dtype=np.uint64) for place in range(3)]
    assert radix.argsort(*words).tolist() == np.lexsort(words[::-1]).tolist()
