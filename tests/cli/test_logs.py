"""``liandong log``: what was understood, and other formats."""

import json

import polars as pl
import pytest

import liandong as ld


def test_a_check_tells_columns_assumptions_and_rejected_rows(said, exports):
    with (exports / "a.csv").open("a", encoding="utf-8") as file:
        file.write("3,申报,昨天,王\n")
    text = said("log", "check", exports / "a.csv")
    assert "办件编号  →  案件编号" in text
    assert "假定：时间不带时区，按 Asia/Shanghai 读取" in text
    assert "采用 5 个事件，1 行未采用。" in text
    assert "[未采用] 第 7 行 办结时间='昨天'：时间无法识别" in text
    english = said("log", "check", exports / "a.csv", "--lang", "en")
    assert "Format: csv encoding 'utf-8', separator ','" in english
    assert "5 events used, 1 rows rejected." in english
    assert "[rejected] row 7 办结时间='昨天': the time cannot be read" in english
    assert "：" not in english
    assert "Assumed: Times carry no zone; read in Asia/Shanghai" in english


def test_a_check_as_json_holds_the_same(said, exports):
    found = json.loads(said("log", "check", exports / "a.csv", "--json"))
    assert (found["events"], found["rejected_rows"], found["format"]) == (5, 0, "csv")
    assert {c["heading"]: c["meaning"] for c in found["columns"]} == {
        "办件编号": "case",
        "环节": "activity",
        "办结时间": "end",
        "经办人": "resource",
    }


def test_a_saved_mapping_reads_the_same_file_the_same_way(said, exports):
    mapping = exports / "map.toml"
    said("log", "check", exports / "a.csv", "--save-mapping", mapping)
    found = json.loads(said("profile", exports / "a.csv", "--mapping", mapping, "--summary"))
    assert found == json.loads(said("profile", exports / "a.csv", "--summary"))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_all_problems_are_written_to_a_table(said, exports, kind):
    with (exports / "a.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"{k},申报,2024-05-08 09:00:00,王\n" for k in range(100))
        file.writelines(f"{k},申报,昨天,王\n" for k in range(30))
    out = exports / f"problems.{kind}"
    assert "还有 10 条" in said("log", "check", exports / "a.csv", "--problems", out)
    rows = pl.read_csv(out) if kind == "csv" else pl.read_excel(out)
    assert rows.select("row", "value", "reason").rows() == [
        (k + 107, "昨天", "time_unreadable") for k in range(30)
    ]


@pytest.mark.parametrize("kind", ["parquet", "csv", "xlsx", "xes", "xes.gz", "jsonocel", "xmlocel", "sqlite"])
def test_a_log_is_converted_and_still_counts_the_same(said, exports, kind):
    out = exports / f"out.{kind}"
    assert said("log", "convert", exports / "a.csv", out, "--zone", "青岛") == f"已写入 {out}\n"
    assert ld.profile(out, zone="青岛") == ld.profile(exports / "a.csv", zone="青岛")


def test_replaced_characters_are_told_beside_the_result(run, exports):
    path, out = exports / "c.csv", exports / "c.xlsx"
    path.write_text("case,activity,time\n1,a\x01b,2024-05-06\n", "utf-8")
    result = run("log", "convert", path, out)
    assert (result.stdout, result.stderr) == (
        f"已写入 {out}\n",
        "有 1 个控制字符不能写入 .xlsx，已换成 \ufffd（U+FFFD）\n",
    )
    assert ld.read_log(out).events["activity"].to_list() == ["a\ufffdb"]


def test_objects_are_converted_with_their_relations(said, shared, tmp_path):
    source, out = shared / "ocel" / "ocel20_example.jsonocel", tmp_path / "out.sqlite"
    said("log", "convert", source, out)
    before, after = ld.read_ocel(source), ld.read_ocel(out)
    assert (
        (after.events.height, after.objects.height)
        == (before.events.height, before.objects.height)
        == (13, 9)
    )
