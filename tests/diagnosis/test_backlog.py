from collections.abc import Callable
from datetime import date

import polars as pl

from liandong.diagnosis.backlog import backlog
from liandong.diagnosis.reading import Reading
from liandong.profile import Profile

Counted = Callable[..., Profile]


def test_open_cases_are_counted_day_by_day(counted: Counted) -> None:
    """c1 is open on days 1-3, c2 on days 2-4: on its last day a case is open no more."""
    found = backlog(Reading.of(counted("青岛", {"c1": "申报 0 → 放行 72", "c2": "申报 24 → 放行 96"})))
    assert found.frame.filter(zone="青岛").select("day", "started", "ended", "open").rows() == [
        (date(2024, 1, 1), 1, 0, 1),
        (date(2024, 1, 2), 1, 0, 2),
        (date(2024, 1, 3), 0, 0, 2),
        (date(2024, 1, 4), 0, 1, 1),
        (date(2024, 1, 5), 0, 1, 0),
    ]


def test_started_less_ended_is_open_and_ends_at_none(counted: Counted) -> None:
    cases = {f"c{i}": f"申报 {i * 10} → 放行 {i * 13 + 5}" for i in range(50)}
    frame = backlog(Reading.of(counted("青岛", cases) + counted("日照", cases))).frame
    last = frame.group_by("zone", maintain_order=True).agg(
        pl.col("open").last(), pl.col("started", "ended").sum()
    )
    assert last.rows() == [("", 0, 100, 100), ("日照", 0, 50, 50), ("青岛", 0, 50, 50)]


def test_the_backlog_is_read_before_the_log_runs_out(counted: Counted) -> None:
    """A case a day for 400 days, each open 20: read P90 before the end, 20 are open, though the log ends with none."""
    cases = {f"c{i}": f"申报 {i * 24} → 放行 {i * 24 + 480}" for i in range(400)}
    whole = backlog(Reading.of(counted("青岛", cases))).zones.row(0, named=True)
    assert (whole["current"], whole["peak"], whole["trend"]) == (20, 20, 0.0)
    assert whole["as_of"] < date(2025, 2, 4)


def test_a_growing_backlog_is_said(counted: Counted) -> None:
    """A case a day; the first 250 stay open 10 days, the next 150 stay 40."""
    cases = {f"c{i}": f"申报 {i * 24} → 放行 {(i + (10 if i < 250 else 40)) * 24}" for i in range(400)}
    found = backlog(Reading.of(counted("青岛", cases)))
    whole = found.zones.row(0, named=True)
    assert (whole["current"], whole["peak"]) == (40, 40)
    assert "；近 90 天日均比前 90 天多 " in found.sentence("zh")


def test_cases_that_end_the_day_they_begin_leave_no_backlog(counted: Counted) -> None:
    found = backlog(
        Reading.of(counted("青岛", {f"c{i}": f"申报 {i * 24} → 放行 {i * 24 + 1}" for i in range(9)}))
    )
    assert found.sentence("zh") == "办件都在当天办结，没有积压。"
    assert found.sentence("en") == "Every case ends on the day it begins: there is no backlog."


def test_nothing_open_and_nothing_changed_are_said_in_words(counted: Counted) -> None:
    """One case of two days in the first week, then cases of an hour."""
    cases = {"long": "申报 0 → 放行 48"}
    cases |= {f"c{i}": f"申报 {i * 24} → 放行 {i * 24 + 1}" for i in range(10, 400)}
    found = backlog(Reading.of(counted("青岛", cases) + counted("日照", cases)))
    assert found.sentence("zh") == (
        "2025年2月2日没有在办的件；最多时为2024年1月1日的 2 件；近 90 天日均与前 90 天持平。"
    )
