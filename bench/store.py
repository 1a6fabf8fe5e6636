"""The store: what an import costs, and what every question after it costs, on one core.

uv run python bench/store.py --events 50000000
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable

from generate import generate
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


def spent(work: Callable[[], object]) -> tuple[float, float, object]:
    """CPU and wall seconds of the work, and what it gave."""
    cpu, wall = time.process_time(), time.perf_counter()
    result = work()
    return time.process_time() - cpu, time.perf_counter() - wall, result


def main(events: int) -> str:
    """The table of costs, written as Markdown too."""
    import liandong as ld
    from liandong.profile.store import frames

    path = generate(events)
    place = path.with_suffix(".store")
    lines = [f"## A store of {events:,} events\n"]
    if not place.exists():
        cpu, wall, _ = spent(lambda: ld.Store.create(path, place))
        lines.append(f"Imported in {cpu:.1f} CPU s, {wall:.1f} s.")
    size = sum(file.stat().st_size for file in place.iterdir())
    cpu, _, store = spent(lambda: ld.Store.open(place))
    core = sum(store._segments[0][name].nbytes for name in ("step", "worker", "passed", "span"))  # type: ignore[attr-defined]
    lines.append(f"{size / events:.1f} bytes an event, {core / events:.1f} of them for the events; opened in {cpu:.2f} CPU s.\n")
    lines += ["| question | cases | events | counting, CPU s | M events/s | whole answer, CPU s | M events/s |", "|---|--:|--:|--:|--:|--:|--:|"]
    for name, (where, tables) in QUESTIONS.items():
        store.profile(where or "zone='阳谷' and lead_days < 1", tables=tables)  # type: ignore[attr-defined]  # compiled, and read from disk
        choose, _, chosen = spent(lambda: store._chosen(where))  # type: ignore[attr-defined]
        asked = (chosen, store._names.coder(store._state.timezone), store._variants, tables)  # type: ignore[attr-defined]
        events_met = sum(int((part.offset[1:] - part.offset[:-1])[mask].sum()) for part, mask in chosen)  # type: ignore[attr-defined]
        count, _, _ = spent(lambda: frames.count(*asked))
        whole, _, profile = spent(lambda: store.profile(where, tables=tables))  # type: ignore[attr-defined]
        cases = sum(int(mask.sum()) for _, mask in chosen)  # type: ignore[attr-defined]
        count += choose
        lines.append(
            f"| {name} | {cases:,} | {events_met:,} | {count:.2f} | {events_met / count / 1e6:.0f} | {whole:.2f} | {events_met / whole / 1e6:.0f} |"
        )
        print(lines[-1], flush=True)
        if name == "everything":
            answers = {
                "median lead time": lambda: profile.quantile("case", 0.5),  # type: ignore[attr-defined]  # noqa: B023
                "median of each edge": lambda: profile.quantile("follows", 0.5, ["source", "target"]),  # type: ignore[attr-defined]  # noqa: B023
                "mean by zone": lambda: profile.mean("case", "zone"),  # type: ignore[attr-defined]  # noqa: B023
                "share within 30 days": lambda: profile.share_within("case", 30 * 86_400),  # type: ignore[attr-defined]  # noqa: B023
            }
            asked_of_profile = {question: spent(answer)[1] for question, answer in answers.items()}
    lines.append("\nQuestions on the profile: " + ", ".join(f"{q} {s * 1000:.0f} ms" for q, s in asked_of_profile.items()) + ".")
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
