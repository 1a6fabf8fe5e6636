"""A whole profile against pm4py's three answers (directly-follows counts, durations, variants) on one log.

uv run python bench/run.py --events 10000000
uv run python bench/run.py --events 50000000 --without pm4py    # where the peer takes more memory than there is
"""

from __future__ import annotations

import argparse

from generate import generate
from measure import compare

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--without", action="append", default=[])
    events, without = vars(parser.parse_args()).values()
    title = f"{events:,} events in order of time"
    names = [n for n in ("decode", "liandong-numba", "liandong-duckdb", "pm4py") if n not in without]
    print(compare(title, generate(events), names, peer=names[-1], floor="decode", few=generate(100_000)))
