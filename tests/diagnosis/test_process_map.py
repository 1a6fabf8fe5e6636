import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from liandong.diagnosis.process_map import process_maps
from liandong.diagnosis.reading import Reading
from liandong.eventlog import read_log
from liandong.profile import Mark, Profile, profile
from liandong.simulation import Arrivals, End, Flow, Model, Role, Shift, Task, exponential, simulate

Counted = Callable[..., Profile]
HOUR = 3600


def test_a_map_of_two_cases_by_hand(counted: Counted) -> None:
    """Lead times 10 and 30 hours; the first step takes 4 and 6 of them, the second 6 and 24."""
    whole = counted("青岛", {"c1": "申报 0 → 审核 4 → 放行 10", "c2": "申报 0 → 审核 6 → 放行 30"})
    found = process_maps(Reading.of(whole))[""]
    edges = found.edges.select("source", "target", "n", "mean_seconds", "share", "kind", "crosses_party")
    assert edges.sort("source", "target").rows() == [
        ("▶", "申报", 2, None, 0.0, "elapsed", False),
        ("审核", "放行", 2, 15 * HOUR, 0.75, "elapsed", False),
        ("放行", "■", 2, None, 0.0, "elapsed", False),
        ("申报", "审核", 2, 5 * HOUR, 0.25, "elapsed", False),
    ]
    nodes = found.nodes.select("activity", "n", "cases_share", "kind", "mean_seconds", "share", "work_share")
    assert nodes.sort("activity").rows() == [
        ("■", 2, None, "elapsed", None, 0.0, 0.0),
        ("▶", 2, None, "elapsed", None, 0.0, 0.0),
        ("审核", 2, 1.0, "elapsed", 5 * HOUR, 0.25, 0.0),
        ("放行", 2, 1.0, "elapsed", 15 * HOUR, 0.75, 0.0),
        ("申报", 2, 1.0, "elapsed", None, 0.0, 0.0),
    ]
    assert found.sentence("zh").startswith("合计：用时最多的是“审核”到“放行”，占全程用时的 75%（2 次，")


def test_work_and_waiting_add_up_to_the_lead_time(counted: Counted) -> None:
    """One case: waits 2 of 8 hours, works 6."""
    found = process_maps(Reading.of(counted("青岛", {"c": "申报 0-2 → 审核 4-8"})))[""]
    assert found.nodes["work_share"].sum() == 0.75
    assert found.edges["share"].sum() == 0.25
    assert found.nodes.filter(pl.col("activity") == "审核")["share"].item() == 0.75
    assert found.nodes.filter(pl.col("activity") == "审核")["kind"].item() == "working"


def test_edges_between_parties_are_marked(counted: Counted) -> None:
    found = process_maps(Reading.of(counted("青岛", {"c": "申报 0 @企业 → 审核 1 @海关 → 放行 2 @海关"})))[""]
    crossing = found.edges.filter("crosses_party").select("source", "target")
    assert crossing.rows() == [("申报", "审核")]


def test_the_map_of_all_zones_holds_the_sum_of_each(counted: Counted) -> None:
    whole = counted("青岛", {"c": "申报 0 → 审核 4"}) + counted(
        "日照", {"c": "申报 0 → 审核 8", "d": "申报 0 → 放行 1"}
    )
    maps = process_maps(Reading.of(whole))
    assert list(maps) == ["", "日照", "青岛"]
    for key, frame in (("activity", "nodes"), ("source", "edges")):
        parts = pl.concat([getattr(maps[zone], frame) for zone in ("日照", "青岛")])
        sums = parts.group_by(key).agg(pl.col("n").sum()).sort(key)
        assert getattr(maps[""], frame).group_by(key).agg(pl.col("n").sum()).sort(key).equals(sums)


@pytest.mark.parametrize("name", ["coselog_receipt", "bpic20_domestic_declarations"])
def test_the_slowest_edges_are_those_of_the_reference(shared: Path, name: str) -> None:
    reference: dict[str, Any] = json.loads((shared / "reference.json").read_text("utf-8"))["logs"][name]
    order = reference["timestamp_order(stable: case, end timestamp, file row)"]
    found = process_maps(Reading.of(profile(read_log(shared / reference["file"]))))[""]
    assert found.edges["share"].sum() == pytest.approx(1)
    edges = {(row["source"], row["target"]): row for row in found.edges.iter_rows(named=True)}
    for wanted in order["slowest_edges_by_mean"] + order["slowest_edges_by_total"]:
        edge = edges[wanted["source"], wanted["target"]]
        assert edge["n"] == wanted["count"]
        assert edge["mean_seconds"] == pytest.approx(wanted["mean_s"], abs=0.001)
        assert edge["median_seconds"] == pytest.approx(wanted["median_s"], rel=0.0101, abs=1)
    real = [
        edge
        for edge in edges.values()
        if edge["mean_seconds"] is not None and edge["n"] >= order["slowest_edges_min_count"]
    ]
    slowest = sorted(real, key=lambda edge: -edge["mean_seconds"])[: len(order["slowest_edges_by_mean"])]
    assert [(edge["source"], edge["target"]) for edge in slowest] == [
        (edge["source"], edge["target"]) for edge in order["slowest_edges_by_mean"]
    ]


def test_a_queue_before_the_first_step_is_waited_for_once_and_is_no_prescribed_time() -> None:
    desk = Model(
        "查",
        (Task("查", "r", exponential(90)), Task("发", "r2", exponential(60)), End("e")),
        (Flow("查", "发"), Flow("发", "e")),
        (Role("r", (Shift(1),)), Role("r2", (Shift(9),))),
        Arrivals(gap=exponential(100)),
    )
    plain = simulate(desk, cases=500, seed=1).profile
    for counted in (plain, plain.mark([Mark(activity="查", clause="第一条")])):
        found = process_maps(Reading.of(counted, "clock"))[""]
        share = dict(found.nodes.select("activity", "share").iter_rows())
        assert share["▶"] == 0
        assert sum(share.values()) == pytest.approx(1)
        first = found.edges.filter(pl.col("source") == "▶").row(0, named=True)
        assert first["kind"] == "waiting"
        waited = counted.follows.filter(pl.col("source") == "▶")["seconds"].sum()
        assert first["mean_seconds"] == pytest.approx(float(waited) / 500)
