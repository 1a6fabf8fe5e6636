"""The store: what an import costs, and what every question after it costs, on one core.

uv run python bench/store.py --events 50000000
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from typing import TypeVar

import liandong as ld
from generate import generate
from liandong.profile.store import frames
from liandong.profile.store.ledger import HEAD
from measure import ONE_THREAD, RESULTS

#: What is asked, by name: a condition and the tables wanted (none: all).
QUESTIONS = {
    "follows": ("", ("follows",)),
    "shape of follows": ("", ("follows_shape",)),
    "follows, shape, case, variant": ("", ("follows", "follows_shape", "case", "variant")),
    "follows, case": ("", ("follows", "case")),
    "case, shape of case, arrival": ("", ("case", "case_shape", "arrival")),
    "variant": ("", ("variant",)),
    "daily": ("", ("daily",)),
    "presence": ("", ("presence",)),
    "everything": ("", ()),
    "one zone": ("zone='日照'", ()),
    "an outcome": ("outcome='归档'", ()),
    "a quarter": ("start between '2024-07' and '2024-09'", ()),
    "cases with an activity": ("activity='异议处理' and not activity='公示'", ()),
    "slow cases": ("lead_days > 40", ()),
}


T = TypeVar("T")


def spent(work: Callable[[], T], times: int = 1) -> tuple[float, float, T]:
    """CPU and wall seconds of the work, the least of so many times, and what it gave."""
    cpu, wall = [], []
    for _ in range(times):
        cpu.append(-time.process_time())
        wall.append(-time.perf_counter())
        result = work()
        cpu[-1] += time.process_time()
        wall[-1] += time.perf_counter()
    return min(cpu), min(wall), result


def row(store: ld.Store, name: str, where: str, tables: tuple[str, ...]) -> str:
    """What one question costs: the counting alone, then the whole answer, named and in order."""
    store.profile(where or "zone='阳谷' and lead_days < 1", tables=tables)  # compiled, and read from disk
    coder = store._names.coder(store._state.timezone)
    count, _, _ = spent(lambda: frames.count(store._chosen(where), coder, store._variants, tables), 3)
    whole, _, _ = spent(lambda: store.profile(where, tables=tables), 3)
    met = sum(int((part.offset[1:] - part.offset[:-1])[mask].sum()) for part, mask in store._chosen(where))
    speed = [f"{seconds:.2f} | {met / seconds / 1e6:.0f}" for seconds in (count, whole)]
    return f"| {name} | {store.cases(where):,} | {met:,} | {' | '.join(speed)} |"


def answers(profile: ld.Profile) -> str:
    """CPU time of questions on a profile."""
    asked = {
        "median lead time": lambda: profile.quantile("case", 0.5),
        "median of each edge": lambda: profile.quantile("follows", 0.5, ["source", "target"]),
        "mean by zone": lambda: profile.mean("case", "zone"),
        "share within 30 days": lambda: profile.share_within("case", 30 * 86_400),
    }
    return ", ".join(f"{name} {spent(ask, 3)[0] * 1000:.0f} ms" for name, ask in asked.items())


def limit(store: ld.Store) -> str:
    """What it takes to read the ledger once, and do nothing with it: no question can be answered faster."""
    entries = [array for part in store._segments for array in part.ledger.entries.values()]
    size, (cpu, _, _) = (
        sum(array.nbytes for array in entries),
        spent(lambda: [array.max() for array in entries], 3),
    )
    return f"Its {size / 1e6:,.0f} MB are read once in {cpu:.2f} CPU s, {size / cpu / 1e9:.1f} GB/s: the least there can be."


def main(events: int) -> str:
    """The table of costs, written as Markdown too."""
    path = generate(events)
    place = path.with_suffix(".store")
    lines = [f"## A store of {events:,} events\n"]
    if not (place / "manifest.json").exists():
        cpu, wall, _ = spent(lambda: ld.Store.create(path, place))
        lines.append(f"Imported in {cpu:.1f} CPU s, {wall:.1f} s.")
    size = sum(file.stat().st_size for file in place.iterdir())
    store = ld.Store.open(place)
    arrays = store._segments[0].arrays
    core = sum(arrays[name].nbytes for name in ("step", "worker", "passed", "span"))
    entered = sum(array.nbytes for name, array in arrays.items() if name.startswith(HEAD))
    lines.append(
        f"{size / events:.1f} bytes an event, {core / events:.1f} of them for the events and {entered / events:.1f} for the"
        f" ledger. {limit(store)} The least of three runs.\n"
    )
    lines.append(
        "| question | cases | events | counting, CPU s | M events/s | whole answer, CPU s | M events/s |"
    )
    lines.append("|---|--:|--:|--:|--:|--:|--:|")
    for name, (where, tables) in QUESTIONS.items():
        lines.append(row(store, name, where, tables))
        print(lines[-1], flush=True)
    lines.append(f"\nQuestions on a profile: {answers(store.profile())}.")
    text = "\n".join(lines) + "\n"
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"store-{events}.md").write_text(text, "utf-8")
    return text


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=10_000_000)
    if os.environ.get("NUMBA_NUM_THREADS") != "1":
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **ONE_THREAD})
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    print(main(parser.parse_args().events))
