"""``liandong dossier`` from an empty folder to every kind of file."""

import pytest


@pytest.fixture
def folder(run, tmp_path):
    assert run("bundle", "new", tmp_path / "mine").exit_code == 0
    return tmp_path / "mine"


def test_every_kind_of_file_is_written_and_typed_numbers_are_noted(run, folder, tmp_path):
    with (folder / "text" / "dossier.zh.md").open("a", encoding="utf-8") as file:
        file.write("\n缩短 3 天。\n")
    outs = [tmp_path / f"a.{kind}" for kind in ("docx", "xlsx", "html", "pptx")]
    result = run("dossier", folder, *(word for out in outs for word in ("-o", out)))
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [f"已写入 {out}" for out in outs]
    assert "的“3 天”是手工填写的" in result.stderr
    assert all(out.stat().st_size > 5_000 for out in outs)


def test_an_unknown_name_is_told_with_its_line_and_nothing_is_written(run, folder, tmp_path):
    (folder / "text" / "dossier.zh.md").write_text("# 甲\n\n{{effect.median.change}}\n", "utf-8")
    result = run("dossier", folder, "-o", tmp_path / "a.docx")
    assert result.exit_code == 1
    assert "第 3 行：没有名为 {{effect.median.change}} 的结果" in result.stderr
    assert not (tmp_path / "a.docx").exists()


def test_names_are_listed_with_their_values(said, folder):
    assert "{{innovation.version}}  0.1.0" in said("dossier", "names", folder)


def test_an_empty_dossier_can_be_written_at_once(said, run, folder, tmp_path):
    (folder / "text" / "dossier.zh.md").unlink()
    said("dossier", "new", folder / "text" / "dossier.zh.md")
    text = (folder / "text" / "dossier.zh.md").read_text("utf-8")
    assert [line for line in text.splitlines() if line.startswith("## ")] == [
        "## 背景", "## 主要做法", "## 实践效果", "## 复制推广", "## 下一步工作思路",
    ]  # fmt: skip
    assert run("dossier", "new", folder / "text" / "dossier.zh.md").exit_code == 1


def test_another_kind_of_file_is_refused_before_anything_is_read(run, tmp_path):
    result = run("dossier", "nowhere", "-o", tmp_path / "a.odt", language="en")
    assert result.exit_code == 1
    assert "use a name that ends in .docx, .html, .pptx, .xlsx" in result.stderr


def test_minutes_are_written_from_facts(said, tmp_path):
    facts = 'title = "联席会议"\nheld_on = 2026-11-20\nplace = "青岛"\nchair = "王"\nattendees = ["王"]\n'
    (tmp_path / "m.toml").write_text(facts, "utf-8")
    said("dossier", "minutes", tmp_path / "m.toml", "-o", tmp_path / "m.docx")
    assert (tmp_path / "m.docx").read_bytes()[:2] == b"PK"
