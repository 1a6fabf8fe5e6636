"""One customs model for every simulator: twelve tasks, six roles on weekday calendars, an inspection that some need twice.

    python bench/customs.py liandong|liandong-profile|simpy|prosimos CASES
    python bench/customs.py liandong|liandong-profile CASES YEARS
    python bench/customs.py waits CASES REPLICATIONS

Each prints what it counted and what it cost; with YEARS all cases come in so many, every task so much shorter; ``waits`` prints the mean wait before each task in SimPy, by replication.
Prosimos and SimPy run in their own environment (``bench/simulation.py``).
"""

from __future__ import annotations

import itertools
import json
import random
import resource
import sys
import time
from collections.abc import Callable, Generator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

TASKS = [f"task {number}" for number in range(12)]
#: By role: servers and hours; each role does two tasks.
ROLES = [(f"role {number}", 6 + number % 3, 9, 17) for number in range(6)]
WORK, GAP, AGAIN, BACK_TO = 600.0, 1800.0, 0.1, 6
MONDAY = "2024-01-01T00:00:00+00:00"
DAY, WEEKDAYS = 86_400, ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY")


def role_of(task: int) -> int:
    return task % len(ROLES)


def model(gap: float = GAP, work: float = WORK) -> Any:
    """The model in our words; cases come ``gap`` seconds apart on average, a task takes ``work`` seconds."""
    import liandong.simulation as ls

    nodes = [ls.Task(name, ROLES[role_of(n)][0], ls.exponential(work)) for n, name in enumerate(TASKS)]
    flows = [ls.Flow(one, other) for one, other in itertools.pairwise(TASKS)]
    flows += [ls.Flow(TASKS[-1], "again?"), ls.Flow("again?", "end", 1 - AGAIN)]
    flows += [ls.Flow("again?", TASKS[BACK_TO], AGAIN)]
    roles = tuple(
        ls.Role(name, (ls.Shift(servers, ls.Hours.daily((first, last))),))
        for name, servers, first, last in ROLES
    )
    every = (*nodes, ls.Choice("again?"), ls.End("end"))
    arrivals = ls.Arrivals(gap=ls.exponential(gap))
    return ls.Model(TASKS[0], every, tuple(flows), roles, arrivals, timezone="UTC")


def liandong(keeps_events: bool) -> Callable[..., dict[str, Any]]:
    """Ours: with events kept, the whole profile is counted too."""

    def run(cases: int, years: int = 0) -> dict[str, Any]:
        import liandong.simulation as ls

        gap = years * 365 * DAY / cases or GAP
        days = int(cases * gap / DAY) + 365
        ls.simulate(model(), cases=100, keeps_events=keeps_events)  # compiled outside the clock
        began = time.process_time()
        result = ls.simulate(model(gap, WORK * gap / GAP), cases=cases, keeps_events=keeps_events, days=days)
        visits = sum(run.sums.node[:, 0].sum() for run in result.runs)
        waits = sum(run.sums.node[:, 1] for run in result.runs) / 1e6
        return told(int(visits), began, float(waits.sum()) / visits, float(result.mean_lead_seconds[0]))

    return run


def simpy(cases: int) -> dict[str, Any]:
    """SimPy as its documentation writes it."""
    in_simpy(1, seed=1)  # imported outside the clock
    began = time.process_time()
    waited, visits, lead = in_simpy(cases, seed=1)
    return told(sum(visits), began, sum(waited) / sum(visits), lead / cases)


def simpy_waits(cases: int, replications: int) -> list[list[float]]:
    """The mean wait before each task in SimPy, in seconds, for each of so many runs."""
    runs = [in_simpy(cases, seed=number)[:2] for number in range(replications)]
    return [[total / n for total, n in zip(*run, strict=True)] for run in runs]


def in_simpy(cases: int, seed: int) -> tuple[list[float], list[int], float]:
    """Seconds waited before each task, how often it was done, and all lead times together: one run.

    A resource for each role, working time by arithmetic on the calendar.
    """
    import simpy as sp

    world, luck = sp.Environment(), random.Random(seed)
    roles = [sp.Resource(world, servers) for _, servers, _, _ in ROLES]
    waited, visits, leads = [0.0] * len(TASKS), [0] * len(TASKS), [0.0]

    def case() -> Generator[Any, Any, None]:
        came, task = world.now, 0
        while task < len(TASKS):
            role = role_of(task)
            ready = world.now
            with roles[role].request() as turn:
                yield turn
                if (closed := until_open(world.now, *ROLES[role][2:])) > 0:
                    yield world.timeout(closed)
                waited[task] += world.now - ready
                yield world.timeout(lasting(world.now, luck.expovariate(1 / WORK), *ROLES[role][2:]))
            visits[task] += 1
            task += 1
            if task == len(TASKS) and luck.random() < AGAIN:
                task = BACK_TO
        leads[0] += world.now - came

    def arrivals() -> Generator[Any, Any, None]:
        for _ in range(cases):
            world.process(case())
            yield world.timeout(luck.expovariate(1 / GAP))

    world.process(arrivals())
    world.run()
    return waited, visits, leads[0]


def until_open(now: float, first: int, last: int) -> float:
    """Seconds until the calendar is open; 0 where it is."""
    day, within = divmod(now, DAY)
    if day % 7 < 5 and within < last * 3600:
        return max(first * 3600 - within, 0.0)
    ahead = 1 if day % 7 < 4 else 7 - day % 7
    return ahead * DAY - within + first * 3600


def lasting(now: float, work: float, first: int, last: int) -> float:
    """Seconds on the clock that so much work takes, begun while the calendar is open."""
    end = now
    while work > (left := last * 3600 - end % DAY):
        work -= left
        end += left
        end += until_open(end, first, last)
    return end + work - now


def prosimos(cases: int) -> dict[str, Any]:
    """Prosimos on the same model, written as its BPMN and its JSON."""
    from prosimos.simulation_engine import run_simulation

    with TemporaryDirectory() as folder:
        bpmn, scenario, out = (Path(folder) / name for name in ("model.bpmn", "model.json", "log.csv"))
        bpmn.write_text(bpmn_text())
        scenario.write_text(json.dumps(scenario_json()))
        began = time.process_time()
        run_simulation(str(bpmn), str(scenario), cases, None, str(out), MONDAY)
        cost = time.process_time() - began
        rows = [line.split(",") for line in out.read_text().splitlines()[1:]]
    return told(len(rows), began, 0.0, 0.0, cost)


def bpmn_text() -> str:
    """The model as BPMN."""
    order = ["start", *(f"t{n}" for n in range(len(TASKS)))]
    order[BACK_TO + 1 : BACK_TO + 1] = ["merge"]
    order += ["split", "end"]
    flows = [*itertools.pairwise(order), ("split", "merge")]
    kind = {
        "start": "startEvent",
        "end": "endEvent",
        "merge": "exclusiveGateway",
        "split": "exclusiveGateway",
    }
    lines = [
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x"><process id="p">'
    ]
    for name in order:
        tag = kind.get(name, "task")
        label = TASKS[int(name[1:])] if tag == "task" else name
        ins = "".join(f"<incoming>f{i}</incoming>" for i, flow in enumerate(flows) if flow[1] == name)
        outs = "".join(f"<outgoing>f{i}</outgoing>" for i, flow in enumerate(flows) if flow[0] == name)
        lines.append(f'<{tag} id="{name}" name="{label}">{ins}{outs}</{tag}>')
    lines += [
        f'<sequenceFlow id="f{i}" sourceRef="{one}" targetRef="{other}"/>'
        for i, (one, other) in enumerate(flows)
    ]
    return "\n".join([*lines, "</process></definitions>"])


def scenario_json() -> dict[str, Any]:
    """The model's numbers as Prosimos reads them; one resource for each server."""
    calendars, profiles, work = [], [], []
    for name, _, first, last in ROLES:
        spans = [
            {"from": day, "to": day, "beginTime": f"{first:02}:00:00", "endTime": f"{last:02}:00:00"}
            for day in WEEKDAYS
        ]
        calendars.append({"id": name, "name": name, "time_periods": spans})
    for number, task in enumerate(TASKS):
        name, servers, _, _ = ROLES[role_of(number)]
        mine = [f"t{other}" for other in range(len(TASKS)) if role_of(other) == role_of(number)]
        staff = [
            {
                "id": f"{name} {s}",
                "name": f"{name} {s}",
                "cost_per_hour": 1,
                "amount": 1,
                "calendar": name,
                "assigned_tasks": mine,
            }
            for s in range(servers)
        ]
        profiles.append({"id": f"t{number}", "name": task, "resource_list": staff})
        takes = {"distribution_name": "expon", "distribution_params": expon(WORK)}
        resources = [{"resource_id": one["id"], **takes} for one in staff]
        work.append({"task_id": f"t{number}", "resources": resources})
    split = len(TASKS) + 2
    return {
        "resource_profiles": profiles,
        "arrival_time_distribution": {"distribution_name": "expon", "distribution_params": expon(GAP)},
        "arrival_time_calendar": [
            {"from": "MONDAY", "to": "SUNDAY", "beginTime": "00:00:00", "endTime": "23:59:59"}
        ],
        "gateway_branching_probabilities": [
            {
                "gateway_id": "split",
                "probabilities": [
                    {"path_id": f"f{split - 1}", "value": 1 - AGAIN},
                    {"path_id": f"f{split}", "value": AGAIN},
                ],
            }
        ],
        "task_resource_distribution": work,
        "resource_calendars": calendars,
    }


def expon(mean: float) -> list[dict[str, float]]:
    """An exponential distribution as Prosimos has it: mean, least and most."""
    return [{"value": value} for value in (mean, 0.0, 50 * mean)]


def told(
    visits: int, began: float, wait: float, lead: float, cost: float | None = None
) -> dict[str, float | int]:
    """What one simulator did: activities, mean wait of a task and lead time in seconds, cost."""
    cpu = time.process_time() - began if cost is None else cost
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"activities": visits, "wait": wait, "lead": lead, "cpu_seconds": cpu, "peak_megabytes": peak}


CONTENDERS: dict[str, Callable[..., dict[str, Any]]] = {
    "liandong": liandong(keeps_events=False),
    "liandong-profile": liandong(keeps_events=True),
    "simpy": simpy,
    "prosimos": prosimos,
}

if __name__ == "__main__":
    numbers = [int(each) for each in sys.argv[2:]]
    run = {**CONTENDERS, "waits": simpy_waits}[sys.argv[1]]
    print(json.dumps(run(*numbers)))
