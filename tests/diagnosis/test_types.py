"""Several types of object: each is told, and mapped, apart."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

import liandong as ld
from liandong.report.fragment import fragments

START = datetime(2024, 5, 6, 1, tzinfo=UTC)


def log(*types):
    rows = [
        {
            "case": f"{kind}{number}",
            "activity": step,
            "end": START + timedelta(hours=hours),
            "object_type": kind,
        }
        for kind in types
        for number in range(3 if kind == "集装箱" else 1)
        for step, hours in (("申报", 0), (f"{kind}放行", 8))
    ]
    return ld.EventLog.from_frame(pl.DataFrame(rows), zone="青岛")


@pytest.fixture(scope="module")
def found():
    return ld.diagnose(ld.profile(log("提单", "集装箱")), minimum=1)


def test_each_type_is_told_the_most_frequent_first(found):
    assert found.sentences()[1] == (
        "有几类对象，各有各的流程，上面的合计是各类之和：集装箱 3 件，中位数 8.02 小时；提单 1 件，中位数 8.02 小时。"
    )
    assert found.tables()["types"].select("object_type", "cases", "events", "activities").rows() == [
        ("集装箱", 3, 6, 2),
        ("提单", 1, 2, 2),
    ]


def test_each_type_has_its_own_map(found):
    edges = {name: it.edges.select("source", "target", "n").rows() for name, it in found.type_maps.items()}
    assert {
        name: (("申报", f"{name}放行", n) in edges[name]) for name, n in (("集装箱", 3), ("提单", 1))
    } == {
        "集装箱": True,
        "提单": True,
    }
    assert not {"提单放行"} & set(found.type_maps["集装箱"].nodes["activity"])


def test_the_report_lets_the_map_be_chosen_by_type(found):
    page = str(fragments(found).process_map)
    assert [page.count(f">{name}</button>") for name in ("集装箱", "提单")] == [1, 1]


def test_one_type_says_nothing_of_types():
    single = ld.diagnose(ld.profile(log("集装箱")), minimum=1)
    assert (single.type_maps, single.overview.by_type(), "types" in single.tables()) == ({}, "", False)
