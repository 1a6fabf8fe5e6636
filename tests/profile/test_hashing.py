"""Hash tables and sequence hashes, against Python's own dictionaries and big integers."""

import random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from liandong.profile.hashing import (
    BASE,
    EMPTY,
    PRIME,
    append,
    element_hashes,
    empty_slots,
    find,
    hash_lists,
    hash_text,
    rehash,
)

from .strategies import some_examples

below_prime = st.integers(0, PRIME - 1) | st.sampled_from([0, 1, PRIME - 1, PRIME - 2, 2**31, 2**60])


@some_examples
@given(below_prime, below_prime)
def test_appending_is_a_polynomial_modulo_a_prime(sequence, element):
    assert append(np.uint64(sequence), np.uint64(element)) == (sequence * BASE + element) % PRIME


def test_appending_agrees_on_many_random_pairs():
    dice = random.Random(1)
    pairs = [(dice.randrange(PRIME), dice.randrange(PRIME)) for _ in range(5_000)]
    assert [int(append(np.uint64(s), np.uint64(e))) for s, e in pairs] == [
        (s * BASE + e) % PRIME for s, e in pairs
    ]


@some_examples
@given(st.lists(st.lists(st.integers(0, 2), max_size=6), min_size=1, max_size=8))
def test_lists_have_equal_hashes_only_when_they_are_equal(lists):
    offsets = np.cumsum([0, *map(len, lists)])
    values = np.array([code for codes in lists for code in codes], dtype=np.int32)
    found = hash_lists(values, offsets, element_hashes(["申报", "放行", ""])).tolist()
    assert (
        len(set(zip(map(tuple, lists), found, strict=True))) == len(set(map(tuple, lists))) == len(set(found))
    )


def test_the_hash_of_a_name_depends_on_its_text_alone():
    one, other = element_hashes(["申报", "放行"]), element_hashes(["放行", "查验", "申报"])
    assert one.tolist() == other[[2, 0]].tolist()
    # Fixed for ever: profiles of different programs must add.
    assert element_hashes(["申报", ""]).tolist() == [149940510298349552, 335131519762412227]
    assert all(0 < value < PRIME for value in one)


@some_examples
@given(st.lists(st.binary(max_size=20), min_size=1, max_size=20, unique=True))
def test_texts_have_their_own_hashes_wherever_they_lie(texts):
    data, at = np.frombuffer(b"".join(texts), dtype=np.uint8), np.cumsum([0, *map(len, texts)])
    found = [hash_text(data, at[k], at[k + 1], np.uint64(7)) for k in range(len(texts))]
    alone = [hash_text(np.frombuffer(text, dtype=np.uint8), 0, len(text), np.uint64(7)) for text in texts]
    assert found == alone
    assert len(set(found)) == len(texts)
    assert hash_text(data, 0, len(data), np.uint64(7)) != hash_text(data, 0, len(data), np.uint64(8))


def test_a_table_finds_what_was_put_in_before_and_after_it_grew():
    dice = random.Random(2)
    known = {dice.randrange(2**64 - 1): k for k in range(500)} | {0: 500, 2**64 - 2: 501}
    slots, values = empty_slots(1_000), np.zeros((1_024, 1), dtype=np.int64)
    for key, value in known.items():
        at = find(slots, np.uint64(key))
        assert slots[at] == EMPTY
        slots[at], values[at, 0] = key, value
    larger, moved = empty_slots(4_000), np.zeros((4_096, 1), dtype=np.int64)
    rehash(slots, values, larger, moved)
    for table, cells in ((slots, values), (larger, moved)):
        assert {key: int(cells[find(table, np.uint64(key)), 0]) for key in known} == known
        assert (table != EMPTY).sum() == len(known)
        assert table[find(table, np.uint64(12345))] == EMPTY


def test_a_free_table_has_a_power_of_two_slots():
    assert [len(empty_slots(size)) for size in (1, 1_024, 1_025, 262_144)] == [1_024, 1_024, 2_048, 262_144]
