"""A register of tests fixed before they ran: one line each, in a file beside the test.

We only ever add to it, but it is a file: whoever can write there can change it. What proves a registration is a copy that
somebody else keeps, such as a commit, the hub's audit chain, or the proposal the fingerprint was sent in with.
"""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path

from liandong.errors import FileDamaged, OutputError, SettingError
from liandong.files import lock, refused
from liandong.stress.plan import StressTest
from liandong.stress.verdict import Registration

SUFFIX = ".registered.jsonl"


def register(test: StressTest, path: str | os.PathLike[str], at: datetime) -> Registration:
    """Fixes the test in the register beside its file; one that stands there already keeps its first time.

    What can be known to be wrong without running is refused first, so that nothing is registered that never runs. The
    line is on the disk before this returns. Raises StressTestDamaged, SettingError for a time without zone, FileDamaged
    for a register that cannot be read, OutputError where it cannot be written.
    """
    test.models  # noqa: B018  # made now, so that what cannot be run is told now
    if at.tzinfo is None:
        raise SettingError(
            setting="at", value=at.isoformat(), reason=("时间须带时区", "a time carries its zone")
        )
    place = Path(path).with_name(Path(path).name + SUFFIX)
    try:
        with place.open("a+", encoding="utf-8", newline="\n") as file:
            lock(file.fileno(), wait=True)
            file.seek(0)
            lines = _lines(file.read(), place)
            if all(line["sha256"] != test.sha256 for line in lines):
                criteria = [it.title("zh") for it in test.criteria]
                lines.append({"sha256": test.sha256, "made_at": at.isoformat(), "criteria": criteria})
                file.write(json.dumps(lines[-1], ensure_ascii=False) + "\n")
                file.flush()
                os.fsync(file.fileno())
    except OSError as error:
        raise OutputError(path=place, reason=refused(error)) from error
    mine = next(line for line in lines if line["sha256"] == test.sha256)
    others = tuple(str(line["sha256"]) for line in lines if line["sha256"] != test.sha256)
    return Registration(test.sha256, datetime.fromisoformat(str(mine["made_at"])), others)


def _lines(text: str, place: Path) -> list[dict[str, object]]:
    try:
        lines = [json.loads(line) for line in text.splitlines()]
        for line in lines:
            datetime.fromisoformat(line["made_at"]), str(line["sha256"])
        return lines
    except (ValueError, TypeError, KeyError) as error:
        raise FileDamaged(
            path=place, reason=(f"登记簿有误：{error}", f"the register is damaged: {error}")
        ) from error
