from datetime import date

import pytest

from liandong.errors import CalendarDamaged, CalendarYearMissing, FileMissing
from liandong.worktime.holidays import CHINA, covered_years, read_holidays

TABLE = """date,name,is_off_day
2026-12-31,元旦,1
2027-01-01,元旦,1
2027-01-02,元旦,0
2027-10-01,国庆节,1
2028-01-01,元旦,1
"""


def table(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "days.csv"
    path.write_text(text, encoding=encoding)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_is_read_as_excel_saves_it(tmp_path, encoding):
    assert read_holidays(table(tmp_path, TABLE, encoding)) == {
        date(2026, 12, 31): True,
        date(2027, 1, 1): True,
        date(2027, 1, 2): False,
        date(2027, 10, 1): True,
        date(2028, 1, 1): True,
    }


def test_days_at_the_turn_of_a_year_do_not_cover_the_neighbouring_years(tmp_path):
    assert covered_years(read_holidays(table(tmp_path, TABLE)), "days.csv") == range(2027, 2028)


def test_the_shipped_table_holds_the_first_days_of_the_notice_for_2007():
    days = read_holidays(CHINA)
    assert len(days) == 678
    assert not days[date(2006, 12, 30)]


def test_a_year_left_out_between_two_is_named():
    days = {date(year, month, 1): True for year in (2024, 2026) for month in (5, 10)}
    with pytest.raises(CalendarYearMissing, match="2025"):
        covered_years(days, "days.csv")


@pytest.mark.parametrize(
    ("text", "row", "reason"),
    [
        ("", 1, "a column is missing"),
        ("day,off\n2024-01-01,1\n", 1, "a column is missing"),
        ("date,name,is_off_day\n2024-02-30,春节,1\n", 2, "“2024-02-30” is not a date"),
        ("date,name,is_off_day\n2024-02-10,春节,1\n2024-02-11,春节,假\n", 3, "is_off_day = “假”"),
        ("date,name,is_off_day\n2024-02-10,春节\n", 2, "is_off_day = “”"),
        ("date,name,is_off_day\n2024-02-10,春节,1\n2024-02-10,春节,0\n", 3, "both off and worked"),
        ("date,name,is_off_day\n" + "春" * 200_000, 2, "field larger"),
    ],
)
def test_a_damaged_table_says_where_and_why(tmp_path, text, row, reason):
    with pytest.raises(CalendarDamaged, match=reason) as error:
        read_holidays(table(tmp_path, text))
    assert error.value.values["row"] == row


def test_a_table_without_a_whole_year_is_refused():
    with pytest.raises(CalendarDamaged, match="no year has all its days off"):
        covered_years({date(2027, 1, 1): True}, "days.csv")


def test_a_missing_table_is_an_error(tmp_path):
    with pytest.raises(FileMissing):
        read_holidays(tmp_path / "none.csv")
