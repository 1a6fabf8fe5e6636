"""Twenty reforms tried on a procedure of twenty weeks, 200 paired replications each, on every core; wall seconds.

uv run python bench/reforms.py
"""

from __future__ import annotations

import os
import time

import numpy as np

import liandong.simulation as ls
from customs import model
from measure import RESULTS

REFORMS, REPLICATIONS, WEEKS, CASES = 20, 200, 20, 4_580


def main() -> None:
    gap = WEEKS * 7 * 86_400 / CASES
    workers = os.cpu_count() or 1
    ls.simulate(model(gap), cases=100, keeps_events=False)  # compiled outside the clock
    began, cpu = time.perf_counter(), time.process_time()
    options = {
        "cases": CASES,
        "replications": REPLICATIONS,
        "seed": 1,
        "keeps_events": False,
        "workers": workers,
    }
    before = ls.simulate(model(gap), **options)
    lines = ["| work | lead, change s | ± | paired variance is 1/x |", "|---|---|---|---|"]
    activities = sum(run.sums.node[:, 0].sum() for run in before.runs)
    for number in range(REFORMS):
        work = 600 * (0.99 - number / 100)
        after = ls.simulate(model(gap, work), **options)
        activities += sum(run.sums.node[:, 0].sum() for run in after.runs)
        change = after.mean_lead_seconds - before.mean_lead_seconds
        alone = np.var(after.mean_lead_seconds) + np.var(before.mean_lead_seconds)
        half = 1.96 * change.std(ddof=1) / np.sqrt(REPLICATIONS)
        lines.append(f"| {work:.0f} s | {change.mean():,.0f} | {half:,.0f} | {alone / np.var(change):.0f} |")
    wall, used = time.perf_counter() - began, time.process_time() - cpu
    lines.append(
        f"\n{activities:,.0f} activities in {wall:.0f} s of wall and {used:.0f} CPU s on {workers} cores: "
        f"{activities / used / 1e6:.2f} M a CPU second."
    )
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "reforms.md").write_text("\n".join(lines) + "\n")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
