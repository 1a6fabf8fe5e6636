"""Simulators on one model in one run: activity instances per CPU second on one core, and memory.

    uv run python bench/simulation.py [--cases 200000] [--many 10000000]

SimPy and Prosimos run in an environment of their own, on fewer cases: what they cost grows with the cases. Of ours there
are two more rows, of many cases that all come in ten years: what the profile of a million takes, that of ten does.
Memory is the peak that the process says of itself, and how much of it was its own at most: the rest are pages of files,
of libraries above all, that the system may take back at any time and shares between processes.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryFile

from measure import BENCH, ONE_THREAD, RESULTS, environment

#: The years in which many cases come.
YEARS = 10
#: How many of our cases a contender is given one of.
FEWER = {"liandong": 1, "liandong-profile": 1, "simpy": 40, "prosimos": 400}


def cost(name: str, *numbers: int) -> dict[str, float]:
    """What one simulator says of itself."""
    python = (
        Path(sys.executable)
        if name.startswith("liandong")
        else environment("simulators", "prosimos", "simpy")
    )
    core = str(max(os.sched_getaffinity(0)))
    command = ["taskset", "-c", core, str(python), str(BENCH / "customs.py"), name]
    with TemporaryFile("w+") as output:
        process = subprocess.Popen(
            [*command, *map(str, numbers)], stdout=output, env={**os.environ, **ONE_THREAD}
        )
        own = most_own(process)
        if process.returncode:
            raise SystemExit(f"{name} failed with status {process.returncode}")
        output.seek(0)
        found: dict[str, float] = json.loads(output.read().splitlines()[-1])
    return found | {"own_megabytes": own}


def most_own(process: subprocess.Popen[bytes]) -> float:
    """The most memory, in megabytes, that the process held apart from pages of files; looked at until it ends."""
    most = 0
    while process.poll() is None:
        status = Path(f"/proc/{process.pid}/status").read_text()
        most = max([most, *(int(line.split()[1]) for line in status.splitlines() if "RssAnon" in line)])
        time.sleep(0.05)
    return most / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=200_000)
    parser.add_argument("--many", type=int, default=10_000_000)
    chosen = parser.parse_args()
    rows = {name: cost(name, chosen.cases // part) for name, part in FEWER.items()}
    for many in (chosen.many // 10, chosen.many):
        rows[f"liandong-profile, {many:,} cases"] = cost("liandong-profile", many, YEARS)
    speed = {name: row["activities"] / row["cpu_seconds"] for name, row in rows.items()}
    lines = [
        "| | activities | per CPU s | wait s | lead s | MB | of which own | liandong is × |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, row in rows.items():
        times = f"{row['wait']:.0f} | {row['lead']:.0f}" if row["lead"] else "— | —"
        ratio = speed["liandong"] / speed[name]
        memory = f"{row['peak_megabytes']:.0f} | {row['own_megabytes']:.0f}"
        lines.append(
            f"| {name} | {row['activities']:,.0f} | {speed[name]:,.0f} | {times} | {memory} | {ratio:.1f} |"
        )
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "simulation.md").write_text("\n".join(lines) + "\n")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
