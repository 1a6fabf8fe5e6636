"""Each chart is read back as XML: its marks lie where the values say."""

import xml.etree.ElementTree as ET
from datetime import date

from liandong.report.charts import Bar, Dot, Point, Series, Strip, busiest, linear, lines, same, strips, week
from liandong.report.charts.histogram import Marked, histogram
from liandong.report.charts.tips import tip
from liandong.report.markup import Markup, tag, text


def marks(drawn: Markup, kind: str) -> list[ET.Element]:
    whole = ET.fromstring(tag("div", drawn))
    return [it for it in whole.iter() if kind in (it.get("class") or "").split()]


def test_a_bar_is_as_long_as_its_value_and_its_statutory_part_is_hatched() -> None:
    drawn = strips([Strip(text("公告"), (Bar(80.0, low=60.0, high=100.0, statutory=20.0),))], linear(100))
    main, law = marks(drawn, "bar-main")[0], marks(drawn, "bar-law")[0]
    assert (main.get("x"), main.get("width")) == ("0.00%", "60.00%")
    assert (law.get("x"), law.get("width")) == ("60.00%", "20.00%")
    assert next((it.get("x1"), it.get("x2")) for it in marks(drawn, "whisker")) == ("60.00%", "100.00%")


def test_an_interval_below_nothing_ends_at_the_axis() -> None:
    drawn = strips([Strip(text("受理"), (Bar(10.0, low=-50.0, high=30.0),))], linear(100))
    assert next((it.get("x1"), it.get("x2")) for it in marks(drawn, "whisker")) == ("0.00%", "30.00%")


def test_an_uncertain_bar_is_pale() -> None:
    drawn = strips([Strip(text("受理"), (Bar(10.0, is_weak=True),))], linear(100))
    assert (len(marks(drawn, "bar-weak")), len(marks(drawn, "bar-main"))) == (1, 0)


def test_dots_lie_at_their_values_joined_by_a_line() -> None:
    dots = (Dot(25.0, 1, same("甲")), Dot(75.0, 2, same("乙")))
    drawn = strips([Strip(text("查验"), dots)], linear(100))
    assert [it.get("cx") for it in marks(drawn, "dot")] == ["25.00%", "75.00%"]
    span = marks(drawn, "span")[0]
    assert (span.get("x1"), span.get("x2")) == ("25.00%", "75.00%")


def test_a_line_is_broken_where_its_points_are_still_open() -> None:
    days = [date(2024, month, 1) for month in (1, 2, 3)]
    points = tuple(Point(day, 50.0, same(day), is_open=day.month == 3) for day in days)
    drawn = lines([Series(same("青岛"), 1, points)], linear(100), [(days[0], same("1"))])
    settled, still_open = marks(drawn, "line")
    assert settled.get("points") == "0.0 100.0 516.7 100.0"
    assert still_open.get("points") == "516.7 100.0 1000.0 100.0"
    assert len(marks(drawn, "open")) == 2


def test_one_day_is_drawn_as_one_point() -> None:
    drawn = lines([Series(same("青岛"), 1, (Point(date(2024, 1, 1), 1.0, same("x")),))], linear(1), [])
    assert [it.get("cx") for it in marks(drawn, "dot")] == ["0.00%"]


def test_a_week_has_a_cell_for_each_hour_and_the_busiest_is_darkest() -> None:
    drawn = week({0: 1, 33: 10}, ("收件", "Cases"))
    cells = marks(drawn, "cell")
    assert len(cells) == 168
    assert [cells[at].get("class") for at in (0, 1, 33)] == ["cell k1", "cell k0", "cell k5"]
    assert (cells[33].get("data-tip-zh") or "").startswith("周二 9–10 时")
    assert "(10)" in busiest({33: 10})


def test_columns_of_a_histogram_stand_for_shares() -> None:
    drawn = histogram(
        [30.0, 10.0], linear(10, unit=("天", "days")), 10.0, [Marked(5.0, same("P50"))], same("x")
    )
    assert [it.get("data-tip-en") for it in marks(drawn, "bar-main")] == [
        "x Cases 30 Share 60%",
        "x Cases 10 Share 20%",
    ]
    assert marks(drawn, "mark-line")[0].get("x1") == "50.00%"
    assert "另有 20% 超过 10 天" in drawn


def test_a_tooltip_keeps_names_on_one_line() -> None:
    assert tip(same("a\nb\tc"), [(same("n"), same("1\n2"))])["data_tip_zh"] == "a b c\nn\t1 2"
