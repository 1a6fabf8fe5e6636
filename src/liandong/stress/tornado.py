"""Which assumption matters: each is varied on its own, on the same luck, and the measure is taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from liandong.simulation.calibration import element_of
from liandong.simulation.manning import staffed
from liandong.simulation.model import Delay, Model, Role, Task
from liandong.stress.verdict import Bar

#: How much an assumption is varied, and how many replications each variation gets.
SWING, RUNS = 0.1, 5
#: As many tasks and waits are varied, those with the most time in them.
MOST = 6

Take = Callable[[Model, str], float]
#: An assumption in both languages, and the model when it is less and when it is more.
Varied = tuple[tuple[str, str], Model, Model]


def bars(assumptions: Sequence[Varied], measure: str, take: Take) -> tuple[Bar, ...]:
    """A bar for each assumption, the widest first."""
    found = [Bar(name, measure, take(less, measure), take(more, measure)) for name, less, more in assumptions]
    return tuple(sorted(found, key=lambda bar: (-_swing(bar), bar.assumption)))


def _swing(bar: Bar) -> float:
    """How far the measure moves; without end where one side is never done."""
    return 0.0 if bar.more == bar.less else abs(bar.more - bar.less)


def varied(model: Model) -> Iterator[Varied]:
    """Each assumption of the model: load, people, and the times that are longest."""
    arrivals = model.arrivals
    low, high = (replace(arrivals, load=arrivals.load * (1 + swing)) for swing in (-SWING, SWING))
    share = f"{100 * SWING:.0f} %"
    yield (
        (f"来件量 ±{share}", f"cases that come ±{share}"),
        replace(model, arrivals=low),
        replace(model, arrivals=high),
    )
    for role in model.roles:
        if role.people > 1:
            yield (
                (f"“{role.name}”人数 ±1", f"people of {role.name} ±1"),
                _with(model, role, role.people - 1),
                _with(model, role, role.people + 1),
            )
    names = {it.id: it.name or it.id for it in model.nodes if isinstance(it, Task)}
    timed = [it for it in model.nodes if isinstance(it, (Task, Delay)) and it.duration.mean > 0]
    for node in sorted(timed, key=lambda it: (-it.duration.mean, it.id))[:MOST]:
        zh, en = _called(node, names)
        yield (
            (f"{zh} ±{share}", f"{en} ±{share}"),
            _scaled(model, node.id, 1 - SWING),
            _scaled(model, node.id, 1 + SWING),
        )


def _called(node: Task | Delay, names: dict[str, str]) -> tuple[str, str]:
    """What a task or a wait is called; a wait by the task it comes before, and the step it follows."""
    task = element_of(node.id)
    if task == node.id:
        return f"“{node.name or node.id}”用时", f"time of {node.name or node.id}"
    after = node.id.removeprefix(task)[1:]
    name = names.get(task, task)
    return f"“{after or '…'}”之后等“{name}”", f"wait for {name} after {after or '…'}"


def _with(model: Model, role: Role, people: int) -> Model:
    changed = staffed(role, people)
    return replace(model, roles=tuple(changed if it == role else it for it in model.roles))


def _scaled(model: Model, key: str, factor: float) -> Model:
    nodes = tuple(
        replace(it, duration=it.duration.scaled(factor))
        if isinstance(it, (Task, Delay)) and it.id == key
        else it
        for it in model.nodes
    )
    return replace(model, nodes=nodes)
