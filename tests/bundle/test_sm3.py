"""SM3 against the vectors of GB/T 32905-2016, and ours against OpenSSL's."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liandong.bundle.sm3 import own_sm3, sm3

#: Appendix A.1 and A.2 of the standard.
VECTORS = {
    b"abc": "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
    b"abcd" * 16: "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732",
}


@pytest.mark.parametrize("data", VECTORS)
def test_both_give_the_standards_vectors(data):
    assert (sm3(data), own_sm3(data)) == (VECTORS[data],) * 2


@given(st.binary(max_size=300))
@settings(max_examples=40)
def test_ours_is_openssls(data):
    assert own_sm3(data) == hashlib.new("sm3", data).hexdigest()


def test_ours_is_used_where_openssl_has_none(monkeypatch):
    def without(name, data):
        raise ValueError(name)

    monkeypatch.setattr(hashlib, "new", without)
    assert sm3(b"abc") == VECTORS[b"abc"]
