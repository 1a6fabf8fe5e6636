"""The event log of one run, for those who want to look at single cases or use another tool."""

from __future__ import annotations

import numpy as np
import polars as pl

from liandong.simulation import room as r
from liandong.simulation.compiling import SECOND, compiled
from liandong.simulation.horizon import days_for
from liandong.simulation.model import Model, Task
from liandong.simulation.running import run

_DAY = 86_400


def events_of(
    model: Model,
    *,
    cases: int,
    seed: int = 0,
    replication: int = 0,
    warm_up_days: float = 0,
    days: int | None = None,
) -> pl.DataFrame:
    """What happened in one run: case, activity, role, resource, party, start and end, in local time, by case.

    It is the run that ``simulate`` does with the same settings; every row says that it is simulated.

    >>> from liandong.simulation import Arrivals, End, Flow, Role, Shift, Task, fixed
    >>> desk = Model("check", (Task("check", "desk", fixed(60)), End("end")), (Flow("check", "end"),),
    ...     (Role("desk", (Shift(1),)),), Arrivals(gap=fixed(100)))
    >>> events_of(desk, cases=1)["activity", "resource", "simulated"].rows()
    [('check', 'desk 1', True)]
    """
    plan = compiled(model, days=days_for(model, cases) if days is None else days)
    until, warm = plan.days * _DAY * SECOND, round(warm_up_days * _DAY * SECOND)
    parts: list[np.ndarray] = []
    run(
        plan,
        r.Limits(seed, replication, cases, until, until, warm, keeps_events=True),
        lambda rows: parts.append(rows.copy()),
    )
    rows = np.concatenate(parts) if parts else np.empty((0, r.T_END + 1), dtype=np.int64)
    tasks = {node.id: node for node in model.nodes if isinstance(node, Task)}
    named = [tasks.get(node.id) for node in plan.nodes]
    parties = {"": ""} | {role.name: role.party for role in model.roles}
    servers = [name for role in model.roles for name in role.servers]
    frame = pl.DataFrame(
        {
            "case": rows[:, r.T_CASE],
            "activity": [_name(named[node]) for node in rows[:, r.T_NODE]],
            "role": [_role(named[node]) for node in rows[:, r.T_NODE]],
            "resource": [servers[place] for place in rows[:, r.T_SERVER]],
            "party": [parties[_role(named[node])] for node in rows[:, r.T_NODE]],
        }
    )
    base = pl.lit(model.start).dt.convert_time_zone(model.timezone)
    times = [
        (base + pl.Series(name, rows[:, column]).cast(pl.Duration("us"))).alias(name)
        for name, column in (("start", r.T_START), ("end", r.T_END))
    ]
    return frame.with_columns(*times, simulated=pl.lit(True)).sort(
        "case", "start", "end", maintain_order=True
    )


def _name(task: Task | None) -> str:
    return (task.name or task.id) if task else ""


def _role(task: Task | None) -> str:
    return task.role if task else ""
