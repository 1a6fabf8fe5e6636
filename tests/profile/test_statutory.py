"""Marks of prescribed time, as they stand in a TOML file."""

import pytest

import liandong as ld
from liandong.errors import FileDamaged, FileMissing, SettingError

GOOD = """
[[statutory]]
activity = "公告"
clause = "第三条"
document = "市监注发〔2021〕45号"
days = 20

[[statutory]]
source = "申报"
target = "放行"
clause = "第一条"
"""


def test_a_file_gives_its_marks_in_order(tmp_path):
    path = tmp_path / "marks.toml"
    path.write_text(GOOD, "utf-8")
    assert ld.read_marks(path) == (
        ld.Mark(source="申报", target="放行", clause="第一条"),
        ld.Mark(activity="公告", clause="第三条", document="市监注发〔2021〕45号", days=20),
    )


def test_a_file_without_marks_gives_none(tmp_path):
    path = tmp_path / "marks.toml"
    path.write_text("# 暂无\n", "utf-8")
    assert ld.read_marks(path) == ()


@pytest.mark.parametrize(
    "text",
    [
        '[[statutory]]\nactivity = "公告"',
        '[[statutory]]\nclause = "第三条"',
        '[[statutory]]\nsource = "申报"\nclause = "第三条"',
        '[[statutory]]\nactivity = "公告"\nsource = "a"\ntarget = "b"\nclause = "第三条"',
        '[[statutory]]\nactivity = "公告"\nclause = "第三条"\nlaw = "?"',
        '[[statutory]]\nactivity = 7\nclause = "第三条"',
        '[[statutory]]\nactivity = "公告"\nclause = "第三条"\ndays = "twenty"',
        '[[statutory]]\nactivity = "公告"\nclause = "第三条"\ndays = -1',
        'statutory = ["公告"]',
        'statutory = "公告"',
        '[statutory]\nactivity = "公告"\nclause = "第三条"',
    ],
)
def test_a_mark_that_cannot_be_understood_is_refused(tmp_path, text):
    path = tmp_path / "marks.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(SettingError) as caught:
        ld.read_marks(path)
    assert caught.value.values["setting"].startswith("statutory")


@pytest.mark.parametrize("content", [b"[[statutory", b"\xff\xfe\x00", b"a = "])
def test_a_file_that_is_no_toml_is_refused(tmp_path, content):
    path = tmp_path / "marks.toml"
    path.write_bytes(content)
    with pytest.raises(FileDamaged):
        ld.read_marks(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileMissing) as caught:
        ld.read_marks(tmp_path / "no.toml")
    assert caught.value.values == {"path": tmp_path / "no.toml"}
