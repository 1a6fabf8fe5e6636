"""Small logs of every shape: what hypothesis feeds the kernel."""

import os
from datetime import UTC, datetime, timedelta

import polars as pl
from hypothesis import settings
from hypothesis import strategies as st

from liandong import EventLog, Mark
from liandong.eventlog.log import COLUMNS

ACTIVITIES = ("申报", "放行", "Start", "", " ", "▷", "😀", "长" * 300, 'a"b;\n\t', "Ä", "Å")
ZONES = ("青岛", "烟台", "")
OBJECT_TYPES = ("case", "集装箱")
#: Few enough for every run; `LIANDONG_EXAMPLES=1000` looks harder.
some_examples = settings(max_examples=int(os.environ.get("LIANDONG_EXAMPLES", "10")))

#: Monday before office hours in Shanghai: ordinary cases run here, so that times tie and working time passes.
MONDAY = datetime(2024, 5, 6, tzinfo=UTC)

#: Marks that the activities above meet.
MARKS = (
    Mark(activity="放行", clause="第一条"),
    Mark(source="申报", target="Start", clause="第二条", days=20),
)

ordinary_instants = st.builds(
    lambda hours, micros: MONDAY + timedelta(hours=hours, microseconds=micros),
    st.integers(0, 90),
    st.sampled_from([0, 0, 0, 1, 999_999]),
)
FIRST = datetime(1948, 1, 1, tzinfo=UTC)
far_instants = st.timedeltas(timedelta(), datetime(2262, 4, 11, tzinfo=UTC) - FIRST).map(
    lambda span: FIRST + span
)
lengths = st.sampled_from(
    [timedelta(), timedelta(microseconds=1), timedelta(hours=30), timedelta(days=15_000)]
) | st.timedeltas(timedelta(), timedelta(days=3))


@st.composite
def logs(draw, *, cases="abc", timezone="Asia/Shanghai", most=12):
    """A log of up to ``most`` events; start times, people and parties are there for none, some or all."""
    has_start, has_people = (draw(st.sampled_from(["none", "some", "all"])) for _ in range(2))
    # Most logs span days; one in four spans centuries, which takes longer to place in local time.
    instants = draw(st.sampled_from([ordinary_instants] * 3 + [ordinary_instants | far_instants]))
    people = [_present(has_people, ("甲", "乙", "resource")), *[_present(has_people, ("窗口", "office"))] * 2]
    rows = draw(
        st.lists(
            st.tuples(
                st.sampled_from(cases),
                st.sampled_from(ACTIVITIES),
                _present(has_start, lengths),
                instants,
                *people,
                st.sampled_from(ZONES),
                st.sampled_from(OBJECT_TYPES),
            ),
            min_size=1,
            max_size=most,
        )
    )
    return log_of(rows, timezone)


def log_of(rows, timezone="Asia/Shanghai"):
    """The log of tuples in the order of the canonical columns, with a length (or nothing) in place of the start."""
    begun = [
        (case, act, end - length if length is not None else None, end, *rest)
        for case, act, length, end, *rest in rows
    ]
    return EventLog.from_frame(pl.DataFrame(begun, schema=COLUMNS, orient="row"), timezone=timezone)


def _present(how, values):
    some = st.sampled_from(values) if isinstance(values, tuple) else values
    return {"none": st.none(), "some": st.none() | some, "all": some}[how]
