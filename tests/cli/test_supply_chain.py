"""Supply-chain events on the command line: recognised, converted, their problems told."""

import json
from pathlib import Path

import pytest

import liandong as ld

DOCUMENTS = Path(__file__).parents[1] / "eventlog" / "documents"


@pytest.mark.parametrize("suffix", ["jsonocel", "xmlocel", "sqlite"])
@pytest.mark.parametrize("name", ["qingdao_import.epcis.jsonld", "qingdao_export.dcsa2.json"])
def test_a_document_becomes_an_object_log(said, tmp_path, name, suffix):
    target = tmp_path / f"out.{suffix}"
    text = said("log", "convert", DOCUMENTS / name, target)
    assert f"已写入 {target}" in text
    before, after = ld.read_ocel(DOCUMENTS / name), ld.read_ocel(target)
    assert sorted(after.objects.rows()) == sorted(before.objects.rows())
    assert sorted(after.relations.rows()) == sorted(before.relations.rows())
    assert sorted(after.object_relations.rows()) == sorted(before.object_relations.rows())
    columns = before.events.columns
    assert sorted(map(str, after.events.select(columns).rows())) == sorted(map(str, before.events.rows()))


def test_what_was_left_out_is_told(run, tmp_path):
    source = DOCUMENTS / "qingdao_export.dcsa2.json"
    text = run("log", "convert", source, tmp_path / "out.jsonocel").stderr
    assert "1 处问题，1 行（事件）未采用" in text
    assert "[未采用] 第 4 行 eventClassifierCode='EST'：计划或预计，尚未发生（不计）" in text
    english = run("log", "convert", source, tmp_path / "out.jsonocel", "--lang", "en", "--names", "en").stderr
    assert "[rejected] row 4 eventClassifierCode='EST': planned or estimated" in english
    assert "gated in laden" in ld.read_ocel(tmp_path / "out.jsonocel").events["activity"]


def test_a_check_names_format_and_types(said):
    found = json.loads(said("log", "check", DOCUMENTS / "qingdao_import.epcis.jsonld", "--json"))
    assert (found["format"], found["rejected_rows"]) == ("epcis", 2)
    assert found["facts"] == {
        "objects": "10",
        "object types": "单品、持有方、物流单元、批次、提单、资产、集装箱".replace("、", ", "),
    }


def test_ones_own_vocabulary_is_used(said, tmp_path):
    own = tmp_path / "own.toml"
    own.write_text('[epcis.step]\ninspecting = "海关查验"\n', "utf-8")
    said(
        "log",
        "convert",
        DOCUMENTS / "qingdao_import.epcis.jsonld",
        tmp_path / "o.sqlite",
        "--vocabulary",
        own,
    )
    assert "海关查验" in ld.read_ocel(tmp_path / "o.sqlite").events["activity"]
