"""A whole profile against pm4py's three answers (directly-follows counts, durations, variants) on one log.

Beside it, of the same events: a log whose case ids are whole numbers, and two cores in place of one.

uv run python bench/run.py --events 10000000
uv run python bench/run.py --events 50000000 --without pm4py    # where the peer takes more memory than there is
"""

from __future__ import annotations

import argparse

from generate import generate
from measure import Contender, compare

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--without", action="append", default=[])
    events, without = vars(parser.parse_args()).values()
    text, interned = generate(events), generate(events, interned=True)
    contenders = [
        Contender("decode", "decode", text),
        Contender("liandong-numba", "liandong-numba", text),
        Contender("liandong-numba, two cores", "liandong-numba", text, cores=2),
        Contender("decode, interned ids", "decode", interned),
        Contender("liandong-numba, interned ids", "liandong-numba", interned),
        Contender("liandong-numba, interned ids, two cores", "liandong-numba", interned, cores=2),
        Contender("liandong-duckdb", "liandong-duckdb", text),
        Contender("pm4py", "pm4py", text),
    ]
    chosen = [contender for contender in contenders if contender.work not in without]
    title = f"{events:,} events in order of time"
    peer = "pm4py" if "pm4py" not in without else "liandong-numba"
    print(compare(title, text, chosen, peer=peer, floor="decode", few=generate(100_000)))
