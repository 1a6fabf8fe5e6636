"""``liandong stress`` registers, runs, and leaves its files."""

import json

import pytest
from click.testing import CliRunner
from tests.stress.conftest import folder, office_profile  # noqa: F401 the office of the stress tests

from liandong.cli import main


def stress(*arguments):
    return CliRunner().invoke(main, ["stress", *map(str, arguments)])


def test_the_verdict_is_told_and_written_in_every_kind_of_file(folder):  # noqa: F811
    outs = [folder / f"verdict.{kind}" for kind in ("html", "xlsx", "json")]
    options = [part for out in outs for part in ("-o", out)]
    result = stress(folder / "test.toml", *options, "--forecast", folder / "forecast.json", "--lang", "en")
    assert result.exit_code == 0, result.output
    assert "failed (simulated, 8 replications)" in result.stdout.splitlines()[0]
    assert [line for line in result.stdout.splitlines() if line.startswith("Written to")] == [
        f"Written to {out}" for out in (*outs, folder / "forecast.json")
    ]
    assert "模拟数据" in outs[0].read_text("utf-8")
    assert json.loads(outs[2].read_text("utf-8"))["outcome"] == "failed"
    assert json.loads((folder / "forecast.json").read_text("utf-8"))["simulated"]


def test_registering_alone_runs_nothing(folder):  # noqa: F811
    result = stress(folder / "test.toml", "--register-only")
    (line,) = (folder / "test.toml.registered.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["sha256"] in result.stdout
    assert len(result.stdout.splitlines()) == 1


@pytest.mark.parametrize("name", ["verdict.pdf", "verdict"])
def test_an_ending_that_is_not_known_is_told_before_anything_is_registered(folder, name):  # noqa: F811
    result = stress(folder / "test.toml", "-o", folder / name, "--lang", "en")
    assert result.exit_code == 1
    assert "use a name that ends in .html, .xlsx, .json" in result.stderr
    assert not (folder / "test.toml.registered.jsonl").exists()
