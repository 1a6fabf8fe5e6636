"""Numbers that tell cases apart: equal for equal ids and only for these, however the ids are kept."""

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.profile.caseids import UnsoundIdsError, numbered

from .strategies import some_examples

ids = st.text(st.characters(blacklist_categories=["Cs"], min_codepoint=1), min_size=1, max_size=40)


@some_examples
@given(st.lists(ids, min_size=1, max_size=20))
def test_texts_are_told_apart_by_their_numbers(texts):
    numbers = numbered(pa.array(texts)).tolist()
    assert len(set(numbers)) == len(set(texts))
    assert dict(zip(texts, numbers, strict=True)) == dict(
        zip(reversed(texts), reversed(numbers), strict=True)
    )


def test_no_two_of_similar_ids_have_one_number():
    texts = [f"{'0' * zeros}{k}" for zeros in range(24) for k in range(1, 2_000)]
    assert len(set(numbered(pa.array(texts)).tolist())) == len(set(texts))


@pytest.mark.parametrize(
    "kept", [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())]
)
def test_it_does_not_matter_how_texts_are_kept_or_cut(kept):
    texts = pa.array(["短", "a", "370200000000000001", "a", "a longer id of some case"])
    whole = numbered(texts)
    assert numbered(texts.cast(kept)).tolist() == whole.tolist()
    assert numbered(texts.cast(kept)[2:]).tolist() == whole[2:].tolist()


def test_texts_may_lie_on_many_pages_in_any_order():
    texts = [f"{'a case of a long name ' * (k % 3)}{k}" for k in range(400)]
    pages = [pl.Series(texts[begin : begin + 40]) for begin in range(0, 400, 40)]
    kept = pl.concat(pages).rechunk().sample(fraction=1.0, shuffle=True, seed=3)
    views = kept.to_arrow(compat_level=pl.CompatLevel.newest())
    assert len(views.buffers()) > 3
    assert numbered(views).tolist() == numbered(pa.array(kept.to_list())).tolist()


@pytest.mark.parametrize("kept", [pa.int8(), pa.int64(), pa.uint32(), pa.uint64()])
def test_whole_numbers_stand_for_themselves(kept):
    assert numbered(pa.array([7, 0, 7], kept)).tolist() == [7, 0, 7]


def test_numbers_below_zero_are_told_apart_too():
    assert len(set(numbered(pa.array([-1, 1, 0, -(2**63)])).tolist())) == 4


@pytest.mark.parametrize(
    "text", [None, "", "\0", "abc\0", "a" * 12 + "\0", "\0" + "a" * 30, "a" * 30 + "\0" + "a" * 9]
)
def test_ids_that_the_reader_would_refuse_are_refused(text):
    with pytest.raises(UnsoundIdsError):
        numbered(pa.array(["a", text, "b"]))


def test_what_is_no_id_is_refused():
    with pytest.raises(UnsoundIdsError):
        numbered(pa.array([1.5]))
