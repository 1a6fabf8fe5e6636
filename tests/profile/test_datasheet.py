"""The data sheet: sums of profiles say where all of it comes from."""

from datetime import UTC, datetime
from itertools import permutations

from liandong import DataSheet

ONE = DataSheet(
    ("a.xes",),
    2,
    (("时区", "time zone"),),
    datetime(2024, 1, 1, tzinfo=UTC),
    datetime(2024, 3, 1, tzinfo=UTC),
)
TWO = DataSheet(
    ("b.csv",), 3, (), datetime(2023, 1, 1, tzinfo=UTC), datetime(2024, 2, 1, tzinfo=UTC), simulated=True
)


def test_two_sheets_make_one_that_names_both():
    assert (
        DataSheet(
            ("a.xes", "b.csv"),
            5,
            (("时区", "time zone"),),
            datetime(2023, 1, 1, tzinfo=UTC),
            datetime(2024, 3, 1, tzinfo=UTC),
            simulated=True,
        )
        == ONE + TWO
    )


def test_sheets_add_in_any_order_and_empty_is_zero():
    three = DataSheet(("c.xlsx",), assumptions=(("甲", "a"),))
    assert len({(a + b) + c for a, b, c in permutations((ONE, TWO, three))}) == 1
    assert ONE + DataSheet() == DataSheet() + ONE == ONE


def test_taking_a_sheet_out_takes_its_sources_and_rejected_rows():
    left = (ONE + TWO) - TWO
    assert (left.sources, left.rejected_rows) == (ONE.sources, ONE.rejected_rows)
    assert (ONE - TWO).rejected_rows == 0


def test_what_was_simulated_stays_so():
    assert ((ONE + TWO) - TWO).simulated
