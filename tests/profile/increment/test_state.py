"""Any cut, any order and any repeat of batches give the profile of one build, and one state."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import liandong as ld
from liandong.errors import StateBusy, StateDamaged, StateDiffers, StateError, StateUnrelated
from liandong.profile import onepass
from liandong.profile.increment import Increment
from liandong.profile.increment.book import Book
from liandong.profile.increment.runs import Run

from ..strategies import MARKS, MONDAY, log_of, logs, some_examples  # noqa: TID252


def event(case, activity, hour, zone="青岛"):
    return (case, activity, None, MONDAY + timedelta(hours=hour), None, None, None, zone, "case")


def part(log, rows):
    return ld.EventLog.from_frame(log.events[rows], timezone=log.timezone)


def whole(profile):
    """All counts, comparable with ``==``; where they come from is told batch by batch."""
    tables = {name: frame.to_dict(as_series=False) for name, frame in profile.tables.items()}
    return profile.settings, tables, profile.sequence.to_dict(as_series=False)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "zone.state"


@pytest.fixture
def monday():
    return log_of([event("1", "申报", 0), event("2", "申报", 1), event("1", "放行", 8)])


@pytest.fixture
def tuesday():
    return log_of([event("2", "放行", 30), event("3", "申报", 31)])


@st.composite
def cut_logs(draw):
    """A log and its rows in four pieces: each keeps the order of rows, and cases lie in several."""
    log = draw(logs(most=20))
    pieces = draw(st.lists(st.integers(0, 3), min_size=log.events.height, max_size=log.events.height))
    return [part(log, [row for row, piece in enumerate(pieces) if piece == number]) for number in range(4)]


def union(pieces):
    return ld.EventLog.from_frame(pl.concat([piece.events for piece in pieces]))


@some_examples
@given(cut_logs(), st.permutations([0, 1, 2, 3, 1]), st.integers(0, 3), st.booleans())
def test_any_cut_in_any_order_and_repeated_is_one_build(pieces, order, asked, with_calendar):
    calendar = ld.Calendar.weekdays() if with_calendar else None
    with TemporaryDirectory() as folder:
        profile = ld.Profile(ld.Settings(statutory=MARKS))
        for place, number in enumerate(order):
            with Increment.open(Path(folder, "a"), calendar=calendar) as state:
                state.add(pieces[number], batch=f"batch {number}")
                profile = state.update(profile) if place == asked else profile
        with (
            Increment.open(Path(folder, "a")) as state,
            Increment.open(Path(folder, "b"), calendar=calendar) as other,
        ):
            profile = state.update(profile)
            other.add(union(pieces), batch="all")
            assert state.sha256 == other.sha256
    expected = ld.profile(union(pieces), calendar=calendar, statutory=MARKS, engine="numba")
    assert (whole(profile), profile.sha256) == (whole(expected), expected.sha256)


@some_examples
@given(logs(most=15), st.data())
def test_retracted_events_leave_the_profile_of_the_others(log, data):
    rows = range(log.events.height)
    gone = data.draw(st.sets(st.sampled_from(rows), max_size=log.events.height - 1).map(sorted))
    with TemporaryDirectory() as folder, Increment.open(Path(folder, "a")) as state:
        state.add(log, batch="1")
        profile = state.update(ld.Profile())
        state.retract(part(log, gone), batch="2")
        profile = state.update(profile)
        assert state.retract(part(log, gone), batch="2").is_repeat
    left = ld.EventLog.from_frame(log.events[[row for row in rows if row not in gone]])
    # Of equal rows the last goes, which only matters where rows of other values stand between them.
    if not log.events.is_duplicated().any():
        assert whole(profile) == whole(ld.profile(left, engine="numba"))
    assert int(profile.daily.filter(~pl.col("activity").is_in(["▶", "■"]))["n"].sum()) == left.events.height


def test_a_real_log_cut_by_weeks_backwards_is_one_build(path, shared):
    log = ld.read_log(shared / "logs" / "bpic15_1.xes.gz", zone="1", attributes=False)
    week = (pl.col("end").rank("dense") * 4 // pl.col("end").n_unique()).clip(0, 3)
    log = ld.EventLog.from_frame(log.events.with_columns(week=week))
    pieces = log.events.partition_by("week", as_dict=True)
    profile = ld.Profile()
    with Increment.open(path) as state:
        for (number,), piece in sorted(pieces.items(), reverse=True):
            taken = state.add(ld.EventLog.from_frame(piece.drop("week")), batch=f"{number}")
            profile = state.update(profile)
        assert taken.repaired_cases > 0
    together = pl.concat([piece for _, piece in sorted(pieces.items())])
    assert profile == ld.profile(ld.EventLog.from_frame(together.drop("week")))


def test_a_case_that_goes_on_is_told_from_a_new_one_and_from_a_late_one(path, monday, tuesday):
    late = log_of([event("1", "查验", 4)])
    with Increment.open(path) as state:
        taken = [state.add(log, batch=str(k)) for k, log in enumerate((monday, tuesday, late, late))]
    told = [(one.events, one.cases, one.new_cases, one.repaired_cases) for one in taken]
    assert told == [(3, 2, 2, 0), (2, 2, 1, 0), (1, 1, 0, 1), (1, 1, 0, 1)]
    assert taken[2].problems.select("value", "reason", "rejected").rows() == [("1", "event_late", False)]


def test_a_repeated_batch_changes_nothing_and_one_of_other_events_is_told(path, monday, tuesday):
    with Increment.open(path) as state:
        state.add(monday, batch="1")
        before = state.sha256, state.update(ld.Profile()).sha256
        again, other = state.add(monday, batch="1"), state.add(tuesday, batch="1")
        assert (again.is_repeat, again.is_other) == (True, False)
        assert (other.is_repeat, other.is_other) == (True, True)
        assert (state.sha256, state.update(ld.Profile()).sha256) == before


def test_a_corrected_event_replaces_the_former_whichever_batch_comes_first(path, tmp_path):
    def with_ids(*rows):
        log = log_of([row[1:] for row in rows])
        ids = pl.Series("id", [row[0] for row in rows])
        return ld.EventLog.from_frame(log.events.with_columns(ids))

    first = with_ids(("e1", *event("1", "申报", 0)), ("e2", *event("1", "放行", 8)))
    second = with_ids(("e2", *event("1", "退回", 9)), ("e1", *event("1", "申报", 0)))
    expected = ld.profile(log_of([event("1", "申报", 0), event("1", "退回", 9)]))
    for name, order in (("a", (first, second)), ("b", (second, first))):
        with Increment.open(tmp_path / name, event_id="id") as state:
            told = [state.add(log, batch="1" if log is first else "2").problems for log in order]
            assert state.update(ld.Profile()) == expected
        found = told[1]["reason"].to_list()
        assert (
            found
            == {"a": ["event_corrected", "event_repeated"], "b": ["event_repeated", "event_superseded"]}[name]
        )


def test_what_is_retracted_must_have_been_added(path, monday, tuesday):
    with Increment.open(path) as state:
        state.add(monday, batch="1")
        told = state.retract(tuesday, batch="2").problems
        assert told.select("value", "reason", "rejected").rows() == [
            ("2", "event_unknown", True),
            ("3", "event_unknown", True),
        ]
        assert state.update(ld.Profile()) == ld.profile(monday)


def test_closed_cases_stay_counted_and_later_events_are_listed(path, monday, tuesday):
    with Increment.open(path) as state:
        state.add(monday, batch="1")
        assert state.close_cases(outcomes=("放行",)) == 1
        profile = state.update(ld.Profile())
        taken = state.add(log_of([event("1", "查验", 40), event("2", "放行", 41)]), batch="2")
        assert (taken.events, taken.problems.select("value", "reason", "rejected").rows()) == (
            1,
            [("1", "case_closed", True)],
        )
        profile = state.update(profile)
        assert state.close_cases(idle_days=0) == 0
    assert profile == ld.profile(log_of([*map(tuple_of, monday.events.rows()), event("2", "放行", 41)]))


def tuple_of(row):
    return (row[0], row[1], None, row[3], *row[4:])


def test_closing_frees_the_events_once_no_older_profile_can_come_back(path, monday):
    with Increment.open(path) as state:
        state.add(monday, batch="000")
        state.close_cases(idle_days=0.1)
        profile = state.update(ld.Profile())
        for day in range(1, 12):
            state.add(log_of([event(f"n{day}", "申报", 24 * day)]), batch=f"{day:03d}")
            profile = state.update(profile)
        assert sum(len(run.events) for run in state._runs) == 2 + 11
        assert len(state._runs) <= 8 + 4
        with pytest.raises(StateUnrelated):
            state.update(ld.Profile())
    assert int(profile.case["n"].sum()) == 13


def test_other_zones_of_a_linked_profile_stay_as_they_are(path, tmp_path, monday, tuesday):
    other = ld.profile(log_of([event("1", "申报", 0, zone="烟台"), event("1", "放行", 2, zone="烟台")]))
    with Increment.open(path) as state:
        state.add(monday, batch="1")
        linked = state.update(other)
        linked = linked + other  # Yantai sends more meanwhile
        state.add(tuesday, batch="2")
        assert state.update(linked) == ld.profile(union([monday, tuesday])) + other + other


def test_an_earlier_profile_will_do_and_a_foreign_one_is_refused(path, monday, tuesday):
    with Increment.open(path) as state:
        state.add(monday, batch="1")
        first = state.update(ld.Profile())
        state.add(tuesday, batch="2")
        second = state.update(first)
        assert state.update(first) == second == state.update(second) == state.update(ld.Profile())
        with pytest.raises(StateUnrelated):
            state.update(first + first)
        with pytest.raises(StateUnrelated):
            state.update(second.coarsen(period="month"))


def test_a_book_that_knows_profiles_by_sha256_is_read(path, monday, tuesday):
    """As version 1 wrote it."""
    with Increment.open(path) as state:
        state.add(monday, batch="1")
        profile = state.update(ld.Profile())
    book = path / "book.json"
    values = json.loads(book.read_text("utf-8"))
    known = [{"operations": 1, "zones": profile.zones, "sha256": profile.sha256}]
    book.write_text(json.dumps(values | {"version": 1, "known": known}), "utf-8")
    other = ld.profile(log_of([event("1", "申报", 0, zone="烟台")]))
    with Increment.open(path) as state:
        with pytest.raises(StateUnrelated):
            state.update(profile + profile)
        state.add(tuesday, batch="2")
        assert state.update(profile + other) == ld.profile(union([monday, tuesday])) + other
    assert [(one.operations, one.sha256) for one in Book.load(book).known] == [(1, profile.sha256), (2, "")]


def test_a_profile_of_other_events_is_refused_by_a_state_that_was_empty_once(path, monday, tuesday):
    with Increment.open(path) as state:
        state.update(ld.Profile())
        state.add(monday, batch="1")
        with pytest.raises(StateUnrelated):
            state.update(ld.profile(tuesday))


def test_two_writers_are_refused(path):
    with Increment.open(path), pytest.raises(StateBusy):
        Increment.open(path)
    Increment.open(path).close()


def test_a_state_counts_as_it_was_begun(path):
    Increment.open(path, period="month", calendar=ld.Calendar.china()).close()
    Increment.open(path).close()
    for asked in (
        {"period": "week"},
        {"calendar": ld.Calendar.weekdays()},
        {"timezone": "UTC"},
        {"event_id": "x"},
    ):
        with pytest.raises(StateDiffers, match=next(iter(asked))):
            Increment.open(path, **asked)


@pytest.mark.parametrize("place", ["run.save", "book.save"])
def test_killed_while_taking_a_batch_in_leaves_the_state_of_before(path, monday, tuesday, monkeypatch, place):
    with Increment.open(path) as state:
        state.add(monday, batch="1")
        before, profile = state.sha256, state.update(ld.Profile())
    kind = {"run.save": Run, "book.save": Book}[place]

    def killed(self, target):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, Increment.open(path) as state:
        patched.setattr(kind, "save", killed)
        with pytest.raises(KeyboardInterrupt):
            state.add(tuesday, batch="2")
    with Increment.open(path) as state:
        assert (state.sha256, state.batches, len(list((path / "runs").iterdir()))) == (before, ("1",), 1)
        state.add(tuesday, batch="2")
        assert state.update(profile) == ld.profile(union([monday, tuesday]))


def test_a_program_killed_for_good_lets_the_state_go(path, monday):
    holding = (
        "import sys, liandong as ld; s = ld.Increment.open(sys.argv[1]); print('held', flush=True); input()"
    )
    command = [sys.executable, "-c", holding, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout.readline() == "held\n"
        with pytest.raises(StateBusy):
            Increment.open(path)
        program.kill()
    with Increment.open(path) as state:
        assert state.add(monday, batch="1").events == 3


def test_more_than_the_packed_keys_can_tell_apart_is_told(path, monday, monkeypatch):
    monkeypatch.setattr(onepass.w, "MOST_STEPS", 1)
    with Increment.open(path) as state:
        state.add(monday, batch="1")
        with pytest.raises(StateError, match="one state for each zone"):
            state.update(ld.Profile())


def test_damage_is_told(path, monday):
    with Increment.open(path) as state:
        state.add(monday, batch="1")
    book = path / "book.json"
    text = book.read_text("utf-8")
    for broken in (
        "",
        "[]",
        text[:-9],
        text.replace('"version":2', '"version":9'),
        text.replace("00000001-", "x-"),
    ):
        book.write_text(broken, "utf-8")
        with pytest.raises(StateDamaged):
            Increment.open(path)
    book.write_text(text, "utf-8")
    keys = path / "runs" / "00000001-00000001" / "keys.npy"
    keys.write_bytes(keys.read_bytes()[:50])
    with pytest.raises(StateDamaged):
        Increment.open(path)
