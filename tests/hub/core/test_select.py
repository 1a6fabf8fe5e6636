"""A choice that we draw ourselves reads as Django's own."""

import re

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting

from liandong.hub.core.forms import Renderer

GROUPED = [("", "—"), ("海关", [("a", "<甲>"), ("b", "乙 & 丙")]), (3, "三")]


@pytest.mark.parametrize("value", ["", "a", 3, None])
def test_a_select_is_drawn_as_django_draws_it(value):
    widget = forms.Select(attrs={"class": "form-select", "id": "x"}, choices=GROUPED)
    ours = widget.render("field", value, renderer=Renderer())
    theirs = widget.render("field", value, renderer=TemplatesSetting())
    assert ours == re.sub(r"\n\s*", "", theirs).replace("> <", "><")
