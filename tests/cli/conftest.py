"""The program, run in this process, and two small exports to run it on."""

import pytest
from click.testing import CliRunner

from liandong.cli import command_line

HEADING = "办件编号,环节,办结时间,经办人\n"
ROWS = (
    "1,申报,2024-05-06 09:00:00,王\n"
    "1,放行,2024-05-06 17:00:00,李\n"
    "2,申报,2024-05-07 09:00:00,王\n"
    "2,查验,2024-05-07 15:00:00,李\n"
    "2,放行,2024-05-09 09:00:00,李\n"
)


@pytest.fixture
def run():
    """Runs a command line; an error that is not told in a sentence fails the test that did not expect it."""

    def run_program(*words, language="zh"):
        result = CliRunner().invoke(command_line(language), [str(word) for word in words])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run_program


@pytest.fixture
def said(run):
    """What a command that succeeds prints."""

    def ask(*words, **options):
        result = run(*words, **options)
        assert result.exit_code == 0, result.stderr
        return result.stdout

    return ask


@pytest.fixture
def exports(tmp_path):
    """A folder with the exports of two zones."""
    (tmp_path / "a.csv").write_text(HEADING + ROWS, "utf-8")
    (tmp_path / "b.csv").write_text(HEADING + ROWS.replace("2024-05-09", "2024-05-20"), "utf-8")
    return tmp_path
