"""The workbook gives back what was put in; the page and the deck say what the dossier says."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from polars.testing import assert_frame_equal
from pptx import Presentation

from liandong.errors import FileDamaged, SettingError
from liandong.report.office import (
    dossier,
    dossier_page,
    dossier_slides,
    dossier_workbook,
    read_tables,
    write_dossier,
)


@pytest.fixture
def book(made, tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(dossier_workbook(made))
    return path


def test_a_workbook_is_read_back_unchanged(made, book):
    back = read_tables(book)
    assert list(back) == list(made.frames)
    for name, frame in made.frames.items():
        assert_frame_equal(back[name], frame)


def test_a_cell_that_cannot_be_used_is_told_by_sheet_and_row(book):
    edited = load_workbook(book)
    edited["成效 effect"]["D3"] = "很快"
    edited.save(book)
    with pytest.raises(FileDamaged, match="成效 effect 3: '很快'"):
        read_tables(book)


def test_a_workbook_of_something_else_is_refused(book):
    edited = load_workbook(book)
    del edited["columns"]
    edited.save(book)
    with pytest.raises(FileDamaged, match="no workbook of a dossier"):
        read_tables(book)


def test_every_form_is_the_same_bytes_again(made, made_en, innovation):
    again = dossier(innovation)
    assert dossier_workbook(made) == dossier_workbook(again)
    assert dossier_slides(made) == dossier_slides(again)
    assert dossier_page([made, made_en], lang="zh", file_name="a") == dossier_page(
        [again, made_en], lang="zh", file_name="a"
    )


def test_the_page_has_both_languages_and_the_warning(made, made_en):
    page = dossier_page([made, made_en], lang="zh", file_name="a")
    for words in (made.title, made_en.title, "模拟数据", "大于测算", "缩短 1.97 天（16%）", "<svg"):
        assert words in page


def test_slides_tell_one_idea_each_and_every_one_says_simulated(made):
    deck = Presentation(BytesIO(dossier_slides(made)))
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides if slide.shapes.title is not None]
    assert titles == [
        "流程怎么变：取消 1 个环节，新增 1 个环节",
        "平均用时缩短 2 天（17%）",
        "材料怎么说，数据怎么算：分开列",
        "压力测试：通过",
        "怎样复制：依据、条件、可调参数",
        "联系",
    ]
    for slide in deck.slides:
        texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        assert "模拟数据" in texts
        for shape in slide.shapes:
            assert 0 <= shape.left <= shape.left + shape.width <= deck.slide_width
            assert 0 <= shape.top <= shape.top + shape.height <= deck.slide_height


def test_another_kind_of_file_is_refused(made, tmp_path):
    with pytest.raises(SettingError, match=r"\.docx, \.html, \.pptx, \.xlsx"):
        write_dossier([made], tmp_path / "a.odt")
