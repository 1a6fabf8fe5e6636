import re
from xml.etree import ElementTree as ET

import polars as pl

from liandong.diagnosis import Diagnosis
from liandong.diagnosis.words import Clock
from liandong.report.map.drawing import svg
from liandong.report.map.model import Map


def read(diagnosis: Diagnosis, zone: str = "") -> Map:
    found = diagnosis.maps[zone]
    return Map.from_frames(found.nodes, found.edges, found.clock)


def test_the_map_holds_what_the_diagnosis_found(diagnosis: Diagnosis) -> None:
    shown = read(diagnosis)
    assert list(shown.nodes) == sorted(["▶", "■", "申报", "受理", "查验", "公告", "放行"])
    assert shown.steps["申报", "受理"].n == 160
    assert shown.steps["查验", "查验"].n == 32
    assert shown.steps["查验", "公告"].crosses_party


def test_the_drawing_is_well_formed_and_names_every_activity(diagnosis: Diagnosis) -> None:
    shown = read(diagnosis)
    level = shown.levels[-1]
    drawing = ET.fromstring(svg(shown, level, shown.scales()))
    names = ["".join(it.itertext()) for it in drawing.iter("text") if it.get("class") == "name"]
    assert [name for name in names if "开始" not in name and "结束" not in name] == sorted(
        ["申报", "受理", "查验", "公告", "放行"]
    )


def test_statutory_steps_and_those_between_parties_are_marked(diagnosis: Diagnosis) -> None:
    shown = read(diagnosis)
    level = shown.levels[-1]
    drawn = svg(shown, level, shown.scales())
    assert re.search(r'<g class="e statutory [^"]*cross"', drawn)
    assert 'class="party"' in drawn


def test_five_thousand_steps_between_four_hundred_activities_do_not_hang() -> None:
    names = [f"环节{n}" for n in range(400)]
    edges = [(names[n], names[(n + k * k) % 400], 1 + n % 17) for n in range(400) for k in range(1, 13)]
    edges += [("▶", names[0], 50), (names[399], "■", 50)]
    columns = {
        "median_seconds": 60.0,
        "p90_seconds": 90.0,
        "mean_seconds": 70.0,
        "share": 0.001,
        "kind": "elapsed",
    }
    frame = pl.DataFrame(edges, schema=["source", "target", "n"], orient="row").with_columns(
        **{name: pl.lit(value) for name, value in columns.items()}, crosses_party=pl.lit(value=False)
    )
    nodes = pl.DataFrame({"activity": [*names, "▶", "■"], "n": [100] * 402}).with_columns(
        **{name: pl.lit(value) for name, value in columns.items()}
    )
    shown = Map.from_frames(nodes, frame, Clock())
    for level in shown.levels:
        assert len(svg(shown, level, shown.scales())) < 400_000
