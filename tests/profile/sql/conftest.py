"""A log that has a bit of everything, for what takes too long to try with many."""

from datetime import timedelta

import pytest

from ..strategies import MONDAY, log_of  # noqa: TID252


@pytest.fixture(scope="session")
def mixed():
    """Two zones and two types of objects, times that tie, starts and people here and there, names that are traps."""
    rows = []
    names = ("申报", "▶", "■", "", " ", 'a"b;\n\t', "😀", "O'Neil \\", "Ä")
    for k in range(240):
        hours = (k * 37) % 91 // 3 * 3  # many events share a time, and rows are not in order of time
        rows.append(
            (
                f"c{k % 13}",
                names[(k * 5) % len(names)],
                timedelta(seconds=k * 577, microseconds=k) if k % 3 else None,
                MONDAY + timedelta(hours=hours * 40, microseconds=999_999 if k % 5 == 0 else 0),
                (None, "甲", "乙")[k % 3],
                (None, "窗口", "")[k % 7 % 3],
                (None, "局")[k % 2],
                ("青岛", "烟台")[k % 13 % 2],
                ("case", "集装箱")[k % 13 // 7],
            )
        )
    return log_of(rows)
