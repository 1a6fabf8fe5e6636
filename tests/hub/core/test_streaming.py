"""A file that is sent after the request was handled still knows who asked, and in which language."""

import pytest
from django.utils.translation import get_language, override
from django_scopes import get_scope, scope

from liandong.hub.core.tables import Column
from liandong.hub.core.views import table_response

pytestmark = pytest.mark.django_db

SEEN = Column("seen", "看到", value=lambda row: f"{get_scope().get('circle')} {get_language()}")


def test_lines_of_a_csv_are_made_in_the_scope_and_language_of_the_request():
    with scope(circle=[7]), override("en"):
        response = table_response([SEEN], [1, 2], "表", "csv")
    with scope(circle=[]):
        assert b"".join(response.streaming_content).decode() == "\ufeff看到\r\n[7] en\r\n[7] en\r\n"
        assert (get_scope()["circle"], get_language()) == ([], "zh-hans")


@pytest.mark.parametrize("rows", [[], [1]])
def test_a_csv_ends(rows):
    response = table_response([SEEN], rows, "表", "csv")
    assert len(list(response.streaming_content)) == 1 + len(rows)
