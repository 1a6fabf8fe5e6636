"""Runs contenders one after the other, each pinned to its cores, and writes what they cost as a table."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

BENCH = Path(__file__).parent
RESULTS = BENCH / "results"
#: Peers live here, each in an environment of its own, and what they found.
CACHE = BENCH.parent / ".cache"

#: One thread for every library that counts them, and no progress bar for pm4py to pay for.
THREADS = ["OMP", "MKL", "OPENBLAS", "NUMBA", "POLARS", "ARROW_IO", "DUCKDB"]
ONE_THREAD = {
    "POLARS_MAX_THREADS": "1",
    "TQDM_DISABLE": "1",
    **{f"{name}_NUM_THREADS": "1" for name in THREADS},
}


@dataclass(frozen=True)
class Contender:
    """Who does what (a name of ``contenders.CONTENDERS``) with which file, on so many cores."""

    name: str
    work: str
    path: Path
    cores: int = 1


@dataclass(frozen=True)
class Result:
    """What one contender cost: CPU seconds of the work alone and of the whole process, and peak memory."""

    name: str
    answer: int
    cpu_seconds: float
    wall_seconds: float
    process_cpu_seconds: float
    peak_megabytes: float


def environment(name: str, *packages: str, version: str = "") -> Path:
    """The Python of a peer's own environment, of that version of Python if one is named; made when it is missing."""
    folder = CACHE / name
    python = folder / "bin" / "python"
    if not python.exists():
        asked = ["--python", version] if version else []
        subprocess.run(["uv", "venv", "--quiet", *asked, str(folder)], check=True)
        subprocess.run(["uv", "pip", "install", "--quiet", "--python", str(python), *packages], check=True)
    return python


def measure(contender: Contender) -> Result:
    """One run of the contender on the last cores of the machine."""
    name = contender.name
    python = (
        environment("pm4py", "pm4py", "pyarrow")
        if contender.work.startswith("pm4py")
        else Path(sys.executable)
    )
    cores = ",".join(map(str, sorted(os.sched_getaffinity(0))[-contender.cores :]))
    script = [str(BENCH / "contenders.py"), contender.work, str(contender.path)]
    command = ["taskset", "-c", cores, str(python), *script]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, **ONE_THREAD}, text=True)
    output = process.stdout.read() if process.stdout else ""
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{name} failed with status {os.waitstatus_to_exitcode(status)}")
    own = json.loads(output.splitlines()[-1])
    total = used.ru_utime + used.ru_stime
    return Result(name, own["answer"], own["cpu"], own["wall"], total, used.ru_maxrss / 1024)


def compare(
    title: str,
    path: Path,
    contenders: list[Contender],
    *,
    peer: str,
    floor: str = "",
    few: Path | None = None,
) -> str:
    """The table of all contenders, written as Markdown and JSON too. Ours run once before, on ``few``, to be compiled."""
    for contender in contenders:
        if contender.work.startswith("liandong"):
            measure(replace(contender, path=few or path))
    results = {contender.name: measure(contender) for contender in contenders}
    if len({results[contender.name].answer for contender in contenders if contender.work != floor}) > 1:
        raise SystemExit(f"the contenders disagree: {results}")
    table = "\n".join(_lines(title, path, results, peer, floor)) + "\n"
    RESULTS.mkdir(parents=True, exist_ok=True)
    stem = RESULTS / path.name.split(".")[0]
    stem.with_suffix(".md").write_text(table, "utf-8")
    text = json.dumps([asdict(result) for result in results.values()], indent=1)
    stem.with_suffix(".json").write_text(text + "\n", "utf-8")
    return table


def _lines(title: str, path: Path, results: dict[str, Result], peer: str, floor: str) -> Iterator[str]:
    yield f"## {title}\n"
    load = "/".join(f"{load:.1f}" for load in os.getloadavg())
    where = f"{platform.machine()}, Python {platform.python_version()}, one run, one core unless said; load {load}"
    yield f"{path.name}, {path.stat().st_size / 1e6:.0f} MB; {where}, {time.strftime('%Y-%m-%d')}\n"
    yield f"| | CPU s | with start-up | wall s | peak MB | {peer} takes | {peer} takes, wall |" + (
        f" in {floor}s |" if floor else ""
    )
    yield "|---|--:|--:|--:|--:|--:|--:|" + ("--:|" if floor else "")
    for name, r in results.items():
        cells = [name, *map("{:.2f}".format, (r.cpu_seconds, r.process_cpu_seconds, r.wall_seconds))]
        cells += [f"{r.peak_megabytes:.0f}", f"{results[peer].cpu_seconds / r.cpu_seconds:.1f}×"]
        cells += [f"{results[peer].wall_seconds / r.wall_seconds:.1f}×"]
        cells += [f"{r.cpu_seconds / results[floor].cpu_seconds:.2f}"] if floor else []
        yield f"| {' | '.join(cells)} |"
