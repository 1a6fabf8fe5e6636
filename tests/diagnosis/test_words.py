from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.diagnosis.words import Clock, choose, count, hour, listed, number, percent, period, zone_name
from liandong.errors import SettingError


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.0, "0"),
        (7.9, "7.9"),
        (12.34, "12.3"),
        (9.999, "10"),
        (999.6, "1,000"),
        (-2.345, "-2.35"),
        (1_234_567.8, "1,234,568"),
        (0.000_012_3, "0.0000123"),
    ],
)
def test_numbers_keep_three_significant_digits_and_whole_parts_stay_whole(value: float, text: str) -> None:
    assert number(value) == text


@given(st.floats(1e-6, 1e12))
def test_a_number_is_within_half_a_per_cent_of_what_it_shows(value: float) -> None:
    assert float(number(value).replace(",", "")) == pytest.approx(value, rel=0.0051)


def test_shares_are_never_rounded_to_none_or_to_all() -> None:
    shares = [0, 0.0004, 0.055, 0.126, 0.9996, 1, None]
    assert [percent(share) for share in shares] == ["0%", "0.04%", "5.5%", "13%", "99.96%", "100%", "—"]


def test_durations_are_said_in_their_natural_unit() -> None:
    clock = Clock()
    assert [clock.say(s, "zh") for s in (0, 59, 90, 5400, 86_400, 1_062_720, None)] == [
        "0 秒", "59 秒", "1.5 分钟", "1.5 小时", "1 天", "12.3 天", "—",
    ]  # fmt: skip
    assert [clock.say(s, "en") for s in (1, 60, 7200, 86_400, -172_800)] == [
        "1 second", "1 minute", "2 hours", "1 day", "-2 days",
    ]  # fmt: skip


def test_working_days_are_as_long_as_office_hours() -> None:
    clock = Clock("working", 23_400)
    assert (clock.say(23_400 * 3, "zh"), clock.say(23_400, "en")) == ("3 个工作日", "1 working day")
    assert clock.title("zh") == "工作时间（每个工作日 6.5 小时）"


def test_periods_hours_and_lists_read_as_in_a_document() -> None:
    assert period(date(2024, 10, 1), "quarter", "zh") == "2024年四季度"
    assert period(date(2024, 10, 1), "year", "en") == "2024"
    assert period(date(2024, 10, 7), "week", "zh") == "2024年10月7日"
    assert hour(167, "zh") == "周日 23–24 时"
    assert listed("甲乙丙", "zh", most=2) == "甲、乙等 3 个"
    assert listed("ab", "en") == "a, b"
    assert zone_name("", "zh") == "本区"
    assert count(2, "en", "件", "case") == "2 cases"


def test_a_third_language_is_refused() -> None:
    with pytest.raises(SettingError, match="lang cannot be fr"):
        choose("fr", "是", "yes")
