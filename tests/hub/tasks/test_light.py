"""The light is a pure function of task, day and rule; each colour has its first and its last day."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.hub.tasks.light import Rule, computed, light, time_passed

DUE = date(2026, 4, 11)


def task(**values):
    base = {
        "state": "running",
        "start": date(2026, 1, 1),
        "due": DUE,
        "progress": 0,
        "is_poor": False,
        "override_light": "",
        "override_until": None,
    }
    return SimpleNamespace(**{**base, **values})


@pytest.mark.parametrize(
    ("day", "progress", "expected"),
    [
        (date(2026, 1, 1), 0, "none"),
        (date(2026, 1, 11), 0, "none"),  # 10 % of the time, margin 10
        (date(2026, 1, 12), 0, "yellow"),
        (date(2026, 1, 12), 1, "none"),
        (date(2026, 4, 3), 100, "none"),
        (date(2026, 4, 4), 100, "blue"),  # seven days before
        (DUE, 100, "blue"),
        (DUE, 80, "yellow"),
        (DUE + timedelta(days=1), 100, "red"),
    ],
)
def test_each_colour_begins_on_its_day(day, progress, expected):
    assert light(task(progress=progress), day, Rule()) == expected


def test_poor_quality_is_yellow_where_the_rule_says_so():
    poor = task(is_poor=True, progress=100)
    day = date(2026, 2, 1)
    assert (light(poor, day, Rule()), light(poor, day, Rule(is_poor_yellow=False))) == ("yellow", "none")


def test_a_light_by_hand_counts_until_its_last_day():
    held = task(progress=100, override_light="red", override_until=date(2026, 2, 1))
    days = (date(2026, 2, 1), date(2026, 2, 2))
    assert [light(held, day, Rule()) for day in days] == ["red", "none"]


def test_a_closed_task_is_done_whatever_was_set_by_hand():
    closed = task(state="closed", override_light="red", override_until=date(2030, 1, 1))
    assert light(closed, date(2029, 1, 1), Rule()) == "done"


def test_nothing_is_expected_of_a_task_without_a_start():
    assert time_passed(task(start=None), DUE) == 0.0


@given(st.integers(0, 100), st.integers(-400, 400), st.integers(0, 60), st.integers(0, 100))
def test_more_progress_never_makes_the_light_worse(progress, offset, blue, margin):
    rank = {"none": 0, "blue": 1, "yellow": 2, "red": 3}
    day, rule = DUE + timedelta(days=offset), Rule(blue, margin)
    now, further = (computed(task(progress=p), day, rule) for p in (progress, min(100, progress + 10)))
    assert rank[further] <= rank[now]
