import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import liandong.diagnosis as room
from liandong.diagnosis import Diagnosis, diagnose
from liandong.errors import SettingError
from liandong.eventlog import EventLog, read_log
from liandong.profile import Profile, profile

PLAIN = {pl.String, pl.Float64, pl.Int64, pl.Date, pl.Boolean}
TABLES = {
    "backlog", "backlog_days", "batching", "bottleneck_edges", "bottlenecks", "drift", "drift_changes", "edges",
    "handovers", "peaks", "rework", "steps", "trs_breakdowns", "trs_cases", "trs_changes", "trs_parties",
    "trs_segments", "zones",
}  # fmt: skip


def told(found: Diagnosis) -> str:
    """Everything a diagnosis can say, to see that it can."""
    study = found.trs
    texts = [
        part(lang)
        for lang in ("zh", "en")
        for part in (found.sentences, study.scope, study.exclusions, study.outlier_rule, study.against_before)
    ]
    return json.dumps([texts, found.to_dict()], ensure_ascii=False, allow_nan=False)


def test_an_empty_profile_has_an_empty_diagnosis() -> None:
    found = diagnose(Profile())
    assert found.sentences("zh") == ["没有办件。"]
    assert set(found.tables()) == TABLES
    assert told(found)


def test_one_event_is_enough(counted: Callable[..., Profile]) -> None:
    found = diagnose(counted("青岛", {"c": "申报 0"}))
    assert found.overview.cases == 1
    assert (found.bottlenecks, found.comparison) == ((), None)
    assert told(found)


def test_tables_hold_plain_columns_under_stable_names(repeated: Callable[..., Profile]) -> None:
    found = diagnose(repeated("青岛", [72.0, 30.0]) + repeated("日照", [24.0]))
    tables = found.tables()
    assert set(tables) == TABLES | {"comparison", "overlap"}
    assert {dtype for frame in tables.values() for dtype in frame.dtypes} <= PLAIN
    empty = diagnose(Profile()).tables()
    assert {name: empty[name].schema for name in empty} == {name: tables[name].schema for name in empty}


def test_the_summary_opens_with_the_overview_and_the_bottlenecks(repeated: Callable[..., Profile]) -> None:
    found = diagnose(repeated("青岛", [72.0]) + repeated("日照", [24.0]))
    sentences = found.sentences("zh")
    assert sentences[0] == found.overview.sentence("zh")
    assert sentences[2] == str(found.bottlenecks[0])
    assert found.comparison is not None
    assert found.comparison.sentence("zh") in sentences


def test_where_nothing_is_certain_the_summary_tells_the_first_and_says_so(
    repeated: Callable[..., Profile],
) -> None:
    unsure = repeated("青岛", [1.0, 900.0, 30.0]) + repeated("日照", [1.0, 700.0, 28.0])
    found = diagnose(unsure)
    assert not any(one.is_certain for one in found.bottlenecks)
    assert str(found.bottlenecks[0]) in found.sentences("zh")
    assert sum(one.sentence("zh") in found.sentences("zh") for one in found.bottlenecks) == 1


def test_simulated_data_says_so_first(repeated: Callable[..., Profile]) -> None:
    whole = repeated("青岛", [72.0])
    whole = replace(whole, sheet=replace(whole.sheet, simulated=True))
    assert diagnose(whole).sentences("zh")[0].startswith("（模拟数据）")
    assert diagnose(whole).sentences("en")[0].startswith("(Simulated data)")


def test_a_minimum_below_one_is_refused() -> None:
    with pytest.raises(SettingError, match="1 or a larger whole number"):
        diagnose(Profile(), minimum=0)


def test_the_order_of_adding_zones_does_not_matter(repeated: Callable[..., Profile]) -> None:
    a, b, c = repeated("青岛", [72.0, 5.0]), repeated("日照", [24.0, 9.0]), repeated("临沂", [48.0])
    assert diagnose(a + b + c).to_dict() == diagnose(c + (b + a)).to_dict()


@given(
    cases=st.lists(
        st.lists(st.tuples(st.sampled_from("甲乙丙"), st.integers(0, 10**9)), min_size=1, max_size=6),
        min_size=1,
        max_size=12,
    ),
    zones=st.integers(1, 3),
)
@settings(max_examples=15)
def test_any_log_can_be_diagnosed_and_shares_add_up(cases: list[list[tuple[str, int]]], zones: int) -> None:
    seconds = pl.col("end").cast(pl.Datetime("ms", "UTC"))
    rows = [(f"c{i}", name, at, f"区{i % zones}") for i, case in enumerate(cases) for name, at in case]
    frame = pl.DataFrame(rows, schema=["case", "activity", "end", "zone"], orient="row").with_columns(seconds)
    found = diagnose(profile(EventLog.from_frame(frame)), minimum=1)
    assert told(found)
    whole = found.maps[""]
    if found.overview.mean_seconds:
        assert whole.edges["share"].sum() + whole.nodes["work_share"].sum() == pytest.approx(1)
        assert whole.nodes["share"].sum() == pytest.approx(1)
        assert found.trs.frame["share"].sum() == pytest.approx(1)


def test_every_name_of_the_room_is_exported() -> None:
    assert all(hasattr(room, name) for name in room.__all__)


def test_after_the_reform_of_bpic17_cases_take_longer_and_we_say_so(shared: Path) -> None:
    logs = {"改革前": "bpic17_w_predrift.csv.gz", "改革后": "bpic17_w_postdrift.csv.gz"}
    whole = sum(profile(read_log(shared / "logs" / name, zone=zone)) for zone, name in logs.items())
    assert isinstance(whole, Profile)
    found = diagnose(whole)
    assert found.bottlenecks[0].zone == "改革后"
    assert found.bottlenecks[0].is_certain
    assert found.comparison is not None
    assert found.comparison.sentence("zh").startswith("全程用时中位数最短的是改革前（8.8")
    means = dict(found.overview.frame.select("zone", "mean_seconds").iter_rows())
    assert means["改革前"] / 86_400 == pytest.approx(11.6038, abs=0.0001)
    assert means["改革后"] / 86_400 == pytest.approx(12.7366, abs=0.0001)
