"""A whole profile against pm4py's three answers (directly-follows counts, durations, variants) on one log.

uv run python bench/run.py --events 10000000
"""

from __future__ import annotations

import argparse

from generate import generate
from measure import compare

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=10_000_000)
    events = parser.parse_args().events
    title = f"{events:,} events in order of time"
    names = ["decode", "liandong-numba", "liandong-duckdb", "pm4py"]
    print(compare(title, generate(events), names, peer="pm4py", floor="decode"))
