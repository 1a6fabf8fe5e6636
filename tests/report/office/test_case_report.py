"""A dossier: text filled from results, claimed and computed apart, simulated named as such."""

import pytest

from liandong.errors import DossierError, FileDamaged, FileMissing, ResultUnknown
from liandong.report.office import dossier, dossier_of
from liandong.report.office.blocks import Items, Paragraph, Run, Table
from liandong.report.office.case_report import members_of, unplaced
from liandong.report.office.filling import Flag


def changed(innovation, **files):
    return members_of(innovation) | {name.replace("__", "/"): text for name, text in files.items()}


def test_sections_are_those_of_the_text_with_results_filled_in(made):
    assert [section.title for section in made.sections] == ["背景", "主要做法", "实践效果", "复制推广"]
    assert made.sections[0].blocks == (
        Paragraph(
            (Run("进口铜精矿须等实验室检测结果出来才能放行。实施前用时中位数 12 天，\n企业的资金压在船上。"),)
        ),
        Items(((Run("检测排队长；"),), (Run("港口堆存费高。"),))),
    )
    assert made.sections[3].blocks == (Paragraph((Run("压力测试通过。承接片区可自定检测时限。"),)),)


def test_claimed_and_computed_are_columns_of_their_own(made):
    assert made.table("claims") == Table(
        "claims",
        "宣称与测算（测算为模拟数据）",
        ("事项", "宣称（材料）", "测算", "两者比较", "来源"),
        (
            (
                "通关时间",
                "约5-7 天",
                "−1.97 天，16%（−1.97 天 至 −1.97 天）",
                "大于测算",
                "《大众日报》2023-11-20",
            ),
            ("资金成本", "约1%", "—", "未测算，不能判断", "《大众日报》2023-11-20"),
            ("平均用时", "2 天", "−2 天，17%（−2 天 至 −2 天）", "在测算区间内", "某材料第3页"),
        ),
        (False,) * 5,
    )


def test_steps_before_and_after_stand_side_by_side(made):
    assert made.table("steps").rows == (
        ("1", "申报", "企业", "申报", "企业", ""),
        ("2", "取样", "海关", "取样", "海关", ""),
        ("3", "—", "", "附条件提离", "海关", "新增"),
        ("4", "检测", "技术中心", "检测", "技术中心", ""),
        ("5", "放行", "海关", "—", "", "取消"),
    )


def test_typed_numbers_are_flagged_with_their_line(made, innovation):
    lines = (innovation / "text" / "dossier.zh.md").read_text("utf-8").splitlines()
    assert made.flags == (Flag(1 + next(at for at, line in enumerate(lines) if "20 天" in line), "20 天"),)


def test_tables_that_the_text_does_not_place_are_in_the_annex(made):
    assert [table.name for table in unplaced(made)] == ["stress", "parameters", "basis", "capital"]


def test_simulated_evidence_makes_a_simulated_dossier(made, made_en):
    assert made.simulated
    assert made_en.simulated
    assert "模拟数据" in made.table("effect").caption
    assert "simulated" in made_en.table("effect").caption


def test_the_same_folder_gives_the_same_value(made, innovation):
    assert dossier(innovation) == made


def test_an_effect_that_was_written_as_json_is_quoted_alike(made, innovation, tmp_path):
    import json

    import liandong as ld

    before, after = (
        ld.Profile.load(innovation / "evidence" / f"{name}.profile") for name in ("before", "after")
    )
    found = ld.effect(before, after, adopted={"日照": "2023-01"}, measures=["mean", "median", "within-11d"])
    members = changed(
        innovation, **{"evidence__effect.json": json.dumps(found.to_dict(), default=str).encode()}
    )
    read = dossier_of({name: data for name, data in members.items() if ".profile" not in name}, lang="zh")
    assert (read.sections, read.tables) == (made.sections, made.tables)


def test_an_unknown_name_stops_the_writing(innovation):
    members = changed(innovation, **{"text__dossier.zh.md": "# 甲\n\n{{effect.p75.change}}".encode()})
    with pytest.raises(ResultUnknown, match=r"line 3: there is no result called \{\{effect.p75.change\}\}"):
        dossier_of(members, lang="zh")


def test_bad_files_are_told_by_name(innovation):
    with pytest.raises(DossierError, match=r"effect\.toml misure: it is not known"):
        dossier_of(changed(innovation, **{"evidence__effect.toml": b"misure = 1"}), lang="zh")
    with pytest.raises(DossierError, match=r"dossier\.toml signed_on: it must be a date"):
        dossier_of(changed(innovation, **{"text__dossier.toml": b"signed_on = 3"}), lang="zh")
    with pytest.raises(FileDamaged, match="not JSON written by `liandong stress`"):
        dossier_of(changed(innovation, **{"evidence__verdict.json": b"{}"}), lang="zh")
    with pytest.raises(FileMissing):
        dossier("nowhere")


def test_a_published_level_stands_beside_the_computed_one(innovation):
    rows = b"id,subject,value,unit,level,source\nF1,before,10,d,median.before,paper\nF2,none,5,d,p77.after,paper\n"
    files = {"evidence/claims.csv": rows, "text/dossier.zh.md": b"{{table.claims}}\n"}
    found = dossier_of(members_of(innovation) | files, lang="zh")
    assert [row[2:4] for row in found.table("claims").rows] == [
        ("12 天（实施前）", "并列供比较"),
        ("—", "未测算，不能判断"),
    ]
