"""What is measured: each contender runs alone in a fresh process, on one core, and prints its own figures.

    python bench/contenders.py NAME FILE

The ones named pm4py run under pm4py's own environment (see ``environment`` in measure.py).
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any


def decode(path: str) -> dict[str, Any]:
    """The four columns into memory, nothing else: the floor under every contender."""
    import pyarrow.parquet as pq

    def measure() -> int:
        # Not by read_table: it first loads data sets and file systems, which takes longer than a million events.
        with pq.ParquetFile(path) as file:
            return file.read(columns=["case", "activity", "time", "zone"], use_threads=False).num_rows

    return run(measure)


def liandong(engine: str) -> Callable[[str], dict[str, Any]]:
    """A whole profile, from the file: all its tables."""

    def measure(path: str) -> dict[str, Any]:
        import liandong as ld
        from liandong.warm import warm

        # Our rooms load when first used: warmed, their imports stay outside the clock, as pm4py's do.
        warm()
        return run(lambda: int(ld.profile(path, engine=engine).variant["n"].sum()))

    return measure


def pm4py(path: str) -> dict[str, Any]:
    """Directly-follows counts, their durations, and variants, from the file."""
    import pandas as pd
    import pm4py as pm

    names = {"case_id_key": "case", "activity_key": "activity", "timestamp_key": "time"}

    def measure() -> int:
        log = pd.read_parquet(path)
        pm.discover_dfg(log, **names)
        pm.discover_performance_dfg(log, **names)
        return sum(pm.get_variants(log, **names).values())

    return run(measure)


def liandong_xes(path: str) -> dict[str, Any]:
    """An XES file as a log."""
    import liandong as ld

    return run(lambda: ld.read_log(path).events.height)


def pm4py_xes(path: str) -> dict[str, Any]:
    """An XES file as a log, by the importer that pm4py picks itself."""
    import pm4py as pm

    return run(lambda: len(pm.read_xes(path)))


CONTENDERS: dict[str, Callable[[str], dict[str, Any]]] = {
    "decode": decode,
    "liandong-duckdb": liandong("duckdb"),
    "liandong-numba": liandong("numba"),
    "liandong-xes": liandong_xes,
    "pm4py": pm4py,
    "pm4py-xes": pm4py_xes,
}


def run(work: Callable[[], int]) -> dict[str, Any]:
    """The work's answer and its CPU and wall seconds, imports left aside."""
    cpu, wall = time.process_time(), time.perf_counter()
    answer = work()
    return {"answer": answer, "cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}


if __name__ == "__main__":
    print(json.dumps(CONTENDERS[sys.argv[1]](sys.argv[2])))
