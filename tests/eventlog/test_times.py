"""Times as people write them."""

from datetime import UTC, datetime, timedelta, timezone

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.errors import SettingError
from liandong.eventlog.times import check_zone, read_times, readable_share

HALF_PAST_TWO = datetime(2023, 5, 6, 6, 30, tzinfo=UTC)  # 14:30 in Shanghai


@pytest.mark.parametrize(
    "text",
    [
        "2023-05-06 14:30:00",
        "2023-05-06T14:30",
        "2023/5/6 14:30",
        "2023.5.6 14:30",
        "2023年5月6日 14时30分",
        "2023年05月06日14时30分00秒",
        "2023年5月6日下午2:30",
        "2023年5月6日 星期六 14:30",
        "２０２３年５月６日　14：30",
        "2023-05-06 02:30:00 PM",
        "20230506143000",
        "202305061430",
        "45052.6041666667",
        "06/05/2023 14:30",
        "06-May-2023 14:30:00",
        "2023-05-06T06:30:00Z",
        "2023-05-06 06:30:00.000000+0000",
        "2023-05-06T08:30:00+02:00",
        "2023-05-06T14:30:00+08",
        "1683354600",
        "1683354600000",
        " 2023-05-06 14:30:00 ",
    ],
)
def test_one_instant_is_read_from_every_way_of_writing_it(text: str) -> None:
    assert read_times(pl.Series([text])).instants.to_list() == [HALF_PAST_TWO]


@pytest.mark.parametrize(
    "text", ["", "下午", "2023-02-30", "2023-13-01", "23-05-06", "14:30", "2023-05-06 25:00", "abc", "7"]
)
def test_what_is_no_time_stays_unread(text: str) -> None:
    assert read_times(pl.Series([text, None])).instants.to_list() == [None, None]


def test_the_end_of_a_day_may_be_written_as_24_00() -> None:
    times = read_times(pl.Series(["2023-05-06 24:00"]), timezone="UTC")
    assert times.instants.to_list() == [datetime(2023, 5, 7, tzinfo=UTC)]


def test_forms_may_be_mixed_within_a_column() -> None:
    times = read_times(pl.Series(["2023-05-06 14:30:00", "2023年5月6日 14时30分", None, "20230506143000"]))
    assert times.instants.to_list() == [HALF_PAST_TWO, HALF_PAST_TWO, None, HALF_PAST_TWO]


def test_the_whole_column_decides_the_order_of_day_and_month() -> None:
    assert read_times(pl.Series(["05/06/2023", "31/12/2023"]), timezone="UTC").instants.to_list() == [
        datetime(2023, 6, 5, tzinfo=UTC),
        datetime(2023, 12, 31, tzinfo=UTC),
    ]
    american = read_times(pl.Series(["05/06/2023", "12/31/2023"]), timezone="UTC")
    assert american.instants.to_list() == [
        datetime(2023, 5, 6, tzinfo=UTC),
        datetime(2023, 12, 31, tzinfo=UTC),
    ]
    assert (american.style, american.assumed_dayfirst) == ("month_first", None)


def test_an_undecided_order_is_day_first_and_said_to_be_assumed() -> None:
    times = read_times(pl.Series(["05/06/2023"]), timezone="UTC")
    assert (times.instants.to_list(), times.assumed_dayfirst) == ([datetime(2023, 6, 5, tzinfo=UTC)], True)
    told = read_times(pl.Series(["05/06/2023"]), timezone="UTC", dayfirst=False)
    assert (told.instants.to_list(), told.assumed_dayfirst) == ([datetime(2023, 5, 6, tzinfo=UTC)], None)


def test_a_date_that_contradicts_the_columns_order_is_unread_not_turned_round() -> None:
    times = read_times(pl.Series(["31/12/2023", "30/12/2023", "12/31/2023"]), timezone="UTC")
    assert times.instants.is_null().to_list() == [False, False, True]


def test_an_hour_the_clock_skipped_is_moved_forward_and_marked() -> None:
    # Shanghai put its clocks forward on 4 May 1986 at 02:00.
    times = read_times(pl.Series(["1986-05-04 02:30:00", "1986-05-04 03:30:00"]))
    assert times.instants.to_list() == [datetime(1986, 5, 3, 18, 30, tzinfo=UTC)] * 2
    assert times.skipped.to_list() == [True, False]


def test_of_an_hour_that_came_twice_the_first_is_meant() -> None:
    times = read_times(pl.Series(["2023-10-29 02:30:00"]), timezone="Europe/Amsterdam")
    assert times.instants.to_list() == [datetime(2023, 10, 29, 0, 30, tzinfo=UTC)]


def test_typed_columns_are_placed_without_reading_text() -> None:
    naive, day = datetime(2023, 5, 6, 14, 30), datetime(2023, 5, 6).date()  # noqa: DTZ001
    assert read_times(pl.Series([naive])).instants.to_list() == [HALF_PAST_TWO]
    assert read_times(pl.Series([day])).instants.to_list() == [datetime(2023, 5, 5, 16, tzinfo=UTC)]
    zoned = pl.Series([HALF_PAST_TWO]).dt.convert_time_zone("Europe/Amsterdam")
    assert read_times(zoned).instants.to_list() == [HALF_PAST_TWO]


def test_years_far_off_are_kept() -> None:
    times = read_times(pl.Series(["1948-01-01 00:00:00", "2262-05-05 00:00:00"]), timezone="UTC")
    assert [t.year for t in times.instants] == [1948, 2262]


def test_an_unknown_zone_is_a_setting_error() -> None:
    with pytest.raises(SettingError, match="Asia/Beijing"):
        check_zone("Asia/Beijing")


def test_the_share_of_times_ignores_empty_cells() -> None:
    assert readable_share(pl.Series(["2023-05-06", None, "x"])) == 0.5
    assert readable_share(pl.Series([None], dtype=pl.String)) == 0.0


@given(
    st.lists(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)), min_size=1),  # noqa: DTZ001
    st.integers(-12 * 4, 14 * 4),
)
def test_iso_texts_are_read_as_python_reads_them(moments: list[datetime], quarters: int) -> None:
    zone = timezone(timedelta(minutes=15 * quarters))
    zoned = [moment.replace(tzinfo=zone) for moment in moments]
    assert read_times(pl.Series([m.isoformat() for m in zoned])).instants.to_list() == zoned
    utc = [moment.replace(tzinfo=UTC) for moment in moments]
    assert (
        read_times(pl.Series([m.isoformat(" ") for m in moments]), timezone="UTC").instants.to_list() == utc
    )
