"""What is simulated: a procedure with who works on it, for how long, when, and how many cases come.

Values only. A model knows nothing of BPMN or of profiles: ``compiling`` turns it into arrays for the engine, and other
modules make models from a procedure and a profile. Element ids are the keys of the random numbers (``chance``), so two
models that share ids share their luck, and the difference between them is the difference of the models.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import isfinite

from liandong.errors import SettingError
from liandong.simulation.duration import Duration, exponential, fixed
from liandong.simulation.hours import ALWAYS, Hours

NOTHING = fixed(0)
_HOURS_A_WEEK = 7 * 24
#: Independent arrivals.
POISSON = exponential(1.0)


@dataclass(frozen=True)
class Task:
    """Work that one server of a role does for ``duration`` of the server's working time.

    ``before`` passes before the task is ready for the server: papers travel, an applicant is awaited, other work is done
    first. It passes on the clock or, with ``before_hours``, only in those hours; none at all (0) passes at any time.
    """

    id: str
    role: str
    duration: Duration
    name: str = ""
    before: Duration = NOTHING
    before_hours: Hours = ALWAYS
    #: How many servers' work the task is at once: a multi-instance task is done when all its instances are.
    instances: int = 1


@dataclass(frozen=True)
class Choice:
    """Exactly one of the outgoing flows, by their shares (XOR)."""

    id: str


@dataclass(frozen=True)
class Inclusive:
    """Each outgoing flow with its own chance, at least one (OR); ``join`` waits for those taken.

    The shares of its flows are drawn apart from one another. Where none of them is drawn, a case takes the flow with the
    largest share, so that one is taken more often than its share says: with shares of 0.5 and 0.4 by 0.5 + 0.5 × 0.6 = 80 %
    of the cases, the other by 40 %. Where exactly 80 and 40 % are known, give 0.5 and 0.4; in general give the likeliest flow
    1 - (1 - p) / (1 - q), with p the part of the cases that take it and q the chance that no other flow is drawn. Where
    flows depend on one another, put a ``Choice`` over their combinations, each behind a ``Fork`` of its own.
    """

    id: str
    join: str


@dataclass(frozen=True)
class Fork:
    """All outgoing flows at once (AND)."""

    id: str


@dataclass(frozen=True)
class Join:
    """Waits for all incoming flows of a fork, or those an inclusive gateway took."""

    id: str


@dataclass(frozen=True)
class Delay:
    """Time that passes without anybody's work; ``is_statutory`` where a clause prescribes it.

    With ``hours`` the duration is working time of those hours, else clock time; none at all (0) passes at any time.
    """

    id: str
    duration: Duration
    hours: Hours = ALWAYS
    is_statutory: bool = False
    name: str = ""


@dataclass(frozen=True)
class Batch:
    """Holds cases until there are ``size`` of them, or the first has waited ``at_most`` seconds (0: for ever)."""

    id: str
    size: int
    at_most: float = 0.0
    name: str = ""


@dataclass(frozen=True)
class End:
    """Where a token ends; the case ends with its last token."""

    id: str


Node = Task | Choice | Inclusive | Fork | Join | Delay | Batch | End


@dataclass(frozen=True)
class Flow:
    """From one node to another; ``share`` counts where the source chooses.

    A choice may remember how often the case has been there: ``later`` are the shares at its second visit, its third and
    so on, the last of them at all that follow; without any ``share`` holds at every visit.
    """

    source: str
    target: str
    share: float = 1.0
    later: tuple[float, ...] = ()


@dataclass(frozen=True)
class Shift:
    """``count`` servers that keep the same hours."""

    count: int
    hours: Hours = ALWAYS


@dataclass(frozen=True)
class Role:
    """Servers that share one queue: first come, first served within a priority; earlier shifts are asked first."""

    name: str
    shifts: tuple[Shift, ...]
    party: str = ""
    cost_per_hour: float = 0.0

    @property
    def people(self) -> int:
        """How many work in it, all shifts together."""
        return sum(shift.count for shift in self.shifts)

    @property
    def hours_a_week(self) -> float:
        """The hours that all of them are there in an ordinary week."""
        return sum(shift.count * shift.hours.minutes_a_week for shift in self.shifts) / 60

    @property
    def servers(self) -> tuple[str, ...]:
        """A name for each of them, numbered through the shifts."""
        return tuple(f"{self.name} {number}" for number in range(1, self.people + 1))


@dataclass(frozen=True)
class Arrivals:
    """When cases come: with independent gaps (``gap``), or with a rate for each hour of the week.

    ``per_hour`` has 168 rates (cases an hour) from Monday midnight; ``weekly`` multiplies those of each week from the
    start on and keeps its last value after its end; ``load`` multiplies everything. ``apart`` is how many arrivals are
    expected, by these rates, between one and the next: of mean one, exponential for a Poisson process, fixed for a clock.
    The first case comes after the part ``first`` of such a gap: 0 where cases come at the stroke of the clock. The cases of
    an hour come between its first open minute and its last, by ``hours``.
    """

    gap: Duration | None = None
    per_hour: tuple[float, ...] = ()
    weekly: tuple[float, ...] = ()
    apart: Duration = POISSON
    first: float = 1.0
    load: float = 1.0
    hours: Hours = ALWAYS

    def __post_init__(self) -> None:
        if len(self.per_hour) not in (0, _HOURS_A_WEEK):
            zh = f"须有 {_HOURS_A_WEEK} 个值，从周一零点起每小时一个；每天都一样时可写 rates * 7"
            en = f"it needs {_HOURS_A_WEEK} rates, one for each hour from Monday midnight: rates * 7 if all days are alike"
            raise SettingError(setting="per_hour", value=f"{len(self.per_hour)} × …", reason=(zh, en))
        for name, values in (("per_hour", self.per_hour), ("weekly", self.weekly), ("load", (self.load,))):
            for value in values:
                _check_rate(name, value)


@dataclass(frozen=True)
class CaseClass:
    """Cases that go their own way: other shares of flows (by ``(source, target)``, at every visit), other durations (by task id), other
    times before a task (``before``, by task id).

    A lower ``priority`` is served first.
    """

    name: str = ""
    share: float = 1.0
    priority: int = 0
    shares: Mapping[tuple[str, str], float] = field(default_factory=dict)
    durations: Mapping[str, Duration] = field(default_factory=dict)
    before: Mapping[str, Duration] = field(default_factory=dict)


@dataclass(frozen=True)
class Model:
    """A procedure that can be run. ``entry`` is the node a case begins at."""

    entry: str
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]
    roles: tuple[Role, ...]
    arrivals: Arrivals
    classes: tuple[CaseClass, ...] = (CaseClass(),)
    start: datetime = datetime(2024, 1, 1, tzinfo=UTC)
    timezone: str = "Asia/Shanghai"


def _check_rate(name: str, value: float) -> None:
    if not (value >= 0 and isfinite(value)):
        reason = ("来件速度须为不小于零的数", "a rate of arrivals is a number and not below zero")
        raise SettingError(setting=name, value=value, reason=reason)
