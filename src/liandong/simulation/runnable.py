"""What of a procedure cannot be simulated: refused where a forecast would be wrong, told where something is left out."""

from __future__ import annotations

from collections.abc import Iterator

from liandong.errors import ModelError
from liandong.procedure import Procedure
from liandong.procedure.model import Model, Node
from liandong.procedure.timers import fault, is_timer
from liandong.procedure.words import Text, called


def refuse_faults(procedure: Procedure) -> None:
    """Raises ModelError for the first fault that keeps the procedure from being run, with its element and line.

    These are the errors of ``procedure.check`` (a flow that leads nowhere, an element that cannot be run, a way that
    gets stuck or goes round) and timers that cases would wait for, whose time cannot be read.
    """
    wrong = next((it for it in procedure.check() if it.severity == "error"), None)
    if wrong is not None:
        raise ModelError(element=wrong.element, reason=(wrong.text("zh"), wrong.text("en")))
    for node in _inside(procedure.model):
        told = fault(node) if is_timer(node) and node.timer and not node.attached_to else None
        if told is not None:
            zh, en = told
            raise ModelError(element=node.id, reason=(f"第 {node.line} 行：{zh}", f"line {node.line}: {en}"))


def left_out(procedure: Procedure) -> tuple[Text, ...]:
    """What is in the file and not in its simulation, in Chinese and English."""
    return (*_other_processes(procedure.model), *_timers(procedure.model), *_odd(procedure.model))


def _other_processes(model: Model) -> Iterator[Text]:
    """All processes but the first one with steps: each would need arrivals of its own."""
    pools = {pool.process: pool.name for pool in model.pools}
    first, *others = [key for key in model.processes if any(model.within(key))] or [""]
    for key in others:
        zh = f"只仿真流程“{pools.get(first) or first}”，流程“{pools.get(key) or key}”不在其内"
        en = f"only the process “{pools.get(first) or first}” is simulated, without “{pools.get(key) or key}”"
        yield zh, en


def _timers(model: Model) -> Iterator[Text]:
    for node in _inside(model):
        zh, en = called(node)
        if is_timer(node) and node.attached_to:
            yield (
                f"{zh}到时不触发：办件由此离开的多少按画像的计数",
                f"{en} does not fire at its time: how many cases leave by it is as the profile counted",
            )
        elif is_timer(node) and not node.timer:
            yield (
                f"{zh}没有写明时间：按画像里同名环节用时",
                f"{en} gives no time: it takes that of the activity of its name",
            )


def _odd(model: Model) -> Iterator[Text]:
    """Elements that cannot be run as they are meant, and that cases pass or do not need."""
    for it in model.unsupported:
        zh = f"第 {it.line} 行的“{it.element}”（{it.id}）不能照原意仿真"
        yield zh, f"“{it.element}” ({it.id}) in line {it.line} is not simulated as it is meant"


def _inside(model: Model) -> Iterator[Node]:
    """The nodes of the process that is simulated, and of those inside it."""
    scopes = {next((key for key in model.processes if any(model.within(key))), "")}
    for node in model.nodes:
        if node.scope in scopes:
            scopes.add(node.id)
            yield node
