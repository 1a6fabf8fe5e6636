"""Which assumption matters: each is varied on its own, on the same luck, and the measure is taken.

The base is the measure of the model as it is, on that same luck: a bar tells how far the measure moves from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from liandong.procedure.words import Text
from liandong.simulation.calibration import element_of
from liandong.simulation.calibration.timing import ANY
from liandong.simulation.manning import scaled_in, staffed
from liandong.simulation.model import Delay, Model, Node, Role, Task
from liandong.stress.verdict import Bar

#: How much an assumption is varied, and how many replications each variation gets.
SWING, RUNS = 0.1, 5
#: As many tasks and waits are varied, those that take most of a case's time.
MOST = 6

Take = Callable[[Model, str], float]
#: An assumption in both languages, and the model when it is less and when it is more.
Varied = tuple[Text, Model, Model]


def bars(assumptions: Sequence[Varied], measure: str, base: float, take: Take) -> tuple[Bar, ...]:
    """A bar for each assumption, the widest first; ``base`` is the measure where nothing is varied."""
    found = [
        Bar(name, measure, take(less, measure), take(more, measure), base) for name, less, more in assumptions
    ]
    return tuple(sorted(found, key=lambda bar: (-_swing(bar), bar.assumption)))


def _swing(bar: Bar) -> float:
    """How far the measure moves; without end where one side is never done."""
    values = (bar.less, bar.base, bar.more)
    return 0.0 if len(set(values)) == 1 else max(values) - min(values)


def varied(model: Model, spent: Mapping[str, float]) -> Iterator[Varied]:
    """Each assumption of the model: load, people, and the times that cost a case most.

    ``spent`` is how long a case is at each node, all its visits together.
    """
    yield _load(model)
    for role in model.roles:
        if role.people > 1:
            yield (
                (f"“{role.name}”人数 ±1", f"people of {role.name} ±1"),
                _with(model, role, role.people - 1),
                _with(model, role, role.people + 1),
            )
    share = _percent(SWING)
    timed = [it for it in model.nodes if isinstance(it, (Task, Delay)) and spent.get(it.id, 0.0) > 0]
    for node in sorted(timed, key=lambda it: (-spent[it.id], it.id))[:MOST]:
        zh, en = _called(node, model)
        less, more = (_scaled(model, node.id, 1 + swing) for swing in (-SWING, SWING))
        yield (f"{zh} ±{share}", f"{en} ±{share}"), less, more


def _load(model: Model) -> Varied:
    arrivals, share = model.arrivals, _percent(SWING)
    low, high = (replace(arrivals, load=arrivals.load * (1 + swing)) for swing in (-SWING, SWING))
    words = (f"来件量 ±{share}", f"cases that come ±{share}")
    return words, replace(model, arrivals=low), replace(model, arrivals=high)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _called(node: Task | Delay, model: Model) -> Text:
    """What a task or a wait is called; a wait by the task it comes before, and the step it follows."""
    key = element_of(node.id)
    if key == node.id:
        return f"“{node.name or node.id}”用时", f"time of {node.name or node.id}"
    names = {it.id: it.name for it in model.nodes if isinstance(it, Task)}
    task, after = names.get(key) or node.name or key, node.id.removeprefix(key)[1:]
    if isinstance(node, Delay) and node.is_statutory:
        return f"“{task}”之前的法定时限", f"prescribed time before {task}"
    if after in ("", ANY):
        return f"“{task}”开始之前的等待", f"wait before {task}"
    return f"“{after}”之后、“{task}”开始之前的等待", f"wait between {after} and {task}"


def _with(model: Model, role: Role, people: int) -> Model:
    changed = staffed(role, people)
    return replace(model, roles=tuple(changed if it == role else it for it in model.roles))


def _scaled(model: Model, key: str, factor: float) -> Model:
    """The model with the time of one node longer or shorter, for all cases: those of a class have times of their own."""

    def scaled(node: Node) -> Node:
        if isinstance(node, (Task, Delay)) and node.id == key:
            return replace(node, duration=node.duration.scaled(factor))
        return node

    classes = tuple(scaled_in(it, {key: factor}, {}) for it in model.classes)
    return replace(model, nodes=tuple(map(scaled, model.nodes)), classes=classes)
