"""The logs that ship are worked out beside the making of tables, and only where that is wanted."""

import pytest
from django.db import connection

from liandong import shipped
from liandong.hub.bottlenecks.domain import files
from liandong.hub.bottlenecks.domain.shipped import here
from liandong.hub.operate.beside import counting


@pytest.mark.parametrize("is_wanted", [True, False])
def test_nothing_is_begun_in_an_installation_that_is_there_or_without_a_demonstration(db, is_wanted):
    with counting(is_wanted=is_wanted) as work:
        assert work is here


def test_another_process_finds_what_this_one_finds(db, monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    job = shipped.jobs()[-1]
    monkeypatch.setattr(shipped, "jobs", lambda: [job])
    monkeypatch.setattr(connection.introspection, "table_names", list)
    with counting(is_wanted=True) as work:
        folder, results = work(job)
    expected_folder, expected = here(job)
    assert results.found.sentences("zh") == expected.found.sentences("zh")
    assert _bytes(folder) == _bytes(expected_folder)


def _bytes(folder):
    return {path.name: path.read_bytes() for path in files.place(folder).iterdir()}
