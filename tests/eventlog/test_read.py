"""Real logs against the reference figures, which pm4py computed."""

import json
from pathlib import Path

import polars as pl
import pytest

from liandong.errors import ColumnMissing, SettingError
from liandong.eventlog.read import read_log

LOGS = [
    "academic_credentials",
    "bpic15_1",
    "bpic15_2",
    "bpic15_3",
    "bpic17_w_postdrift",
    "bpic17_w_predrift",
    "bpic20_domestic_declarations",
    "coselog_receipt",
    "traffic_fines_10k",
]


@pytest.mark.parametrize("name", LOGS)
def test_the_log_agrees_with_the_reference(shared: Path, name: str) -> None:
    reference = json.loads((shared / "reference.json").read_text())["logs"][name]
    log = read_log(shared / reference["file"], timezone="UTC")
    if "Start/End" in (reference["note"] or ""):
        log = log.drop("Start", "End")
    events, counts = log.events, dict(log.events["activity"].value_counts().iter_rows())
    times = pl.concat([events["start"], events["end"]])
    found = {
        "n_events": events.height,
        "n_cases": events["case"].n_unique(),
        "n_activities": events["activity"].n_unique(),
        "interval": log.has_start,
        "first": str(times.min()),
        "last": str(times.max()),
        "activity_counts": {activity: counts[activity] for activity in reference["activity_counts"]},
    }
    assert found == {key: reference[key] for key in found}
    assert log.rejected_rows == 0


def test_resources_agree_where_the_reference_counts_them(shared: Path) -> None:
    log = read_log(shared / "logs" / "coselog_receipt.xes.gz", attributes=False)
    assert (log.events["resource"].n_unique(), log.events.width) == (48, 9)


def test_customs_declarations_have_no_activity_until_one_is_named(shared: Path) -> None:
    path = shared / "customs" / "kcs_import_declarations_train.csv.gz"
    with pytest.raises(ColumnMissing, match="activity"):
        read_log(path)
    log = read_log(path, mapping={"activity": "Process Type"})
    assert (log.events.height, log.rejected_rows) == (37385, 0)
    # HS6 is text: one in twenty begins with a zero.
    assert log.events["HS6 Code"].str.len_chars().unique().to_list() == [6]


def test_an_unknown_lifecycle_mode_or_zone_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("case,activity,time\n1,a,2024-05-06\n")
    with pytest.raises(SettingError, match="pair, complete, all"):
        read_log(tmp_path / "a.csv", lifecycle="both")
    with pytest.raises(SettingError, match="Mars"):
        read_log(tmp_path / "a.csv", timezone="Mars/Olympus")
