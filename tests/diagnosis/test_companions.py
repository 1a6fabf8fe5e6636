"""How many objects go together, told of a log whose bill covers three containers."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

import liandong as ld
from liandong.eventlog.ocel import EVENTS, OBJECTS, RELATIONS
from liandong.report.fragment import fragments

START = datetime(2024, 5, 6, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def log():
    steps = ("申报", "查验", "查验", "放行")
    rows = [(f"e{k}", step, START + timedelta(hours=k)) for k, step in enumerate(steps)]
    events = pl.DataFrame(rows, schema=EVENTS, orient="row")
    held = {
        "e0": ["提单1", "箱1", "箱2", "箱3"],
        "e1": ["箱1"],
        "e2": ["提单1", "箱2"],
        "e3": ["提单1", "箱1", "箱2", "箱3"],
    }
    pairs = [(event, thing, "") for event, things in held.items() for thing in things]
    names = sorted({thing for _, thing, _ in pairs})
    objects = pl.DataFrame([(name, name[:-1]) for name in names], schema=OBJECTS, orient="row")
    relations = pl.DataFrame(pairs, schema=RELATIONS, orient="row")
    return ld.ObjectLog(events, objects, relations, zone="青岛")


def test_who_meets_how_many_is_counted_by_type(log):
    found = ld.diagnose(ld.profile(log), minimum=1)
    frame = found.tables()["companions"]
    assert frame.filter((pl.col("relation") == "met") | (pl.col("activity") == "放行")).rows() == [
        ("met", "提单", "箱", "", 1, 0.0, 3, 3),
        ("met", "箱", "提单", "", 3, 1.0, 1, 1),
        ("met", "箱", "箱", "", 3, 0.0, 2, 2),
        ("event", "提单", "提单", "放行", 1, 1.0, 1, 1),
        ("event", "提单", "箱", "放行", 1, 0.0, 3, 3),
        ("event", "箱", "提单", "放行", 1, 1.0, 1, 1),
        ("event", "箱", "箱", "放行", 1, 0.0, 3, 3),
    ]
    assert found.companions.sentence() == (
        "对象并非一一对应：一个“提单”与“箱”共同经历事件的最多 3 个，半数不超过 3 个，恰好一个的占 0%。"
    )
    assert found.companions.sentence("en").startswith(
        "Objects do not go one to one: a “提单” shares events with up to 3 of “箱”"
    )
    assert found.companions.sentence() in found.sentences()


def test_the_report_has_a_section_on_what_goes_together(log):
    assert "companions" in fragments(ld.diagnose(ld.profile(log), minimum=1)).sections


def test_a_log_of_cases_has_no_such_section():
    log = ld.EventLog.from_rows([("c", "申报", START), ("c", "放行", START + timedelta(hours=1))])
    found = ld.diagnose(ld.profile(log), minimum=1)
    assert found.companions is None
    assert "companions" not in fragments(found).sections
    assert "companions" not in found.tables()
