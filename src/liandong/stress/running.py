"""A stress test run: every scenario, before and after the reform, on the same luck."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from liandong.effect.measures import Measure
from liandong.errors import SettingError
from liandong.procedure.words import Text
from liandong.simulation import room as r
from liandong.simulation.compiling import SECOND, Compiled, compiled
from liandong.simulation.model import Model
from liandong.simulation.running import Run, run
from liandong.stress.criterion import OTHERS
from liandong.stress.measured import Series, figures, series, utilisation
from liandong.stress.models import versions_of
from liandong.stress.plan import StressTest
from liandong.stress.scenario import Scenario
from liandong.stress.tornado import RUNS, bars, varied
from liandong.stress.uncertainty import Evidence, redrawn
from liandong.stress.verdict import AFTER, BEFORE, CHANGE, Judgement, Registration, Row, Strain, Verdict

LEVEL = 0.95
#: What is always measured beside what the criteria ask.
_USUAL = ("mean", "median", "p90", *OTHERS)
_DAY = 86_400 * SECOND
_ENOUGH = 1 << 40

Progress = Callable[[int, int], None]
T = TypeVar("T")


@dataclass(frozen=True)
class Outcome:
    """The runs of one version of the procedure in one scenario: a figure of each replication, and the days."""

    values: dict[str, np.ndarray]
    days: Series
    busy: dict[str, float]


def stress_test(
    test: StressTest,
    registration: Registration,
    *,
    workers: int = 1,
    progress: Progress | None = None,
) -> Verdict:
    """Runs the test, and judges it by the criteria that were registered.

    Every scenario runs before and after the reform on common random numbers; each replication draws anew what the
    profile leaves open (``uncertainty``), so an interval holds both kinds of chance. The result does not depend on
    ``workers``. ``progress`` is told (done, total) runs. Raises CannotCalibrate, and StressTestDamaged for what cannot run.

    Source of the design: Kleijnen, Design and Analysis of Simulation Experiments, 2nd ed., 2015, ch. 2 and 6.
    """
    if registration.sha256 != test.sha256:
        reason = ("登记的是另一个测试", "another test was registered")
        raise SettingError(setting="registration", value=registration.sha256, reason=reason)
    # All models are made before any runs: what is wrong with the last scenario is told at once.
    versions, models = versions_of(test), test.models.of
    bench = _Bench(test, workers, progress)
    judged, measure = versions[-1], test.criteria[0].measure
    usual = models[test.scenarios[0].name, judged]
    assumptions = tuple(varied(usual, bench.spent(usual)))
    bench.total = len(models) * test.head.replications + (2 * len(assumptions) + 1) * bench.runs_of_each
    outcomes = {key: bench.tried(model, key[1]) for key, model in models.items()}
    rows = tuple(_rows(test.scenarios, outcomes, versions))
    kept = {name: found for (name, version), found in outcomes.items() if version == judged}
    return Verdict(
        name=test.head.name,
        registration=registration,
        judgements=tuple(_judgements(test, rows, judged)),
        rows=rows,
        strains=tuple(_strains(test.scenarios, kept)),
        bars=bars(assumptions, measure, bench.mean_of(usual, measure), bench.mean_of),
        series={name: found.days for name, found in kept.items()},
        utilisation={name: found.busy for name, found in kept.items()},
        replications=test.head.replications,
        level=level_of(test.head.replications),
        is_reform=test.reform is not None,
        is_draft=test.is_draft,
        notes=(
            *test.models.calibration.fallbacks,
            *test.models.notes,
            *_manned(test.scenarios, models, judged),
        ),
        inputs=test.inputs,
    )


class _Bench:
    """Runs models for one test."""

    def __init__(self, test: StressTest, workers: int, progress: Progress | None) -> None:
        self.test, self.workers, self.progress = test, workers, progress
        self.measures = tuple(dict.fromkeys((*(it.measure for it in test.criteria), *_USUAL)))
        self.within = tuple(sorted(_limits(test)))
        self.runs_of_each = min(RUNS, test.head.replications)
        self.done = self.total = 0
        self.evidence = self._evidence()

    def tried(self, model: Model, version: str) -> Outcome:
        """The replications of the model, each with what is unknown drawn anew."""
        head, horizon = self.test.head, self.test.horizon

        def one(number: int) -> tuple[Compiled, Run]:
            drawn = redrawn(
                model,
                self.evidence,
                seed=head.seed,
                replication=number,
                fixed=self.test.models.fixed[version],
            )
            plan = compiled(drawn, days=horizon.most_days)
            return plan, self._run(plan, number)

        with ThreadPoolExecutor(max(1, self.workers)) as pool:
            found = list(self._told(pool.map(one, range(head.replications))))
        runs = [each for _, each in found]
        busy = [utilisation(each, plan, horizon) for plan, each in found]
        values = [
            figures(each, plan, self.measures, self.test.costs, hours)
            for (plan, each), hours in zip(found, busy, strict=True)
        ]
        return Outcome(
            {name: np.array([each[name] for each in values]) for name in self.measures},
            series(runs, found[0][0], horizon.most_days),
            dict(zip([role.name for role in model.roles], np.mean(busy, axis=0).tolist(), strict=True)),
        )

    def mean_of(self, model: Model, measure: str) -> float:
        """The measure's mean over some replications, nothing drawn anew."""
        horizon = self.test.horizon
        plan = compiled(model, days=horizon.most_days)
        runs = self._told(self._run(plan, number) for number in range(self.runs_of_each))
        found = [
            figures(each, plan, [measure], self.test.costs, utilisation(each, plan, horizon)) for each in runs
        ]
        return float(np.mean([each[measure] for each in found]))

    def _run(self, plan: Compiled, number: int) -> Run:
        head, horizon = self.test.head, self.test.horizon
        last, until = 7 * head.weeks * _DAY, horizon.most_days * _DAY
        warm = 7 * head.warm_up_weeks * _DAY
        return run(
            plan,
            r.Limits(head.seed, number, _ENOUGH, last, until, warm, keeps_events=False),
            within=self.within,
        )

    def _told(self, runs: Iterable[T]) -> Iterator[T]:
        for each in runs:
            self.done += 1
            if self.progress is not None:
                self.progress(self.done, self.total)
            yield each

    def spent(self, model: Model) -> dict[str, float]:
        """How many seconds a case is at each node: all its visits together, worked on or waiting there by itself."""
        plan, found = self._once(model)
        spent = found.sums.node[:, [r.LASTED, r.HELD]].sum(axis=1) / SECOND / max(found.came, 1)
        return {node.id: float(each) for node, each in zip(plan.nodes, spent, strict=True)}

    def _evidence(self) -> Evidence:
        """How often the profile's cases passed each node: its cases, at the rates of one run of the model."""
        cases = float(self.test.profile.case["n"].sum())
        plan, found = self._once(self.test.models.calibration.model)
        passed = found.sums.node[:, r.VISITS] / max(found.came, 1) * cases
        counted = {node.id: float(n) for node, n in zip(plan.nodes, passed, strict=True) if n > 0}
        return Evidence(cases, counted)

    def _once(self, model: Model) -> tuple[Compiled, Run]:
        """One run, of which nobody is told."""
        plan = compiled(model, days=self.test.horizon.most_days)
        return plan, self._run(plan, 0)


def _rows(
    scenarios: Iterable[Scenario], outcomes: dict[tuple[str, str], Outcome], versions: Sequence[str]
) -> Iterable[Row]:
    for scenario in scenarios:
        found = {version: outcomes[scenario.name, version].values for version in versions}
        if AFTER in found:
            with np.errstate(invalid="ignore"):
                found[CHANGE] = {name: found[AFTER][name] - found[BEFORE][name] for name in found[BEFORE]}
        for version, values in found.items():
            for measure, drawn in values.items():
                yield Row(scenario.name, version, measure, *_interval(drawn))


def _limits(test: StressTest) -> Iterator[float]:
    """The lead times in seconds on which a criterion turns."""
    for it in test.criteria:
        if it.is_time:
            yield it.bound
        elif it.measure not in OTHERS:
            yield Measure.from_string(it.measure).target_seconds


def level_of(replications: int) -> float:
    """How sure an interval of so many replications is: one more falls between the least and the most of n with (n−1)/(n+1)."""
    return min(LEVEL, (replications - 1) / (replications + 1))


def _manned(
    scenarios: Sequence[Scenario], models: Mapping[tuple[str, str], Model], version: str
) -> Iterable[Text]:
    """How many people are left where a scenario changes them: half a person cannot be taken away."""
    usual = {role.name: role.people for role in models[scenarios[0].name, version].roles}
    for scenario in scenarios[1:]:
        if scenario.staff.value == 1:
            continue
        now = {role.name: role.people for role in models[scenario.name, version].roles}
        told = [f"{name} {usual.get(name, n)}→{n}" for name, n in now.items() if usual.get(name) != n]
        zh, en = "、".join(told) or "不变", ", ".join(told) or "as before"
        yield f"{scenario.name}：人数 {zh}", f"{scenario.name}: people {en}"


def _interval(drawn: np.ndarray) -> tuple[float, float, float]:
    """The mean, and the interval that holds the middle 95 % of the replications; NaN where some cannot be compared."""
    if np.isnan(drawn).any():
        return np.nan, np.nan, np.nan
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail], method="inverted_cdf")
    mean = float(np.mean(drawn))
    return mean, min(float(low), mean), max(float(high), mean)


def _judgements(test: StressTest, rows: tuple[Row, ...], version: str) -> Iterable[Judgement]:
    for criterion in test.criteria:
        for row in rows:
            applies = not criterion.scenarios or row.scenario in criterion.scenarios
            if applies and (row.version, row.measure) == (version, criterion.measure):
                yield Judgement(criterion, row, criterion.judge(row.low, row.high))


def _strains(scenarios: Sequence[Scenario], outcomes: dict[str, Outcome]) -> Iterable[Strain]:
    """In each scenario, the role whose queue first stays for five days above its longest in ordinary times."""
    usual = {role: max(queue) for role, queue in outcomes[scenarios[0].name].days.queues.items()}
    for scenario in scenarios[1:]:
        queues = outcomes[scenario.name].days.queues
        found = [
            Strain(scenario.name, role, day + 1, max(queue), usual.get(role, 0.0))
            for role, queue in queues.items()
            if (day := _first_above(np.array(queue), usual.get(role, 0.0))) is not None
        ]
        if found:
            yield min(found, key=lambda it: (it.day, -it.queue, it.role))


def _first_above(queue: np.ndarray, limit: float) -> int | None:
    """The first of five days in a row above the limit."""
    above = np.convolve(queue > max(limit, 0.5), np.ones(5), "valid") > 4.5
    return int(above.argmax()) if above.any() else None
