"""A log like that of seven busy zones, of any size: the same events for the same seed.

Thirty activities with skips, loops and steps done twice; many cases open at once, so that events of a case
lie far apart in the file; some steps and some zones slower than others. Events are in order of time, ids are
text of 18 digits, about 20 events a case. Written in row groups, so memory stays small whatever the size.
With ``--interned`` the ids are whole numbers, counted from 0: what a system writes that knows its cases.

    uv run python bench/generate.py --events 10000000 [--interned]
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

DATA = Path(__file__).parent / "data"
ZONES = ["青岛", "潍坊滨海", "阳谷", "邹平", "滕州", "日照", "临沂"]
ACTIVITIES = [
    *("登记", "申报", "材料预审", "受理", "补正通知", "材料补正", "分派", "初审", "资质核验", "现场勘验"),
    *("取样", "检验", "检验报告", "税费核算", "税款缴纳", "担保审核", "复核", "会签", "公示", "异议处理"),
    *("审批", "制证", "签章", "放行", "提货", "入库", "出库", "结关", "归档", "回访"),
]
END = len(ACTIVITIES)
#: Steps down the list above. The usual way takes two activities of three; now and then a case leaves it, to
#: skip ahead, to do a step again or to go back.
USUAL = np.where(np.arange(END) % 3 == 1, 2, 1)
DETOURS = np.array([1, 2, 3, 4, 5, 0, -1, -2, -4])
DETOUR_SHARE = 0.1

OPEN_CASES = 100_000
FIRST = np.datetime64("2024-01-01T00:00:00", "us").astype(np.int64)
SPAN = 700 * 86_400_000_000

SCHEMA = pa.schema(
    [
        ("case", pa.string()),
        ("activity", pa.string()),
        ("time", pa.timestamp("us", tz="UTC")),
        ("zone", pa.string()),
    ]
)


def path_of(events: int, *, interned: bool = False) -> Path:
    """Where the log of this many events lies."""
    return DATA / f"zones-{events}{'-interned' if interned else ''}.parquet"


def chunks(events: int, seed: int, *, interned: bool = False) -> Iterator[pa.Table]:
    """The log in pieces. In each round every open case may do its next step, at most one."""
    ids = pa.array if interned else _texts
    rng = np.random.default_rng(seed)
    open_cases = min(OPEN_CASES, max(10, events // 40))
    pace = rng.uniform(0.02, 0.5, END)  # how likely a step is done in a round: the slow ones are bottlenecks
    zone_pace = np.linspace(1.0, 0.6, len(ZONES))
    case, opened = np.arange(open_cases), open_cases
    zone, state = rng.integers(0, len(ZONES), open_cases), np.zeros(open_cases, dtype=np.int64)
    tick, left, now = SPAN / events, events, float(FIRST)
    while left:
        turn = np.flatnonzero(rng.random(open_cases) < pace[state] * zone_pace[zone])
        turn = rng.permutation(turn)[:left]
        times = now + np.cumsum(rng.exponential(tick, turn.size))
        yield _table(ids(case[turn]), state[turn], times.astype(np.int64), zone[turn])
        now, left = times[-1] if turn.size else now, left - turn.size
        is_detour = rng.random(turn.size) < DETOUR_SHARE
        steps = np.where(is_detour, rng.choice(DETOURS, turn.size), USUAL[state[turn]])
        state[turn] = np.maximum(state[turn] + steps, 0)
        closed = turn[state[turn] >= END]
        case[closed] = opened + np.arange(closed.size)
        zone[closed], state[closed] = rng.integers(0, len(ZONES), closed.size), 0
        opened += closed.size


def _texts(case: np.ndarray) -> pa.Array:
    return pa.array(370_200_000_000_000_000 + case * 7_919).cast(pa.string())


def _table(ids: pa.Array, activity: np.ndarray, time: np.ndarray, zone: np.ndarray) -> pa.Table:
    columns = [ids, pa.array(ACTIVITIES).take(activity), pa.array(time, SCHEMA.field("time").type)]
    schema = SCHEMA.set(0, pa.field("case", ids.type))
    return pa.table([*columns, pa.array(ZONES).take(zone)], schema=schema)


def generate(events: int, seed: int = 2024, *, interned: bool = False) -> Path:
    """The path of the log, written unless it is there."""
    path = path_of(events, interned=interned)
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    schema = SCHEMA.set(0, pa.field("case", pa.int64())) if interned else SCHEMA
    with pq.ParquetWriter(unfinished, schema, compression="zstd") as writer:
        waiting: list[pa.Table] = []
        for chunk in chunks(events, seed, interned=interned):
            waiting.append(chunk)
            if sum(table.num_rows for table in waiting) >= 1_000_000:
                writer.write_table(pa.concat_tables(waiting))
                waiting = []
        if waiting:
            writer.write_table(pa.concat_tables(waiting))
    return unfinished.rename(path)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--interned", action="store_true")
    asked = parser.parse_args()
    print(generate(asked.events, interned=asked.interned))
