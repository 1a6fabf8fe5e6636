"""Findings and their reasons."""

import re
from pathlib import Path

import liandong.eventlog
from liandong.eventlog.problems import REASONS, describe


def test_reasons_are_sorted_and_told_in_both_languages() -> None:
    assert list(REASONS) == sorted(REASONS)
    assert describe("time_missing") == "没有时间"
    assert describe("time_missing", "en") == "no time"
    assert describe("unheard_of", "en") == "unheard_of"


def test_every_reason_is_used_and_every_used_reason_is_known() -> None:
    folder = Path(liandong.eventlog.__file__).parent
    rooms = [folder, folder.parent / "profile" / "increment"]
    text = "".join(
        path.read_text(encoding="utf-8")
        for room in rooms
        for path in room.glob("*.py")
        if path.name != "problems.py"
    )
    used = {reason for reason in REASONS if f'"{reason}"' in text}
    built = {f"{name}_missing" for name in re.findall(r'"(case|activity)"', text)}
    assert used | built == set(REASONS)
