"""A forecast is kept as it was made."""

import json
from datetime import UTC, datetime

import pytest

from liandong.effect import Figure, Forecast, Measure
from liandong.errors import FileDamaged, FileMissing, SettingError

MEDIAN = Figure(Measure("median"), -172_800.0, -259_200.0, -86_400.0)
SHARE = Figure(Measure("within", 432_000.0), 0.8, 0.7, 0.9, level=0.9, kind="level", zone="滕州")
MADE = Forecast((MEDIAN, SHARE), datetime(2024, 5, 6, tzinfo=UTC), {"b": "2", "a": "1"}, simulated=True)


def test_a_forecast_comes_back_from_its_file_as_it_was(tmp_path):
    MADE.save(tmp_path / "f.json")
    assert Forecast.load(tmp_path / "f.json") == MADE
    assert Forecast.load(tmp_path / "f.json").to_json() == (tmp_path / "f.json").read_text("utf-8")


def test_the_file_says_what_was_foreseen_in_plain_names():
    content = json.loads(MADE.to_json())
    assert content["format"] == "liandong.forecast/1"
    assert list(content["inputs"]) == ["a", "b"]
    assert content["figures"][1] == {
        "measure": "within-5d", "value": 0.8, "low": 0.7, "high": 0.9, "level": 0.9, "kind": "level", "zone": "滕州",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("format", "other/1"),
        ("made_at", "2024-05-06T00:00:00"),
        ("figures", [{"measure": "median"}]),
        (
            "figures",
            [{"measure": "mode", "value": 1, "low": 0, "high": 2, "level": 0.9, "kind": "level", "zone": ""}],
        ),
        (
            "figures",
            [{"measure": "mean", "value": 3, "low": 0, "high": 2, "level": 0.9, "kind": "level", "zone": ""}],
        ),
        ("inputs", None),
    ],
)
def test_a_file_that_is_not_a_forecast_is_told(field, value):
    content = json.loads(MADE.to_json()) | {field: value}
    with pytest.raises(FileDamaged):
        Forecast.from_json(json.dumps(content))


def test_a_missing_file_and_one_that_is_no_text_are_told(tmp_path):
    with pytest.raises(FileMissing):
        Forecast.load(tmp_path / "none.json")
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FileDamaged):
        Forecast.load(tmp_path / "bytes.json")
    with pytest.raises(FileDamaged):
        Forecast.from_json("[1]")


@pytest.mark.parametrize("changed", [{"level": 1.5}, {"kind": "guess"}, {"low": 0.0}])
def test_a_figure_that_cannot_be_is_refused(changed):
    values = {"value": -1.0, "low": -2.0, "high": 0.0} | changed
    with pytest.raises(SettingError):
        Figure(Measure("mean"), **values)


@pytest.mark.parametrize(
    "text", ["mean", "mean-net", "median", "p90", "p5", "within-5d", "within-36h", "within-90s"]
)
def test_a_measure_is_read_as_it_is_written(text):
    assert str(Measure.from_string(text)) == text


@pytest.mark.parametrize("text", ["", "median-net", "within-5", "p100x", "modal"])
def test_an_unknown_measure_is_refused(text):
    with pytest.raises(SettingError):
        Measure.from_string(text)
