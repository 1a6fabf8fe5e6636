"""A profile and a procedure as a model that can be run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np

from liandong.procedure import Procedure
from liandong.procedure.graph import Edge, counts_of
from liandong.procedure.reform.settings import Origin, settings_of
from liandong.procedure.timers import seconds_of
from liandong.profile import Mark, Profile
from liandong.simulation import room as r
from liandong.simulation.calibration.arriving import arrivals_of, first_day, going_on, start_of
from liandong.simulation.calibration.building import Builder
from liandong.simulation.calibration.counts import Counts, mean_of
from liandong.simulation.calibration.memory import Later, Sequences, later_of
from liandong.simulation.calibration.paces import DEPENDENT, Paces, dependence
from liandong.simulation.calibration.routing import Shares, shares_of
from liandong.simulation.calibration.skeleton import TIMER, Skeleton, element_of, skeleton_of
from liandong.simulation.calibration.staff import Pool, Text, in_english, pools_of
from liandong.simulation.calibration.timing import ANY, Times, divided_at, less, times_of
from liandong.simulation.compiling import compiled
from liandong.simulation.distances import earth_movers, lead_times
from liandong.simulation.model import Arrivals, Delay, Model, Role, Task
from liandong.simulation.runnable import left_out, refuse_faults
from liandong.simulation.running import run

#: Where no role is busy for this share of its hours, no load makes a bottleneck of it (as ``stress.verdict`` has it).
BUSY_ENOUGH = 0.3
#: Cases of the trial runs that compare the lead time.
_TRIAL = 2_000
_TRIALS = 3
_TRIAL_DAYS = 3_650
#: Less than this of the waiting that is left makes it worth while to look again.
_RELIEVED = 0.98
#: So many standard errors may be luck.
_LUCK = 2.0
#: Shares of slow cases, and how far their times are their own, that are tried.
_SLOW = (0.1, 0.2, 0.4)
_STRENGTH, _STRENGTHS = 0.7, (0.5, 0.9)
#: Activities done so much more or less often than counted are told: times a case, and of what was counted; so many.
_OFTEN, _OFF, _TOLD = 0.05, 0.2, 3
#: Lead times that come nearer by less than this share are no reason for two paces.
_NEARER = 0.9


def calibrate(profile: Profile, procedure: Procedure) -> Calibration:
    """The numbers that make the procedure behave as the profile counted, from counts alone.

    Shares of ways, arrivals by hour of the week with their trend, work and waiting in the hours of those who were seen
    working, how many they are, prescribed times. What the profile does not tell is replaced by the next best thing and
    listed in ``fallbacks``: role, party, the whole log, always open. Raises CannotCalibrate for a profile without
    times, ModelError for a procedure that cannot be run.
    """
    refuse_faults(procedure)
    procedure = procedure.as_logged(_names(counts_of(profile)))
    skeleton = skeleton_of(procedure)
    # Of a procedure after a reform also what new activities were made of.
    made_of = {it.name for it in settings_of(procedure) if isinstance(it, Origin) and it.name}
    names = frozenset(step.activity for step in skeleton.steps.values() if step.activity) | made_of
    counts = Counts(profile, names)
    pools, notes = pools_of(counts, _lanes(procedure))
    times, more = times_of(counts, pools)
    _without_timers(times, skeleton)
    _with_limits(times, profile.settings.statutory, counts)
    roles, most = _roles(counts, pools, times)
    shares, sequences = shares_of(skeleton, counts.follows), Sequences.of(counts)
    found = Calibration(
        procedure=procedure,
        skeleton=skeleton,
        shares=shares,
        later=later_of(skeleton, shares, sequences) if sequences else {},
        times=times,
        pools=pools,
        roles=roles,
        arrivals=arrivals_of(profile),
        start=start_of(first_day(profile), profile.settings.timezone),
        timezone=profile.settings.timezone,
        follows=counts.follows,
        marks=profile.settings.statutory,
        fallbacks=(*notes, *more, *most, *_unknown(counts), *_forgetful(sequences), *left_out(procedure)),
    )
    days = _trial_days(found, counts.mean_lead_seconds)
    lead = counts.mean_lead_seconds, counts.cases
    found = _stretched(_relieved(found, days), days, *lead)
    paced = _paced(found, days, profile)
    found = found if paced is found else _stretched(paced, days, *lead)
    return replace(found, fallbacks=(*found.fallbacks, *_misfits(found, days, counts)))


@dataclass(frozen=True)
class Calibration:
    """The numbers of a procedure, by element and by activity, from the counts of a profile.

    ``model`` is the procedure as it was counted; ``model_of(edited)`` is an edited one, in which every element that is
    known by its id keeps its numbers. ``fallbacks`` say in Chinese and English what the profile did not tell.
    """

    procedure: Procedure
    skeleton: Skeleton
    shares: Shares
    later: Later
    times: Times
    pools: Mapping[str, Pool]
    roles: Mapping[str, Role]
    arrivals: Arrivals
    start: datetime
    timezone: str
    follows: Mapping[tuple[str, str], int]
    marks: tuple[Mark, ...] = ()
    #: What every wait is multiplied by, so that the mean lead time is the counted one.
    stretch: float = 1.0
    #: What is left of the waiting before each task, by id, without that which its queue makes anew; 1 where none is named.
    relief: Mapping[str, float] = field(default_factory=dict)
    #: How quick and slow cases differ, where lead times tell of them.
    paces: Paces | None = None
    fallbacks: tuple[Text, ...] = ()

    @cached_property
    def model(self) -> Model:
        """The procedure as a model; the ids of nodes are those of its elements (``skeleton.element_of``)."""
        return self.model_of(self.procedure)

    def model_of(self, procedure: Procedure) -> Model:
        """The model of a procedure, such as an edited one.

        An element known by its id keeps its calibrated numbers, whatever its name is now. A new one with the name of a
        counted activity has the numbers of that; any other new task takes as long as the median of all tasks, without
        any waiting, and is done by the role of its lane, else by the largest. A choice behind other steps than before goes
        on as those did that they stand for (``standing``), a new one by the counts of the activities behind it, else evenly.
        Raises ModelError, which names the element that cannot be run.
        """
        return Builder(self, procedure.as_logged(_names(self.follows))).model()

    @cached_property
    def waits(self) -> frozenset[str]:
        """The ids of the nodes that are waiting before a task; ``element_of`` gives the task."""
        return frozenset(
            node.id
            for node in self.model.nodes
            if isinstance(node, Delay) and element_of(node.id) != node.id and not node.is_statutory
        )

    def starting(self, at: datetime) -> Model:
        """The model from another instant on, cases coming at the level of the last weeks."""
        return replace(
            self.model, start=at, arrivals=going_on(self.arrivals, at.astimezone(ZoneInfo(self.timezone)))
        )


def _names(follows: Iterable[Edge]) -> set[str]:
    """The activities of a profile, as it spells them."""
    return {name for edge in follows for name in edge}


def _lanes(procedure: Procedure) -> dict[str, str]:
    """The name of the lane each activity lies in."""
    lanes = {lane.id: lane.name for lane in procedure.model.lanes}
    return {node.label: lanes[node.lane] for node in procedure.model.activities if node.lane in lanes}


def _unknown(counts: Counts) -> list[Text]:
    """A note on activities of the procedure that were never counted."""
    missing = sorted(name for name in counts.activities if not counts.total.get(name))
    if not missing:
        return []
    zh = f"画像里没有环节“{'、'.join(missing)}”：不经过，也不用时"
    en = f"the profile has no activity {', '.join(missing)}: it takes no time, and cases reach it only by chance"
    return [(zh, en)]


def _forgetful(sequences: Sequences | None) -> list[Text]:
    """A note where choices cannot remember earlier visits."""
    if sequences is not None:
        return []
    zh = "画像不含全部走法：循环每次返回的概率视为相同"
    en = "the profile does not have the sequences of all cases: a loop goes round with the same chance every time"
    return [(zh, en)]


def _without_timers(times: Times, skeleton: Skeleton) -> None:
    """Takes a timer's time out of the waiting for the activity behind it: the timer itself will pass."""
    for key, step in skeleton.steps.items():
        seconds = seconds_of(step.element.timer) if step.kind == TIMER and step.element else None
        for target in skeleton.leaving[key] if seconds else ():
            activity = skeleton.steps[target].activity
            if activity and skeleton.reaching[target] == [key]:
                prescribed = times.statutory.pop(activity, 0)
                for edge in [edge for edge in times.before if edge[1] == activity]:
                    whole = times.before[edge] + (prescribed if edge[0] == ANY else 0)
                    times.before[edge] = less(whole, seconds or 0.0)


def _with_limits(times: Times, marks: tuple[Mark, ...], counts: Counts) -> None:
    """What lies beyond the days a clause prescribes is waiting like any other."""
    for mark in marks:
        activity = mark.activity or mark.target
        shape = times.statutory.get(activity)
        if shape is None:
            continue
        # The cases that were not under the mark pass at once.
        others = max(counts.total.get(activity, 0) - shape.sum(), 0)
        days = mark.days or mark.working_days * 7 / 5
        if days:
            shape, beyond = divided_at(shape, days * 86_400)
            times.before[ANY, activity] = times.before[ANY, activity] + beyond
        shape[0] += others
        times.statutory[activity] = shape


def _roles(counts: Counts, pools: Mapping[str, Pool], times: Times) -> tuple[dict[str, Role], list[Text]]:
    """The roles, with the staff that the counted work needs."""
    roles: dict[str, Role] = {}
    notes: list[Text] = []
    used: dict[str, float] = {}
    for pool in dict.fromkeys(pools.values()):
        hours = sum(
            counts.total.get(name, 0) * mean_of(times.work[name]) / 3_600
            for name in pools
            if pools[name] is pool
        )
        busy = hours / counts.weeks * pool.share / pool.share.sum()
        roles[pool.name], is_more = pool.role(busy)
        if is_more and not pool.is_always_open:
            zh = f"“{pool.name}”记录的办理时间超过在岗人员所能承担：按一人同时办几件处理"
            en = f"{in_english(pool.name)}: more work was recorded than those seen can do one at a time, so they do several at once"
            notes.append((zh, en))
        used[pool.name] = float(busy.sum()) / roles[pool.name].hours_a_week
    busiest = max(used, key=lambda name: (used[name], name))
    if used[busiest] < BUSY_ENOUGH:
        share = f"{100 * used[busiest]:.0f}"
        zh = f"最忙的“{busiest}”也只占用 {share}% 的在岗时间：来件再多也几乎不排队，等待按画像原样保留，预测不含负荷信息"
        en = (
            f"even {in_english(busiest)}, the busiest, works {share}% of its hours: more cases hardly queue, waits stay as counted, and a "
            "forecast for other loads knows nothing of them"
        )
        notes.append((zh, en))
    return roles, notes


def _trial_days(found: Calibration, lead_seconds: float) -> int:
    """How long a trial run may go on."""
    arrivals = found.arrivals
    a_day = sum(arrivals.per_hour) / 7 * arrivals.weekly[-1]
    return round(min(max(_TRIAL / max(a_day, 0.1), 60) * 4 + 20 * lead_seconds / 86_400, _TRIAL_DAYS))


def _misfits(found: Calibration, days: int, counts: Counts) -> list[Text]:
    """A note on the activities that the procedure does not let cases do as often as they were counted."""
    done = _Trial(found, days).done
    often = {name: counts.total.get(name, 0) / counts.cases for name in found.times.work}
    off = {name: done[name] - n for name, n in often.items() if abs(done[name] - n) > max(_OFTEN, _OFF * n)}
    if not off:
        return []
    worst = sorted(off, key=lambda name: (-abs(off[name]), name))[:_TOLD]
    more = "…" if len(off) > _TOLD else ""
    zh = "、".join(f"“{name}”每件 {often[name]:.2f} 次，模型里 {done[name]:.2f} 次" for name in worst)
    en = "; ".join(f"{name} {often[name]:.2f} times a case, in the model {done[name]:.2f}" for name in worst)
    return [
        (
            f"流程图与画像的走法不合：{zh}{more}；可换一张更贴合的流程图再仿真",
            f"the procedure does not go as the profile was counted: {en}{more}; a procedure that fits better gives better forecasts",
        )
    ]


def _relieved(found: Calibration, days: int) -> Calibration:
    """The calibration without the waiting that queues make again."""
    relief = _Trial(found, days).relief
    return replace(found, relief=relief) if any(share < _RELIEVED for share in relief.values()) else found


def _stretched(found: Calibration, days: int, lead_seconds: float, cases: int) -> Calibration:
    """The calibration whose trial runs have the counted mean lead time."""
    for _ in range(_TRIALS):
        trial = _Trial(found, days)
        lead, waited = trial.lead, trial.waited
        if not waited > 0 or not len(lead):
            break
        # What luck alone makes of so many cases is no reason to stretch anything.
        error = lead.std() * (1 / len(lead) + 1 / cases) ** 0.5
        if abs(lead.mean() - lead_seconds) < _LUCK * error:
            break
        factor = (lead_seconds - (lead.mean() - waited)) / waited
        found = replace(found, stretch=found.stretch * float(np.clip(factor, 0.1, 10.0)))
    return found


def _paced(found: Calibration, days: int, profile: Profile) -> Calibration:
    """The calibration with quick and slow cases, where the steps of a case hang together and lead times come nearer so."""
    if dependence(profile) < DEPENDENT:
        return found
    counted = lead_times(profile)

    def missed(paces: Paces | None) -> float:
        lead = _Trial(replace(found, paces=paces), days).lead
        return earth_movers(*counted, lead, np.ones(len(lead)))

    far = {paces: missed(paces) for paces in (Paces(slow, _STRENGTH) for slow in _SLOW)}
    slow = min(far, key=far.__getitem__).slow
    far |= {paces: missed(paces) for paces in (Paces(slow, strength) for strength in _STRENGTHS)}
    best = min(far, key=far.__getitem__)
    return _with_note(replace(found, paces=best)) if far[best] < _NEARER * missed(None) else found


def _with_note(found: Calibration) -> Calibration:
    """The calibration with a note on its quick and slow cases."""
    share = f"{100 * found.paces.slow:.0f}" if found.paces else ""
    zh = f"走法相同的办件用时相差很大，各环节快慢相连：分为快、慢两类，慢件约占 {share}%"
    en = (
        "cases that go the same way differ in time by more than independent steps would: they are divided into quick and "
        f"slow ones, {share}% slow"
    )
    return replace(found, fallbacks=(*found.fallbacks, (zh, en)))


class _Trial:
    """A run of a calibrated model that is not kept, only looked at."""

    def __init__(self, found: Calibration, days: int) -> None:
        self.found, self.plan = found, compiled(found.model, days=days)
        leads, until = [np.zeros(0)], days * r.DAY
        limits = r.Limits(0, 0, _TRIAL, until, until, 0, keeps_events=True)
        self.sums = run(self.plan, limits, lambda rows: leads.append(_lead_seconds(rows))).sums.node
        #: Seconds of each case.
        self.lead = np.concatenate(leads)

    @property
    def done(self) -> Counter[str]:
        """How often a case does each activity."""
        found = Counter[str]()
        for node, row in zip(self.plan.nodes, self.sums, strict=True):
            if isinstance(node, Task):
                found[self.found.skeleton.steps[node.id].activity] += row[r.VISITS] / max(len(self.lead), 1)
        return found

    @property
    def waited(self) -> float:
        """The seconds of waiting in a case, on average, without queues."""
        waits = [node.id in self.found.waits for node in self.plan.nodes]
        return float(self.sums[waits, r.HELD].sum()) / 1e6 / max(len(self.lead), 1)

    @property
    def relief(self) -> dict[str, float]:
        """What is left of the waiting for each task when that in its queue is taken away: a log counts both together."""
        queued, held = Counter[str](), Counter[str]()
        for node, row in zip(self.plan.nodes, self.sums, strict=True):
            if isinstance(node, Task):
                queued[node.id] += row[r.WAITED] - row[r.CLOSED]
            elif isinstance(node, Delay) and node.id in self.found.waits:
                # In open time like the queues': nights and Sundays belong to neither.
                held[element_of(node.id)] += row[r.VISITS] * node.duration.mean * 1e6
        return {task: max(1 - queued[task] / whole, 0.0) for task, whole in held.items() if whole > 0}


def _lead_seconds(rows: np.ndarray) -> np.ndarray:
    """The lead times of whole cases as a log shows them: from their first start, whatever came before it."""
    begins = np.flatnonzero(np.diff(rows[:, r.T_CASE], prepend=-1))
    found: np.ndarray = (
        np.maximum.reduceat(rows[:, r.T_END], begins) - np.minimum.reduceat(rows[:, r.T_START], begins)
    ) / 1e6
    return found
