import re
from datetime import date
from pathlib import Path

import polars as pl

import liandong
from liandong.diagnosis import Diagnosis
from liandong.diagnosis.words import Clock
from liandong.report.columns import HEADINGS, Column, columns
from liandong.report.titles import TITLES, sheet_name


def test_every_table_and_column_of_a_diagnosis_has_a_name_in_both_languages(diagnosis: Diagnosis) -> None:
    tables = diagnosis.tables()
    assert set(tables) <= set(TITLES)
    assert {column for frame in tables.values() for column in frame.columns} <= set(HEADINGS)


def test_no_heading_is_left_over(diagnosis: Diagnosis) -> None:
    made_here = {"low_seconds", "high_seconds"}
    diagnosed = {name for frame in diagnosis.tables().values() for name in frame.columns}
    # Effects, stress tests and object-centric logs have tables of their own, whose columns stand in their code by name.
    rooms = [Path(liandong.__file__).parent / name for name in ("effect", "stress")]
    written = [
        Path(liandong.__file__).parent / name
        for name in ("report/effect_tables.py", "diagnosis/companions.py")
    ]
    paths = [*written, *(path for room in rooms for path in sorted(room.glob("*.py")))]
    code = "".join(path.read_text("utf-8") for path in paths)
    left = {name for name in set(HEADINGS) - made_here - diagnosed if not re.search(rf"\b{name}\b", code)}
    assert left == set()


def test_values_are_written_by_the_kind_of_their_column() -> None:
    frame = pl.DataFrame(
        {"n": [1234], "mean_seconds": [5400.0], "share": [0.125], "ratio": [2.345], "zone": [""], "first": [date(2024, 5, 6)], "is_certain": [True]}
    )  # fmt: skip
    written = [column.write(frame[column.name][0], Clock()) for column in columns(frame)]
    assert written == [
        ("1,234", "1,234"), ("1.5 小时", "1.5 h"), ("12%", "12%"), ("2.35", "2.35"),
        ("全部", "All"), ("2024-05-06", "2024-05-06"), ("是", "yes"),
    ]  # fmt: skip


def test_names_from_the_log_are_never_translated() -> None:
    assert Column("activity", "text").write("working", Clock()) == ("working", "working")
    assert Column("kind", "text").write("working", Clock()) == ("办理", "working")


def test_what_is_missing_is_a_dash() -> None:
    assert Column("mean_seconds", "duration").write(None, Clock()) == ("—", "—")


def test_sheet_names_are_short_enough_and_all_different() -> None:
    names = [sheet_name(name) for name in TITLES]
    assert len(set(names)) == len(names)
    assert max(map(len, names)) <= 31
