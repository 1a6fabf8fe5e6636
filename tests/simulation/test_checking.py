"""A model written by hand is refused where it cannot run: by its element, with the value and what to do."""

import math
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from liandong.errors import ModelError, SettingError
from liandong.simulation import (
    Arrivals,
    Batch,
    CaseClass,
    Choice,
    End,
    Flow,
    Fork,
    Inclusive,
    Join,
    Model,
    Role,
    Shift,
    Task,
    fixed,
    simulate,
)
from liandong.simulation.room import VISITS

WORK, SENT = Task("受理", "窗口", fixed(60)), End("结束")
DESK = Model(
    "受理",
    (WORK, SENT),
    (Flow("受理", "结束"),),
    (Role("窗口", (Shift(1),)),),
    Arrivals(gap=fixed(100)),
)


def both(share: float = 0.5, other: float = 0.4, join: str = "合") -> Model:
    """A check by 甲, by 乙 or by both."""
    ways = (
        (Flow("或", "甲", share)),
        Flow("或", "乙", other),
        Flow("甲", "合"),
        Flow("乙", "合"),
        Flow("合", "结束"),
    )
    nodes = (
        Inclusive("或", join),
        Task("甲", "窗口", fixed(1)),
        Task("乙", "窗口", fixed(1)),
        Join("合"),
        SENT,
    )
    return replace(DESK, entry="或", nodes=nodes, flows=ways)


@pytest.mark.parametrize(
    ("change", "element", "told"),
    [
        ({"classes": ()}, "classes", "classes is ()"),
        ({"classes": (CaseClass("甲", 0.0), CaseClass("乙", 0.0))}, "classes", "甲=0, 乙=0"),
        ({"classes": (CaseClass("甲", -1.0), CaseClass("乙", 2.0))}, "甲", "share -1"),
        ({"classes": (CaseClass("甲", shares={("受理", "结束"): -0.5}),)}, "甲: 受理→结束", "share -0.5"),
        ({"nodes": (WORK, WORK, SENT)}, "受理", "2 nodes have this id"),
        ({"roles": (*DESK.roles, *DESK.roles)}, "窗口", "2 roles have this name"),
        ({"roles": (Role("窗口", (Shift(3), Shift(-1))),)}, "窗口", "-1 people"),
        ({"nodes": (replace(WORK, instances=0), SENT)}, "受理", "instances is 0"),
        ({"flows": (Flow("受理", "结束", -1.0),)}, "受理→结束", "share -1"),
        ({"flows": (Flow("受理", "结束", math.nan),)}, "受理→结束", "share nan"),
        ({"flows": (Flow("受理", "结束", 1.0, (0.5, math.inf)),)}, "受理→结束", "share inf"),
        ({"nodes": (Batch("受理", 0), SENT)}, "受理", "size is 0"),
        ({"nodes": (Batch("受理", 2, -5.0), SENT)}, "受理", "at_most is -5 seconds"),
    ],
)  # fmt: skip
def test_an_element_that_cannot_run_is_named_with_its_value(change, element, told):
    with pytest.raises(ModelError) as refused:
        simulate(replace(DESK, **change), cases=10)
    assert refused.value.values["element"] == element
    assert told in refused.value.text("en")


@pytest.mark.parametrize(
    ("change", "setting", "told"),
    [
        ({"timezone": "Mars/X"}, "timezone", "Mars/X: not a time zone name such as Asia/Shanghai"),
        ({"start": datetime(2024, 1, 1)}, "start", "2024-01-01 00:00:00: it says no time zone"),  # noqa: DTZ001
    ],
)
def test_the_clock_of_a_model_is_one_that_can_be_told(change, setting, told):
    with pytest.raises(SettingError) as refused:
        simulate(replace(DESK, **change), cases=10)
    assert refused.value.values["setting"] == setting
    assert told in refused.value.text("en")


@pytest.mark.parametrize(
    ("rates", "setting", "told"),
    [
        ({"per_hour": (1.0,) * 24}, "per_hour", "168 rates"),
        ({"per_hour": (-1.0,) * 168}, "per_hour", "-1.0"),
        ({"gap": fixed(60), "load": math.nan}, "load", "nan"),
        ({"per_hour": (1.0,) * 168, "weekly": (1.0, -2.0)}, "weekly", "-2.0"),
    ],
)
def test_rates_of_arrivals_are_one_an_hour_of_the_week_and_not_negative(rates, setting, told):
    with pytest.raises(SettingError) as refused:
        Arrivals(**rates)
    assert refused.value.values["setting"] == setting
    assert told in refused.value.text("en")


def test_an_inclusive_gateway_needs_a_join_that_waits():
    with pytest.raises(ModelError, match="its join “甲” is no Join"):
        simulate(both(join="甲"), cases=10)


def taken(model: Model, cases: int = 20_000) -> dict[str, float]:
    """How often a case comes to each task."""
    visits = simulate(model, cases=cases, seed=1, keeps_events=False).runs[0].sums.node[:, VISITS]
    return {node.id: n / cases for node, n in zip(model.nodes, visits, strict=True) if isinstance(node, Task)}


def test_where_no_flow_is_drawn_the_likelier_way_is_taken_as_the_docstring_says():
    assert taken(both(0.5, 0.4)) == {"甲": pytest.approx(0.8, abs=0.01), "乙": pytest.approx(0.4, abs=0.01)}


def test_the_docstring_gives_the_share_for_the_part_that_is_known():
    known, other = 0.85, 0.3
    share = 1 - (1 - known) / (1 - (1 - other))
    assert taken(both(share, other)) == {
        "甲": pytest.approx(known, abs=0.01),
        "乙": pytest.approx(other, abs=0.01),
    }


def test_exact_combinations_are_a_choice_over_them():
    """60 % 甲, 20 % 乙, 20 % both."""
    ways = (
        Flow("选", "甲", 0.6), Flow("选", "乙", 0.2), Flow("选", "分", 0.2), Flow("分", "甲2"), Flow("分", "乙2"),
        Flow("甲", "结束"), Flow("乙", "结束"), Flow("甲2", "合"), Flow("乙2", "合"), Flow("合", "结束"),
    )  # fmt: skip
    tasks = tuple(Task(key, "窗口", fixed(1)) for key in ("甲", "乙", "甲2", "乙2"))
    model = replace(DESK, entry="选", nodes=(Choice("选"), Fork("分"), *tasks, Join("合"), SENT), flows=ways)
    found = taken(model)
    assert found["甲"] + found["甲2"] == pytest.approx(0.8, abs=0.01)
    assert found["乙"] + found["乙2"] == pytest.approx(0.4, abs=0.01)


def test_a_zone_that_is_known_runs():
    assert (
        simulate(replace(DESK, timezone="UTC", start=datetime(2024, 1, 1, tzinfo=UTC)), cases=10).ended == 10
    )
