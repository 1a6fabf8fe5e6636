"""What a reform set in a procedure, applied to the model of the procedure.

``Calibration.model_of`` builds a model of the edited procedure's elements and flows; what no element shows (shares,
lengths, people, hours, batches, priorities, load) stands in the file as settings (``procedure.reform.settings``) and is
applied here. The ids of the model's nodes stay, so that runs of before and after share their luck.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from liandong.errors import ModelError
from liandong.procedure import Procedure
from liandong.procedure.reform import settings_of
from liandong.procedure.reform.amount import Amount
from liandong.procedure.reform.settings import Delay as DelaySet
from liandong.procedure.reform.settings import Gate, Load, Queue, Scale, Share
from liandong.simulation.calibration.skeleton import MARK, skeleton_of
from liandong.simulation.duration import fixed
from liandong.simulation.hours import ALWAYS, Hours
from liandong.simulation.manning import is_wait, manned, scaled_in
from liandong.simulation.model import NOTHING, Batch, CaseClass, Choice, Delay, Flow, Model, Node, Task
from liandong.worktime import Calendar

Way = tuple[str, str]
#: Before every priority a calibrated class may have.
_FIRST = -1_000


def adjusted(model: Model, procedure: Procedure) -> Model:
    """The model with the settings of the procedure applied; the same model where it has none.

    Raises ModelError, which names the element or role, where a setting cannot hold: shares above one, nobody left.
    """
    settings = settings_of(procedure)
    shares = {it.element: it.share.value for it in settings if isinstance(it, Share)}
    if shares:
        model = _routed(model, procedure, shares)
    lanes = {it.id: it.name for it in procedure.model.lanes}
    model = manned(
        model, settings, {it.id: lanes[it.lane] for it in procedure.model.nodes if it.lane in lanes}
    )
    for setting in settings:
        match setting:
            case Scale():
                model = _scaled(model, setting)
            case DelaySet():
                model = _delayed(model, setting)
            case Gate():
                model = _gated(model, setting)
            case Load():
                arrivals = model.arrivals
                model = replace(model, arrivals=replace(arrivals, load=arrivals.load * setting.factor.value))
    return _queued(model, [it for it in settings if isinstance(it, Queue)])


# -- ways ------------------------------------------------------------------------------------------------------


def _routed(model: Model, procedure: Procedure, shares: Mapping[str, float]) -> Model:
    """The choices with the shares that were set; the other ways of a choice divide the rest as they did."""
    base = {(flow.source, flow.target): flow.share for flow in model.flows}
    choices = {node.id for node in model.nodes if isinstance(node, Choice)}
    found: dict[str, dict[Way, float]] = {}
    told: set[str] = set()
    for (source, target), flows in skeleton_of(procedure).ways.items():
        for flow in sorted(shares.keys() & set(flows)) if source in choices else ():
            found.setdefault(source, {})[_way(base, source, target)] = shares[flow]
            told.add(flow)
    for flow in sorted(shares.keys() - told):
        raise ModelError(element=flow, reason=("这条流向之前没有选择", "there is no choice before this flow"))
    for source, wanted in found.items():
        if sum(wanted.values()) > 1 + 1e-9:
            raise ModelError(
                element=source, reason=("各流向的份额合计超过 1", "the shares of its ways exceed one")
            )
    now, classes = _divided(base, found), tuple(_class_routed(it, base, found) for it in model.classes)
    # What is set holds however often a case comes by.
    ways = tuple(
        replace(it, share=now[it.source, it.target], later=()) if it.source in found else it
        for it in model.flows
    )
    return replace(model, flows=ways, classes=classes)


def _way(base: Mapping[Way, float], source: str, target: str) -> Way:
    """The flow of the model that a way of the procedure is: to the target itself, or to a wait before it."""
    behind = [to for start, to in base if start == source and to.startswith(f"{target}{MARK}")]
    return (source, target) if (source, target) in base or not behind else (source, behind[0])


def _class_routed(
    case: CaseClass, base: Mapping[Way, float], found: Mapping[str, Mapping[Way, float]]
) -> CaseClass:
    """A class with its own shares goes by what was set too."""
    if not any(source in found for source, _ in case.shares):
        return case
    own = _divided({**base, **case.shares}, found)
    return replace(case, shares={way: own[way] for way in own if way in case.shares or way[0] in found})


def _divided(base: Mapping[Way, float], found: Mapping[str, Mapping[Way, float]]) -> dict[Way, float]:
    now = dict(base)
    for source, wanted in found.items():
        others = {way: share for way, share in base.items() if way[0] == source and way not in wanted}
        whole, left = sum(others.values()), max(1 - sum(wanted.values()), 0.0)
        now |= wanted
        now |= {way: left * share / whole if whole else left / len(others) for way, share in others.items()}
    return now


# -- time ------------------------------------------------------------------------------------------------------


def _scaled(model: Model, setting: Scale) -> Model:
    """The model with one activity, or what passes before it, longer or shorter, in every class of case."""
    factor, key = setting.factor.value, setting.element
    is_before = setting.part == "before"

    def scaled(node: Node) -> Node:
        match node:
            case Task(id=id_, before=before) if id_ == key and is_before:
                return replace(node, before=before.scaled(factor))
            case Task(id=id_, duration=work) if id_ == key:
                return replace(node, duration=work.scaled(factor))
            case Delay(duration=wait, is_statutory=False) if is_before and is_wait(node, key):
                return replace(node, duration=wait.scaled(factor))
        return node

    waits = [it.id for it in model.nodes if is_wait(it, key) and not it.is_statutory]
    factors = dict.fromkeys(waits if is_before else [key], factor)
    classes = tuple(scaled_in(it, factors, {key: factor} if is_before else {}) for it in model.classes)
    return replace(model, nodes=tuple(map(scaled, model.nodes)), classes=classes)


def _delayed(model: Model, setting: DelaySet) -> Model:
    """The model where an activity or timer takes exactly so long, whatever it waited and worked before."""
    length, hours, key = fixed(setting.length.seconds), _hours(setting.length), setting.element

    def delayed(node: Node) -> Node:
        if isinstance(node, Delay) and is_wait(node, key):
            return replace(node, duration=NOTHING)
        if node.id == key and isinstance(node, (Task, Delay)):
            return Delay(key, length, hours, setting.statutory, node.name)
        return node

    nodes = tuple(map(delayed, model.nodes))
    gone = {key} | {node.id for node in nodes if is_wait(node, key)}
    return replace(model, nodes=nodes, classes=tuple(_without(it, gone) for it in model.classes))


def _without(case: CaseClass, gone: set[str]) -> CaseClass:
    durations = {key: it for key, it in case.durations.items() if key not in gone}
    before = {key: it for key, it in case.before.items() if key not in gone}
    return replace(case, durations=durations, before=before)


def _hours(length: Amount) -> Hours:
    """Working days are whole days from Monday to Friday, less holidays, with days made up."""
    if length.unit != "wd":
        return ALWAYS
    china = Calendar.china()
    return Hours(((0, 5 * 24 * 60),), china.days_off, china.make_up_days)


# -- batches and priorities ------------------------------------------------------------------------------------


def _gated(model: Model, setting: Gate) -> Model:
    """The model with cases gathered before an activity."""
    key, size = setting.element, int(setting.size.value)
    if size < 2 or not any(node.id == key for node in model.nodes):
        return model
    limit = setting.at_most.seconds if setting.at_most else 0.0
    gate = Batch(f"{key}{MARK}gate", size, limit)

    def to_gate(way: Way) -> Way:
        return (way[0], gate.id) if way[1] == key else way

    flows = tuple(replace(it, target=to_gate((it.source, it.target))[1]) for it in model.flows)
    classes = tuple(
        replace(it, shares={to_gate(way): share for way, share in it.shares.items()}) for it in model.classes
    )
    entry = gate.id if model.entry == key else model.entry
    return replace(
        model, entry=entry, nodes=(*model.nodes, gate), flows=(*flows, Flow(gate.id, key)), classes=classes
    )


def _queued(model: Model, queues: list[Queue]) -> Model:
    """The model with a class for each queue beside every class there is."""
    left = 1 - sum(it.share.value for it in queues)
    if left < -1e-9:
        reason = ("优先办件的份额合计超过 1", "the shares of cases served first exceed one")
        raise ModelError(element=queues[-1].name, reason=reason)
    if not queues:
        return model
    # Class by class, so that a case is of the same class as without queues.
    classes: list[CaseClass] = []
    for it in model.classes:
        if left > 1e-9:
            classes.append(replace(it, share=it.share * left))
        for queue in queues:
            name, priority = f"{it.name} {queue.name}".strip(), _FIRST + int(queue.rank.value)
            classes.append(replace(it, name=name, share=it.share * queue.share.value, priority=priority))
    return replace(model, classes=tuple(classes))
