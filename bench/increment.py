"""The last hundredth of a log taken into a state that has the rest, against one build of all of it; CPU seconds.

    uv run python bench/increment.py --events 10000000

Two costs are told apart: taking the batch in, which grows with the batch, and bringing the profile up to date, which grows
with the cases that the batch touches: more of them than its share, as cases last weeks, and here nearly every one goes its
own way, so that its sequence is taken out and another put in.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

# One thread for the library that counts them, before it is imported.
os.environ["POLARS_MAX_THREADS"] = "1"

import polars as pl

import liandong as ld
from generate import generate
from liandong.warm import warm
from measure import RESULTS

T = TypeVar("T")


def cost(times: dict[str, float], name: str, work: Callable[[], T]) -> T:
    """The work's result; its CPU seconds are noted."""
    began = time.process_time()
    result = work()
    times[name] = time.process_time() - began
    return result


def measured(path: Path, folder: Path) -> tuple[dict[str, float], dict[str, int]]:
    """CPU seconds by what was done, and how large it was. Ends the program where the results differ."""
    events = pl.read_parquet(path)
    cut = events.height - events.height // 100
    rest, new = folder / "rest.parquet", folder / "new.parquet"
    events[:cut].write_parquet(rest)
    events[cut:].write_parquet(new)
    sizes = {"events": events.height, "cases": events["case"].n_unique()}
    sizes |= {"new events": events.height - cut, "cases touched": events[cut:]["case"].n_unique()}
    del events
    times: dict[str, float] = {}
    whole = cost(times, "full build", lambda: ld.profile(path, engine="numba"))
    cost(times, "SHA-256 of the profile", lambda: whole.sha256)
    cost(times, "profile file written", lambda: whole.save(folder / "whole.profile"))
    with ld.Increment.open(folder / "zone.state") as state:
        cost(times, "first batch taken in", lambda: state.add(rest, batch="1"))
        profile = state.update(ld.Profile())
    with ld.Increment.open(folder / "zone.state") as state:
        cost(times, "1 % taken in", lambda: state.add(new, batch="2"))
        updated = cost(times, "profile brought up to date", lambda: state.update(profile))
    if updated != whole:
        raise SystemExit("the updated profile is not that of one build")
    sizes["rows of the profile"] = sum(table.height for table in whole.tables.values())
    return times, sizes


def warmed(path: Path, folder: Path) -> None:
    """Everything once on a few events: compiled, imported. Tables grow only with enough of them."""
    warm()
    few = folder / "few.parquet"
    pl.read_parquet(path, n_rows=1_000_000).write_parquet(few)
    ld.profile(few, engine="numba")
    pl.read_parquet(few, n_rows=5_000).write_parquet(few)
    with ld.Increment.open(folder / "few.state") as state:
        profile = ld.Profile()
        for batch in ("1", "2"):
            state.add(few, batch=batch)
            profile = state.update(profile)


def main(events: int) -> str:
    """The table, written as Markdown and JSON too."""
    path = generate(events)
    with TemporaryDirectory(dir=path.parent) as name:
        warmed(path, Path(name))
        times, sizes = measured(path, Path(name))
    full = times["full build"]
    lines = [f"## {events:,} events, the last 1 % as a batch\n", f"{sizes}; one core, one run\n"]
    lines += ["| | CPU s | of a full build |", "|---|--:|--:|"]
    both = times["1 % taken in"] + times["profile brought up to date"]
    rows = times | {"both together": both}
    lines += [f"| {what} | {seconds:.2f} | {seconds / full:.1%} |" for what, seconds in rows.items()]
    table = "\n".join(lines) + "\n"
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"increment-{events}.md").write_text(table, "utf-8")
    (RESULTS / f"increment-{events}.json").write_text(json.dumps({"cpu": times, **sizes}) + "\n", "utf-8")
    return table


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=10_000_000)
    print(main(parser.parse_args().events))
