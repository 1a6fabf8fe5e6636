"""A page read by its keys holds the same rows in the same order as a slice."""

import pytest

from liandong.hub.core.models import Agency
from liandong.hub.core.paging import KeyedPaginator


@pytest.mark.parametrize("order", ["name", "-pk", "-zone__position"])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_page_is_the_slice_of_the_list(cast, order, number):
    rows = Agency.objects.select_related("zone").order_by(order, "pk")
    page = KeyedPaginator(rows, 7).page(number)
    assert list(page) == list(rows[(number - 1) * 7 : number * 7])


def test_a_plain_list_is_cut_as_ever():
    assert list(KeyedPaginator([1, 2, 3], 2).page(2)) == [3]
