"""The engine against queueing theory: each known value lies inside the 95 % interval of independent replications.

Formulas: Erlang (1917) for M/M/c, Pollaczek–Khinchine (1930) for M/G/1, Cobham (1954) for priorities, Jackson (1957) for
networks, Nelson & Tantawi (1988) for the fork and join of two M/M/1.
"""

import math
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from liandong.simulation import room as r
from liandong.simulation.compiling import compiled
from liandong.simulation.duration import exponential, fixed, lognormal, uniform
from liandong.simulation.hours import ALWAYS, Hours
from liandong.simulation.model import (
    Arrivals,
    Batch,
    CaseClass,
    Choice,
    End,
    Flow,
    Fork,
    Join,
    Model,
    Role,
    Shift,
    Task,
)
from liandong.simulation.room import Limits
from liandong.simulation.running import run

FOR_EVER = 1 << 61
HOUR = 3600.0


EVERYBODY = (CaseClass(),)


def station(service, *, rate, servers=1, hours=ALWAYS, classes=EVERYBODY):
    """One queue: cases come at ``rate`` a second as a Poisson process."""
    return Model(
        "work",
        (Task("work", "desk", service), End("end")),
        (Flow("work", "end"),),
        (Role("desk", (Shift(servers, hours),)),),
        Arrivals(gap=exponential(1 / rate)),
        classes,
    )


def replications(model, *, cases, measure, many=20, warm=0.1, days=4000):
    """``measure(sums)`` of each of many runs, the first tenth of the cases left out."""
    plan = compiled(model, days=days)
    mean_gap = model.arrivals.gap.mean if model.arrivals.gap else 0
    limits = [
        Limits(7, n, cases, FOR_EVER, FOR_EVER, int(warm * cases * mean_gap * 1e6), keeps_events=False)
        for n in range(many)
    ]
    return np.array([measure(run(plan, each).sums) for each in limits])


def wait_of(node=0):
    return lambda sums: sums.node[node, r.WAITED] / sums.node[node, r.VISITS] / 1e6


def lead_time(kind=0):
    return lambda sums: sums.cases[kind, 1] / sums.cases[kind, 0]


def interval(values):
    """The 95 % interval of the mean of independent values; 2.093 is Student's t with 19 degrees of freedom."""
    assert len(values) == 20
    half = 2.093 * values.std(ddof=1) / math.sqrt(len(values))
    return values.mean() - half, values.mean() + half


def erlang_c(servers, load):
    """The chance to wait in M/M/c with ``load`` = rate times mean service."""
    terms = [load**k / math.factorial(k) for k in range(servers)]
    last = load**servers / math.factorial(servers) * servers / (servers - load)
    return last / (sum(terms) + last)


@pytest.mark.parametrize(("servers", "load"), [(1, 0.8), (3, 2.4), (5, 3.0)])
def test_m_m_c_waits_as_erlang_says(servers, load):
    waits = replications(station(exponential(1), rate=load, servers=servers), cases=20_000, measure=wait_of())
    low, high = interval(waits)
    assert low <= erlang_c(servers, load) / (servers - load) <= high


@pytest.mark.parametrize("service", [fixed(1), uniform(0, 2), lognormal(1, 1.5)])
def test_m_g_1_waits_as_pollaczek_and_khinchine_say(service):
    second_moment = {fixed(1): 1, uniform(0, 2): 4 / 3, lognormal(1, 1.5): 1 + 1.5**2}[service]
    waits = replications(station(service, rate=0.7), cases=30_000, measure=wait_of())
    low, high = interval(waits)
    assert low <= 0.7 * second_moment / (2 * 0.3) <= high


def test_priorities_wait_as_cobham_says():
    urgent, other = CaseClass("urgent", 0.25, 0), CaseClass("other", 0.75, 1)
    model = station(exponential(1), rate=0.8, classes=(other, urgent))
    residual = 0.8
    for kind, expected in ((1, residual / (1 - 0.2)), (0, residual / ((1 - 0.2) * (1 - 0.8)))):
        waits = replications(model, cases=40_000, measure=lambda sums, kind=kind: lead_time(kind)(sums) - 1)
        low, high = interval(waits)
        assert low <= expected <= high


def test_a_loop_is_a_jackson_network():
    model = station(exponential(1), rate=0.45)
    looped = replace(
        model,
        nodes=(*model.nodes, Choice("again?")),
        flows=(Flow("work", "again?"), Flow("again?", "work", 0.4), Flow("again?", "end", 0.6)),
    )
    rate = 0.45 / 0.6
    low, high = interval(replications(looped, cases=20_000, measure=lead_time()))
    assert low <= rate / (1 - rate) / 0.45 <= high  # Little: cases in the system over their rate


def test_fork_and_join_of_two_queues_takes_as_long_as_nelson_and_tantawi_say():
    model = Model(
        "fork",
        (
            Fork("fork"),
            Task("a", "A", exponential(1)),
            Task("b", "B", exponential(1)),
            Join("join"),
            End("end"),
        ),
        (Flow("fork", "a"), Flow("fork", "b"), Flow("a", "join"), Flow("b", "join"), Flow("join", "end")),
        (Role("A", (Shift(1),)), Role("B", (Shift(1),))),
        Arrivals(gap=exponential(1 / 0.6)),
    )
    low, high = interval(replications(model, cases=20_000, measure=lead_time()))
    assert low <= (12 - 0.6) / 8 / (1 - 0.6) <= high


def test_hours_only_stop_the_clock():
    """M/M/3 from 9 to 17: with arrivals in the same hours, the waits in open time are those of M/M/3."""
    hours = Hours.daily((9, 17), days=range(7))
    rates = tuple(120.0 if 9 <= hour % 24 < 17 else 0.0 for hour in range(168))
    model = replace(
        station(exponential(72), rate=1, servers=3, hours=hours),
        arrivals=Arrivals(per_hour=rates),
        timezone="UTC",
    )

    def open_wait(sums):
        return (sums.node[0, r.WAITED] - sums.node[0, r.CLOSED]) / sums.node[0, r.VISITS] / 1e6

    low, high = interval(replications(model, cases=20_000, measure=open_wait, days=60))
    assert low <= erlang_c(3, 2.4) / (3 - 2.4) * 72 <= high


def test_d_d_1_with_shifts_by_hand():
    """One case an hour from midnight on, 90 minutes of work each, open 0–2 and 4–8: by hand on paper.

    Work: first 0:00–1:30; second 1:30–2:00 and 4:00–5:00; third 5:00–6:30; fourth 6:30–8:00.
    """
    start = datetime(2024, 1, 1, tzinfo=UTC)
    hours = Hours.daily((0, 2), (4, 8), days=range(7))
    model = replace(
        station(fixed(1.5 * HOUR), rate=1, hours=hours), arrivals=Arrivals(gap=fixed(HOUR)), timezone="UTC"
    )
    kept = []
    plan = compiled(replace(model, start=start), days=3)
    run(
        plan, Limits(1, 0, 4, FOR_EVER, FOR_EVER, 0, keeps_events=True), lambda rows: kept.append(rows.copy())
    )
    rows = np.concatenate(kept)
    times = rows[:, [r.T_READY, r.T_START, r.T_END]] / 1e6 / HOUR
    assert times.tolist() == [[1, 1, 4.5], [2, 4.5, 6], [3, 6, 7.5], [4, 7.5, 25]]


def test_a_batch_holds_its_cases_until_it_is_full():
    model = station(fixed(0), rate=0.5, servers=1)
    batched = replace(
        model,
        entry="batch",
        nodes=(*model.nodes, Batch("batch", 5)),
        flows=(Flow("batch", "work"), Flow("work", "end")),
    )
    held = replications(batched, cases=20_000, measure=lead_time(), warm=0)
    low, high = interval(held)
    assert low <= (5 - 1) / (2 * 0.5) <= high
