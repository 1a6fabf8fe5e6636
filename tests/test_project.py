"""The files around the code say the same as the code."""

import re
import tomllib
from pathlib import Path

import liandong

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PINS = (ROOT / "requirements.txt").read_text("utf-8")


def names(requirements):
    return {re.match(r"[\w.-]+", line)[0].lower().replace("_", "-") for line in requirements}


def test_the_pins_name_no_address_and_no_path_of_a_machine():
    assert re.findall(r"(?m)^.*(?:://|--index|--find-links|file:| @ |^-e|^\.|/home|/work).*$", PINS) == []


def test_every_dependency_is_pinned_with_a_hash():
    groups = PROJECT["dependency-groups"].values()
    wanted = names([*PROJECT["project"]["dependencies"], *(name for group in groups for name in group)])
    pinned = re.findall(r"(?m)^([\w.-]+)==\S+(?: ; [^\\]*)? \\\n    --hash=sha256:", PINS)
    assert wanted - set(pinned) == set()


def test_every_make_target_has_one_line_of_help():
    targets = re.findall(r"(?m)^([a-z][a-z-]*):(.*)$", (ROOT / "Makefile").read_text("utf-8"))
    assert [name for name, rest in targets if "## " not in rest] == []
    assert {name for name, _ in targets} >= {"setup", "check", "test", "test-all", "bench", "docs", "demo"}


def test_shipped_data_is_credited():
    notice = (ROOT / "NOTICE").read_text("utf-8")
    data = ROOT / "src" / "liandong" / "data"
    shipped = [p.relative_to(ROOT).as_posix() for p in data.rglob("*") if p.is_file()]
    texts = (".md", ".txt", ".py", ".pyc")
    assert [path for path in shipped if not path.endswith(texts) and path not in notice] == []


def test_public_names_are_sorted_and_there():
    assert liandong.__all__ == sorted(liandong.__all__)
    assert [name for name in liandong.__all__ if not hasattr(liandong, name)] == []
