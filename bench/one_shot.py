"""Simod, as it finds a model by itself (one-shot), and Prosimos, which runs it: the peer of ``fidelity.py``.

Both live in an environment of their own and are called by their commands. Simod counts hours in UTC whatever a log says;
so that it sees the hours people keep, it is given local times as if they were UTC, and what Prosimos writes is read so.
What Simod found is kept under the log's SHA-256, as it takes minutes, and so is what Prosimos made of it, which has no seed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import polars as pl

from liandong.eventlog import EventLog
from measure import CACHE, ONE_THREAD, environment

#: How long Simod may take for one log, seconds of the clock.
AT_MOST = 3_600
#: Times as they are told to both, and read from Prosimos.
FORMAT = "%Y-%m-%dT%H:%M:%S%.6f+00:00"


def found_by_simod(first: EventLog) -> Path | None:
    """The folder with the model that Simod finds in a log, or None where it found none in its time."""
    told = _told(first)
    folder = CACHE / "one-shot" / sha256(told).hexdigest()[:16]
    if not (folder / "seconds").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / "log.csv").write_bytes(told)
        began = time.monotonic()
        one_shot = ["-m", "simod.cli", "--one-shot", "--event-log", "log.csv", "--output", "out"]
        done = _run(folder, _python(), "-W", "ignore", *one_shot)
        (folder / "seconds").write_text(f"{time.monotonic() - began:.0f} {done}\n")
    return folder if (folder / "out" / "best_result" / "log.json").exists() else None


def seconds_of(folder: Path) -> int:
    """How long Simod took, by the clock."""
    return int((folder / "seconds").read_text().split()[0])


def in_prosimos(folder: Path, cases: int, truth: pl.DataFrame) -> pl.DataFrame:
    """One run of a model that Simod found: so many cases from the first start of the true events on."""
    zone = truth.schema["start"].time_zone  # type: ignore[attr-defined]
    begin = (
        truth["start"]
        .dt.replace_time_zone("UTC", ambiguous="earliest")
        .min()
        .replace(minute=0, second=0, microsecond=0)
    )
    files = [f"--{kind}_path=out/best_result/log.{kind}" for kind in ("bpmn", "json")]
    run = f"run-{cases}-{begin:%Y%m%d%H}"
    outputs = [f"--log_out_path={run}.part", "--stat_out_path=figures.csv"]
    if not (folder / f"{run}.csv").exists():
        _run(
            folder,
            _python().with_name("prosimos"),
            "start-simulation",
            *files,
            *outputs,
            f"--total_cases={cases}",
            f"--starting_at={begin.isoformat()}",
        )
        (folder / f"{run}.part").rename(folder / f"{run}.csv")
    events = pl.read_csv(folder / f"{run}.csv", schema_overrides={"case_id": pl.String})
    times = [
        pl.col(name).str.to_datetime("%Y-%m-%d %H:%M:%S%.f%z", time_unit="us")
        for name in ("start_time", "end_time")
    ]
    return events.select("activity", *(local(time, zone) for time in times), case="case_id").rename(
        {"start_time": "start", "end_time": "end"}
    )


def local(instant: pl.Expr, zone: str) -> pl.Expr:
    """Clock times in UTC as those of a zone; an hour that summer time leaves out is the one after it."""
    here = instant.dt.replace_time_zone(None)
    read = here.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    later = (here + timedelta(hours=1)).dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    return pl.coalesce(read, later)


def _told(log: EventLog) -> bytes:
    """A log as Simod reads it: five columns, local times said to be UTC."""
    times = {
        f"{name}_time": pl.coalesce(name, "end").dt.convert_time_zone(str(log.timezone)).dt.strftime(FORMAT)
        for name in ("start", "end")
    }
    who = pl.col("resource").cast(pl.String).replace("", None).fill_null("nobody")
    frame = log.events.select(
        pl.col("case").cast(pl.String).alias("case_id"),
        pl.col("activity").cast(pl.String),
        who.alias("resource"),
        **times,
    )
    return frame.write_csv().encode()


def _python() -> Path:
    """The Python of Simod's environment."""
    return environment("simod", "simod==5.2.1", version="3.11")


def _run(folder: Path, *command: str | Path) -> str:
    """Runs a command on one core, its words kept in the folder; how it ended."""
    core = str(max(os.sched_getaffinity(0)))
    with (folder / "words.txt").open("a") as words:
        try:
            done = subprocess.run(
                ["taskset", "-c", core, *map(str, command)],
                cwd=folder,
                env={**os.environ, **ONE_THREAD},
                stdout=words,
                stderr=words,
                timeout=AT_MOST,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return "stopped"
    return f"ended with {done.returncode}"
