"""Every engine on the same logs: whether the profiles are equal, and what each costs in CPU seconds.

The CPU of a server counts too: Spark's virtual machine, PostgreSQL's processes. A fresh PostgreSQL is started by
.ci/postgresql; engines whose packages or programs are missing are left out. Each engine is a fresh process.

    uv run python bench/engines.py --events 1000000
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from generate import generate
from measure import RESULTS

ROOT = Path(__file__).parents[1]
PERMITS = ROOT.parent / "shared" / "data" / "logs"
ENGINES = ("numba", "duckdb", "clickhouse", "postgresql", "spark")
TICK = os.sysconf("SC_CLK_TCK")


def tied(events: int) -> Path:
    """The generated log, in which one event of fifty has the time of the one before it in its case."""
    import polars as pl

    path = generate(events).with_name(f"zones-tied-{events}.parquet")
    if not path.exists():
        before = pl.col("time").shift(1).over("case").fill_null(pl.col("time"))
        is_tied = pl.int_range(pl.len()) * 7_919 % 50 == 0
        frame = pl.read_parquet(generate(events))
        frame.with_columns(time=pl.when(is_tied).then(before).otherwise("time")).write_parquet(path)
    return path


def family_seconds(*roots: int) -> float:
    """CPU seconds of these processes, of all that descend from them, and of those of them that have ended."""
    parents, seconds = {}, {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        pid = int(entry.parent.name)
        parents[pid], seconds[pid] = int(fields[1]), sum(map(int, fields[11:15])) / TICK
    return sum(seconds[pid] for pid in seconds if _descends(pid, roots, parents))


def _descends(pid: int, roots: tuple[int, ...], parents: dict[int, int]) -> bool:
    while pid in parents:
        if pid in roots:
            return True
        pid = parents[pid]
    return False


def count(engine: str, paths: list[str], server: int) -> Iterator[dict[str, object]]:
    """Counts of each log in this process, which is warmed beforehand; permit logs in working time too."""
    import liandong as ld

    for path in paths:
        log = ld.read_log(path, attributes=False)
        ld.profile(ld.EventLog(log.events.head(100)), engine=engine)
        for clock in ("clock", "working") if "bpic" in path else ("clock",):
            calendar = ld.Calendar.china() if clock == "working" else None
            cpu, wall = family_seconds(os.getpid(), server), time.perf_counter()
            found = ld.profile(log, engine=engine, calendar=calendar)
            wall, cpu = time.perf_counter() - wall, family_seconds(os.getpid(), server) - cpu
            told = {"log": f"{Path(path).name.split('.')[0]}, {clock} time", "events": log.events.height}
            yield told | {"sha256": found.sha256, "cpu": cpu, "wall": wall}


def measured(engine: str, paths: list[Path], environment: dict[str, str]) -> list[dict[str, object]]:
    """``count`` in a process of its own; all engines may use all cores."""
    command = [sys.executable, __file__, "--one", engine, *map(str, paths)]
    done = subprocess.run(command, stdout=subprocess.PIPE, env=environment, text=True, check=True)
    found = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    print(engine, *found, sep="\n", flush=True)
    return found


def compare(paths: list[Path], environment: dict[str, str], engines: list[str]) -> str:
    """The table of all engines on all logs. Profiles are equal when their fingerprints are: then no row differs."""
    lines = [
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {time.strftime('%Y-%m-%d')}; "
        "CPU s of client and server together, start-up and reading the file left out\n",
        f"| log | events | {' | '.join(engines)} | differing |",
        f"|---|--:|{'--:|' * len(engines)}--:|",
    ]
    for row in zip(*(measured(engine, paths, environment) for engine in engines), strict=True):
        differing = len({each["sha256"] for each in row}) - 1
        cells = [f"{each['cpu']:.1f}" for each in row]
        lines.append(f"| {row[0]['log']} | {row[0]['events']:,} | {' | '.join(cells)} | {differing} |")
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "engines.md").write_text("\n".join(lines) + "\n", "utf-8")
    return "\n".join(lines)


def present() -> list[str]:
    """The engines that can run here."""
    from importlib.util import find_spec

    lacking = set()
    if not find_spec("chdb"):
        lacking.add("clickhouse")
    if not (find_spec("pyspark") and shutil.which("java")):
        lacking.add("spark")
    if not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        lacking.add("postgresql")
    return [name for name in ENGINES if name not in lacking]


def main(events: int, engines: list[str]) -> None:
    """Starts PostgreSQL, measures, ends it."""
    start, folder = ROOT / ".ci" / "postgresql", tempfile.mkdtemp(prefix="liandong-bench-")
    environment = dict(os.environ)
    try:
        if "postgresql" in engines:
            address = subprocess.run(
                [start, folder], stdout=subprocess.PIPE, text=True, check=True
            ).stdout.strip()
            host, port = address.rpartition("@")[2].partition("/")[0].split(":")
            environment |= {"PGHOST": host, "PGPORT": port, "PGUSER": "liandong", "PGDATABASE": "liandong"}
            environment["SERVER"] = Path(folder, "data", "postmaster.pid").read_text().split()[0]
        permits = [path for k in (1, 2, 3) if (path := PERMITS / f"bpic15_{k}.xes.gz").exists()]
        print(compare([tied(events), *permits], environment, engines))
    finally:
        if "postgresql" in engines:
            subprocess.run([start, folder, "stop"], check=False)
        shutil.rmtree(folder)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--engines", nargs="*", choices=ENGINES)
    parser.add_argument("--one", nargs="+", metavar=("ENGINE", "FILE"))
    given = parser.parse_args()
    if given.one:
        engine, *files = given.one
        for row in count(engine, files, server=int(os.environ.get("SERVER", "0"))):
            print(json.dumps(row), flush=True)
    else:
        main(given.events, given.engines or present())
