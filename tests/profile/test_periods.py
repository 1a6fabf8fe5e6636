"""Periods nest: every week lies in one month, every month in one quarter."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.errors import SettingError
from liandong.profile.periods import FIRST_DAY, LAST_DAY, UNITS, check_unit, coarser, floor, starts_of_days

from .strategies import some_examples

BY_HAND = {
    "week": lambda day: max(day - timedelta(days=day.weekday()), day.replace(day=1)),
    "month": lambda day: day.replace(day=1),
    "quarter": lambda day: day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1),
    "year": lambda day: day.replace(month=1, day=1),
    "all": lambda day: date(1970, 1, 1),
}
days = st.dates(FIRST_DAY, LAST_DAY)


@some_examples
@given(st.lists(days, min_size=1, max_size=50), st.sampled_from(UNITS))
def test_a_period_is_the_one_counted_by_hand(some_days, unit):
    found = pl.DataFrame({"day": some_days}).select(floor(pl.col("day"), unit)).to_series().to_list()
    assert found == [BY_HAND[unit](day) for day in some_days]


@some_examples
@given(days, st.sampled_from(UNITS))
def test_the_table_of_days_says_the_same(day, unit):
    assert FIRST_DAY + timedelta(days=int(starts_of_days(unit)[(day - FIRST_DAY).days])) == BY_HAND[unit](day)


@some_examples
@given(days, st.sampled_from(UNITS), st.sampled_from(UNITS))
def test_a_finer_period_lies_in_one_coarser_period(day, unit, other):
    fine, coarse = sorted((unit, other), key=UNITS.index)
    assert BY_HAND[coarse](BY_HAND[fine](day)) == BY_HAND[coarse](day)
    assert (coarser(unit, other), coarser(other, unit)) == (coarse, coarse)


def test_the_table_covers_every_day_from_the_first_to_the_last():
    assert [len(starts_of_days(unit)) for unit in UNITS] == [(LAST_DAY - FIRST_DAY).days + 1] * len(UNITS)


def test_a_word_that_is_no_period_is_refused_with_the_known_ones():
    assert [check_unit(unit) for unit in UNITS] == list(UNITS)
    with pytest.raises(SettingError) as caught:
        check_unit("fortnight")
    assert caught.value.values == {
        "setting": "period",
        "value": "fortnight",
        "reason": (
            "可用的有 week, month, quarter, year, all",
            "use one of week, month, quarter, year, all",
        ),
    }
