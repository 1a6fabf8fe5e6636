"""Of a field that was shown, is there now and comes back, one value holds."""

import pytest
from django import forms
from django.utils.datastructures import MultiValueDict

from liandong.hub.core.meanwhile import Holds, held, lines, mark, marks, told, untouched, words


@pytest.mark.parametrize(
    ("now", "sent", "whose"),
    [
        (["a"], ["a"], Holds.SENT),
        (["a"], ["b"], Holds.SENT),
        (["b"], ["a"], Holds.NOW),
        (["b"], ["b"], Holds.SENT),
        (["b"], ["c"], Holds.UNDECIDED),
        ([], ["a"], Holds.NOW),
        (["b"], [], Holds.UNDECIDED),
    ],
)
def test_who_did_not_touch_a_field_did_not_mean_to_set_it(now, sent, whose):
    assert held(mark(["a"]), now, sent) is whose


def test_the_ends_of_lines_are_the_browsers_own():
    assert mark(["一\r\n二"]) == mark(["一\n二"])


def test_marks_that_are_nonsense_are_none():
    assert [marks(text) for text in ("", "{", "[1]", '{"name": "1"}')] == [{}, {}, {}, {"name": "1"}]


KINDS = [("1", "一"), ("2", "二")]


@pytest.mark.parametrize(
    ("field", "value", "sent", "said"),
    [
        (forms.CharField(), "青岛", ["青岛"], "青岛"),
        (forms.CharField(), None, [], ""),
        (forms.IntegerField(), 0, ["0"], "0"),
        (forms.BooleanField(), True, ["True"], "是"),
        (forms.BooleanField(), False, [], "否"),
        (forms.ChoiceField(choices=KINDS), "2", ["2"], "二"),
        (forms.MultipleChoiceField(choices=KINDS), ["2", "1"], ["1", "2"], "一、二"),
    ],
)
def test_a_field_left_alone_comes_back_as_it_was_shown(field, value, sent, said):
    data = MultiValueDict({"it": sent} if sent else {})
    back = field.widget.value_from_datadict(data, {}, "it")
    assert (untouched(field, value), words(back), told(field, sent)) == (sent, sent, said)


def test_rows_are_told_one_a_line():
    assert lines([{"a": "海关法", "b": ""}, {"a": "国函", "b": "第三条"}]) == "海关法；\n国函 · 第三条"
