"""Start and complete rows joined into events."""

from datetime import UTC, datetime

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from liandong.eventlog.lifecycle import resolve
from liandong.eventlog.sheet import ROW


def rows(*steps: tuple[str, str, str, int]) -> pl.DataFrame:
    """Rows of (case, activity, lifecycle, minute)."""
    return pl.DataFrame(
        [
            {
                ROW: number,
                "case": case,
                "activity": activity,
                "lifecycle": step,
                "start": None,
                "end": datetime(2024, 5, 6, 9, minute, tzinfo=UTC),
            }
            for number, (case, activity, step, minute) in enumerate(steps, start=2)
        ],
        schema_overrides={"start": pl.Datetime("us", "UTC"), "end": pl.Datetime("us", "UTC")},
    )


def events(frame: pl.DataFrame) -> list[tuple[str, str, int | None, int]]:
    return [
        (row["case"], row["activity"], row["start"] and row["start"].minute, row["end"].minute)
        for row in frame.iter_rows(named=True)
    ]


def test_the_first_start_is_ended_by_the_first_complete() -> None:
    frame = rows(
        ("c", "a", "START", 0), ("c", "a", "start", 1), ("c", "a", "Complete", 5), ("c", "a", "complete", 9)
    )
    assert events(resolve(frame, "pair", "x").events) == [("c", "a", 0, 5), ("c", "a", 1, 9)]


def test_a_complete_before_its_start_does_not_use_it_up() -> None:
    frame = rows(("c", "a", "complete", 0), ("c", "a", "start", 2), ("c", "a", "complete", 5))
    assert events(resolve(frame, "pair", "x").events) == [("c", "a", None, 0), ("c", "a", 2, 5)]


def test_a_start_that_never_completes_is_listed_not_counted() -> None:
    paired = resolve(rows(("c", "受理", "开始", 0), ("c", "办结", "完成", 3)), "pair", "x")
    assert events(paired.events) == [("c", "办结", None, 3)]
    assert paired.problems.rows() == [("x", 2, "lifecycle", "受理", "start_without_complete", True)]


def test_other_steps_are_counted_in_one_note() -> None:
    frame = rows(
        ("c", "a", "schedule", 0),
        ("c", "a", "start", 1),
        ("c", "a", "complete", 2),
        ("c", "b", "schedule", 3),
    )
    paired = resolve(frame, "pair", "x")
    assert events(paired.events) == [("c", "a", 1, 2)]
    assert paired.problems.rows() == [("x", 2, "lifecycle", "schedule × 2", "lifecycle_skipped", False)]
    assert resolve(frame, "all", "x").events.height == 4


def test_logs_without_starts_or_completes_are_taken_as_they_are() -> None:
    assert resolve(rows(("c", "a", "complete", 0)), "pair", "x").events.height == 1
    assert resolve(rows(("c", "a", "提交", 0), ("c", "b", "退回", 1)), "pair", "x").events.height == 2


def test_complete_mode_keeps_one_stamp_rows() -> None:
    frame = rows(("c", "a", "start", 0), ("c", "a", "complete", 5))
    assert events(resolve(frame, "complete", "x").events) == [("c", "a", None, 5)]


@given(
    st.lists(st.tuples(st.sampled_from("xy"), st.sampled_from("ab"), st.sampled_from(["start", "complete"])))
)
def test_pairing_equals_a_queue_walked_by_hand(steps: list[tuple[str, str, str]]) -> None:
    frame = rows(
        *[(case, activity, step, minute % 60) for minute, (case, activity, step) in enumerate(steps)]
    )
    queues: dict[tuple[str, str], list[int]] = {}
    expected = []
    for minute, (case, activity, step) in enumerate(steps):
        queue = queues.setdefault((case, activity), [])
        if step == "start":
            queue.append(minute)
        else:
            expected.append((case, activity, queue.pop(0) if queue else None, minute))
    kinds = {step for _, _, step in steps}
    if kinds == {"start", "complete"} and len(steps) < 60:
        paired = resolve(frame, "pair", "x")
        assert events(paired.events) == expected
        assert paired.problems.height == sum(map(len, queues.values()))
