import json
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from liandong.errors import CalendarUnknown, CalendarYearMissing, FileMissing, SettingError
from liandong.worktime import CHINA, Calendar

CN = Calendar.china()
SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_working_days_per_year_agree_with_the_reference(shared):
    reference = json.loads((shared / "reference.json").read_text("utf-8"))["cross"]
    expected = reference["china_working_days_per_year_holiday_cn"]
    assert {str(year): CN.working_days(year) for year in CN.years} == expected


def test_every_day_is_worked_or_not_as_the_year_counts_them():
    for year in (2007, 2020, 2026):
        days = (
            date(year, 1, 1) + timedelta(days=n)
            for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)
        )
        assert sum(map(CN.is_working_day, days)) == CN.working_days(year)


def test_china_covers_the_years_whose_notice_is_out():
    assert CN.years == range(2007, 2027)


@pytest.mark.parametrize(
    ("day", "is_worked"),
    [
        (date(2024, 10, 1), False),  # 国庆节, a Tuesday
        (date(2024, 10, 12), True),  # a Saturday, made up for 国庆节
        (date(2024, 10, 13), False),  # a plain Sunday
        (date(2024, 10, 14), True),  # a plain Monday
        (date(2020, 1, 31), False),  # 春节 was prolonged in 2020
    ],
)
def test_a_day_is_worked_as_the_notice_says(day, is_worked):
    assert CN.is_working_day(day) is is_worked


@pytest.mark.parametrize("day", [date(2006, 12, 30), date(2027, 1, 1)])
def test_a_day_of_a_year_without_its_notice_is_an_error(day):
    with pytest.raises(CalendarYearMissing, match=str(day.year)):
        CN.is_working_day(day)


def test_weekdays_know_no_holidays_in_any_year():
    weekdays = Calendar.weekdays()
    assert [weekdays.is_working_day(date(1899, 12, 29 + n)) for n in range(3)] == [True, False, False]
    assert weekdays.working_days(2024) == 262


def test_calendars_are_found_by_name_or_path():
    assert Calendar.by_name("cn") == CN
    assert Calendar.by_name("weekdays") == Calendar.weekdays()
    assert Calendar.by_name(str(CHINA)).days_off == CN.days_off


def test_an_unknown_name_and_a_folder_are_told_apart(tmp_path):
    with pytest.raises(CalendarUnknown, match="There is no calendar china"):
        Calendar.by_name("china")
    with pytest.raises(FileMissing):
        Calendar.by_name(str(tmp_path))


def test_the_fingerprint_depends_on_what_the_calendar_says_and_not_on_its_name():
    assert Calendar.load(CHINA, name="copy").sha256 == CN.sha256
    other = [Calendar.china(hours=((0, 1440),)), Calendar.china(timezone="UTC"), Calendar.weekdays()]
    assert len({calendar.sha256 for calendar in [CN, *other]}) == 4


def test_rows_that_repeat_what_the_week_says_do_not_count():
    said = Calendar("x", range(2024, 2025), frozenset({date(2024, 10, 5)}), frozenset({date(2024, 10, 8)}))
    assert said == Calendar("x", range(2024, 2025))


def test_seconds_per_day_are_the_office_hours():
    assert CN.seconds_per_day == 6.5 * 3600


def test_working_days_are_added_over_holidays_and_make_up_days():
    assert CN.add_working_days(date(2024, 9, 27), 1) == date(2024, 9, 29)  # a Sunday, made up
    assert CN.add_working_days(date(2024, 9, 30), 1) == date(2024, 10, 8)
    assert CN.add_working_days(date(2024, 10, 8), -2) == date(2024, 9, 29)
    assert CN.add_working_days(date(2024, 10, 3), 0) == date(2024, 10, 3)


def test_adding_and_taking_away_working_days_ends_where_it_began():
    day = date(2025, 1, 26)
    assert CN.add_working_days(CN.add_working_days(day, 250), -250) == day


@pytest.mark.parametrize(
    ("event", "limit", "unit", "last"),
    [
        (date(2024, 9, 27), 5, "working_days", date(2024, 10, 10)),
        (date(2024, 3, 1), 20, "days", date(2024, 3, 21)),
        (date(2024, 9, 11), 20, "days", date(2024, 10, 8)),  # 1 October is off: the first day after 国庆节
        (date(2024, 9, 8), 6, "days", date(2024, 9, 14)),  # a Saturday, but made up
        (date(2024, 1, 31), 1, "months", date(2024, 2, 29)),
        (date(2024, 3, 1), 10, "months", date(2025, 1, 2)),  # 元旦
    ],
)
def test_a_deadline_follows_the_civil_code(event, limit, unit, last):
    assert CN.deadline(event, limit, unit) == last


def test_a_deadline_is_not_before_the_event():
    with pytest.raises(SettingError, match="limit cannot be -1"):
        CN.deadline(date(2024, 1, 2), -1)


def test_a_deadline_beyond_the_table_names_the_year():
    with pytest.raises(CalendarYearMissing, match="2027"):
        CN.deadline(date(2026, 12, 31), 1)


def test_working_time_between_two_times():
    start, end = datetime(2024, 9, 30, 16, tzinfo=SHANGHAI), datetime(2024, 10, 8, 1, 30, tzinfo=UTC)
    assert CN.working_time(start, end) == timedelta(hours=1.5)
    assert CN.working_time(end, start) == timedelta(hours=-1.5)


def test_a_time_without_a_zone_is_refused():
    naive = datetime.fromisoformat("2024-01-02T09:00")
    with pytest.raises(SettingError, match="no time zone"):
        CN.working_time(naive, naive)


@pytest.mark.parametrize(
    ("times", "year"),
    [
        (["2006-12-31T15:59:59", "2024-01-01"], 2006),
        (["2024-01-01", "2031-05-05", "2029-05-05"], 2029),
        (["2026-12-31T16:00:00"], 2027),  # midnight in Shanghai
        (["1948-01-01", "2262-01-01"], 1948),
        (["-9999-01-01"], -9999),
        (["2024-01-01", "12000-01-01"], 12000),
    ],
)
def test_working_time_in_a_year_without_a_table_names_the_first_such_year(times, year):
    with pytest.raises(CalendarYearMissing) as error:
        CN.working_micros(np.array(times, dtype="M8[us]").astype(np.int64))
    assert error.value.values["year"] == year


def test_working_time_reaches_to_the_edge_of_the_covered_years():
    edges = np.array(["2006-12-31T16:00:00", "2026-12-31T15:59:59.999999"], dtype="M8[us]").astype(np.int64)
    days = sum(CN.working_days(year) for year in CN.years)
    assert CN.working_micros(edges).tolist() == [0, days * CN.seconds_per_day * 1_000_000]


@pytest.mark.parametrize(
    "hours", [(), ((540, 540),), ((720, 540),), ((540, 720), (700, 800)), ((0, 1441),), ((-1, 60),)]
)
def test_impossible_office_hours_are_refused(hours):
    with pytest.raises(SettingError, match="hours cannot be"):
        Calendar.china(hours=hours)


@pytest.mark.parametrize("timezone", ["Asia/Qingdao", "", "../etc/passwd"])
def test_an_unknown_time_zone_is_refused(timezone):
    with pytest.raises(SettingError, match="no such zone"):
        Calendar.weekdays(timezone=timezone)
