"""The mapping file."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.errors import FileMissing, SettingError
from liandong.eventlog.mapping import MEANINGS, Mapping


def test_a_saved_mapping_is_loaded_unchanged(tmp_path: Path) -> None:
    columns = {"case": '办件"编号"\n', "end": "时间\\"}
    mapping = Mapping(columns, "Asia/Shanghai", dayfirst=True, encoding="gb18030", separator="\t")
    assert Mapping.load(mapping.save(tmp_path / "map.toml")) == mapping


@given(st.dictionaries(st.sampled_from(MEANINGS), st.text(st.characters(codec="utf-8"))))
def test_any_heading_survives_toml(columns: dict[str, str]) -> None:
    assert tomllib.loads(Mapping(columns).to_toml())["columns"] == columns


def test_an_unknown_meaning_or_setting_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="kase"):
        Mapping({"kase": "x"})
    path = tmp_path / "map.toml"
    spoiled = ("timezone = 8\n", "columns = 3\n", "not toml", 'colums = "x"\n', "[columns]\ncase = 3\n")
    for text in spoiled:
        path.write_text(text)
        with pytest.raises(SettingError):
            Mapping.load(path)


def test_a_missing_mapping_file_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(FileMissing):
        Mapping.of(tmp_path / "none.toml")
