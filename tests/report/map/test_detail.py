import itertools

from hypothesis import given
from hypothesis import strategies as st

from liandong.report.map.detail import MOST, Level, Step, levels

names = st.sampled_from([f"a{n}" for n in range(12)])
paths = st.lists(
    st.tuples(st.lists(names, min_size=1, max_size=8), st.integers(1, 50)), min_size=1, max_size=20
)


def counted(cases: list[tuple[list[str], int]]) -> tuple[dict[str, int], dict[Step, int]]:
    activities: dict[str, int] = {}
    steps: dict[Step, int] = {}
    for path, n in cases:
        whole = ["▶", *path, "■"]
        for name in whole:
            activities[name] = activities.get(name, 0) + n
        for step in itertools.pairwise(whole):
            steps[step] = steps.get(step, 0) + n
    return activities, steps


def reached(root: str, steps: set[Step]) -> set[str]:
    seen, stack = {root}, [root]
    while stack:
        node = stack.pop()
        fresh = {target for source, target in steps if source == node} - seen
        seen |= fresh
        stack.extend(fresh)
    return seen


@given(paths)
def test_every_activity_shown_lies_on_a_way_from_start_to_end(cases: list[tuple[list[str], int]]) -> None:
    activities, steps = counted(cases)
    for level in levels(activities, steps, start="▶", end="■", sizes=(1, 3, 6, 12)):
        back = {(target, source) for source, target in level.steps}
        assert reached("▶", set(level.steps)) == set(level.activities) == reached("■", back)


@given(paths)
def test_each_level_contains_the_one_before(cases: list[tuple[list[str], int]]) -> None:
    activities, steps = counted(cases)
    found = levels(activities, steps, start="▶", end="■", sizes=(1, 3, 6, 12))
    for coarse, fine in itertools.pairwise(found):
        assert set(coarse.activities) <= set(fine.activities)
        assert set(coarse.steps) < set(fine.steps)


def test_the_coarsest_level_shows_the_most_frequent_activities() -> None:
    activities, steps = counted([(["申报", "放行"], 90), (["申报", "查验", "放行"], 10)])
    first = levels(activities, steps, start="▶", end="■", sizes=(2,))[0]
    assert first == Level(("■", "▶", "放行", "申报"), (("▶", "申报"), ("放行", "■"), ("申报", "放行")))


def test_a_log_without_ends_is_shown_as_far_as_it_goes() -> None:
    assert levels({"a": 1}, {}, start="▶", end="■") == [Level(("a",), ())]


def test_an_activity_whose_way_does_not_fit_on_a_sheet_is_left_out() -> None:
    long = [f"长{n}" for n in range(MOST)]
    activities, steps = counted([(long, 5), (["申报"], 1)])
    found = levels(activities, steps, start="▶", end="■", sizes=(MOST, MOST + 1))
    assert found == [Level(("■", "▶", "申报"), (("▶", "申报"), ("申报", "■")))]


def test_where_every_way_is_too_long_nothing_is_shown() -> None:
    activities, steps = counted([([f"长{n}" for n in range(MOST)], 5)])
    assert levels(activities, steps, start="▶", end="■") == [Level((), ())]
