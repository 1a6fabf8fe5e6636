"""Thousands are set apart where a page asks for it, in both languages; ids, years and inputs are left as they are."""

import pytest
from django.template import Context, Template
from django.utils import translation

from liandong.hub.core.cells import DRAWN
from liandong.hub.core.tables import Column


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_numbers_are_grouped_where_asked_and_nowhere_else(language):
    page = Template(
        "{% load humanize %}{{ n|intcomma }} {{ n }} {{ y }} {{ d|floatformat:1|intcomma }} {{ d|floatformat:1 }}"
    )
    with translation.override(language):
        assert page.render(Context({"n": 1234567, "y": 2026, "d": 12345.67})) == (
            "1,234,567 1234567 2026 12,345.7 12345.7"
        )


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_column_of_numbers_is_grouped_and_one_of_text_is_not(language):
    with translation.override(language):
        drawn = [DRAWN[kind](Column("n", "n", kind), {"n": 20260101}) for kind in ("number", "text")]
    assert drawn == ["20,260,101", "20260101"]
