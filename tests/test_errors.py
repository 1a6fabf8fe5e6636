"""Every error says what happened, with which value, and what to do next, in two languages."""

import pickle
import re
import string

import pytest

import liandong.errors
from liandong.errors import InputError, LiandongError, OutputError


def tree(kind):
    return [kind, *(below for child in kind.__subclasses__() for below in tree(child))]


ERRORS = [kind for kind in tree(LiandongError) if kind.__module__ == "liandong.errors"]


def fields(template):
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("kind", ERRORS)
def test_both_languages_name_the_same_values(kind):
    assert fields(kind.__doc__) == fields(kind.zh) != set()
    assert kind.zh.endswith("。")
    assert kind.__doc__.strip().endswith(".")
    assert re.search("[\u4e00-\u9fff]", kind.zh)


@pytest.mark.parametrize("kind", ERRORS)
def test_an_error_has_its_own_chinese_text(kind):
    assert "zh" in vars(kind)


@pytest.mark.parametrize("kind", ERRORS)
def test_an_error_tells_its_values_and_survives_pickling(kind):
    values = {name: f"<{name}>" for name in fields(kind.zh)}
    error = kind(**values)
    for text in (error.text("zh"), error.text("en"), str(error)):
        assert [value for value in values.values() if value not in text] == []
        assert "\n" not in text
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), copy.values, str(copy)) == (kind, values, str(error))


def test_values_with_braces_are_told_as_they_are():
    error = OutputError(path="{a}", reason="{0} %s")
    assert str(error).startswith("Cannot write {a}: {0} %s.")


def test_a_value_in_words_is_told_in_the_language_of_the_message():
    error = pickle.loads(pickle.dumps(InputError(path="a.csv", reason=("没有行", "it has no rows"))))
    assert error.text("zh") == "无法读取 a.csv：没有行。"
    assert str(error) == error.text("en") == "Cannot read a.csv: it has no rows."


def test_the_tree_is_drawn_as_it_is():
    drawn = re.findall(r"[├└]── (\w+)|^    (\w+Error)$", liandong.errors.__doc__, re.MULTILINE)
    assert sorted(name or root for name, root in drawn) == sorted(kind.__name__ for kind in ERRORS)


def test_one_clause_catches_everything_ours():
    with pytest.raises(LiandongError):
        raise InputError(path="a.csv", reason="?")
