from pathlib import Path

import pytest

from liandong.diagnosis import Diagnosis
from liandong.errors import OutputError, SettingError
from liandong.report import write_report, write_workbook


def test_both_files_are_the_same_on_every_run(diagnosis: Diagnosis, tmp_path: Path) -> None:
    written = []
    for run in ("a", "b"):
        (tmp_path / run).mkdir()
        write_report(diagnosis, tmp_path / run / "report.html")
        write_workbook(diagnosis, tmp_path / run / "report.xlsx")
        written.append([path.read_bytes() for path in sorted((tmp_path / run).iterdir())])
    assert written[0] == written[1]
    assert [len(written[0]), written[0][0][:15], written[0][1][:2]] == [2, b"<!doctype html>", b"PK"]


def test_a_place_that_cannot_be_written_to_is_an_error_that_leaves_nothing(
    diagnosis: Diagnosis, tmp_path: Path
) -> None:
    for write in (write_report, write_workbook):
        with pytest.raises(OutputError):
            write(diagnosis, tmp_path / "missing" / "report")
        with pytest.raises(OutputError):
            write(diagnosis, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_language_is_refused(diagnosis: Diagnosis, tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="fr"):
        write_report(diagnosis, tmp_path / "report.html", lang="fr")
