"""What keeps a model from being run, told by the id of its element: each fault before it becomes a wrong number.

Models are also written by hand, so nothing here is taken for granted that ``calibrate`` would give.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import inf, isfinite

from liandong.errors import ModelError, SettingError
from liandong.eventlog.times import check_zone
from liandong.simulation.model import (
    Batch,
    CaseClass,
    Choice,
    End,
    Flow,
    Fork,
    Inclusive,
    Join,
    Model,
    Node,
    Task,
)


def check(model: Model) -> None:
    """Refuses what cannot run; raises ModelError, and SettingError for the model's own start and time zone."""
    _check_clock(model)
    _check_ids(model)
    _check_shares(model)
    _check_roles(model)
    _check_nodes(model)
    _check_ways_out(model)


def _check_clock(model: Model) -> None:
    check_zone(model.timezone)
    if model.start.utcoffset() is None:
        reason = (
            "没有写明时区，须如 datetime(2024, 1, 1, tzinfo=UTC)",
            "it says no time zone: write it like datetime(2024, 1, 1, tzinfo=UTC)",
        )
        raise SettingError(setting="start", value=model.start, reason=reason)


def _check_ids(model: Model) -> None:
    """One element an id, one role a name: they are the keys of random numbers and of results."""
    _check_once(
        (node.id for node in model.nodes),
        "{n} 个元素同用这个 id，每个元素须有自己的 id",
        "{n} nodes have this id: give each its own",
    )
    _check_once(
        (role.name for role in model.roles),
        "{n} 个角色同用这个名称；同一角色的不同班次写在 shifts 里",
        "{n} roles have this name: people of one role with other hours are shifts of it",
    )


def _check_once(names: Iterable[str], zh: str, en: str) -> None:
    for name, n in Counter(names).items():
        if n > 1:
            raise ModelError(element=name, reason=(zh.format(n=n), en.format(n=n)))


def _check_shares(model: Model) -> None:
    for flow in model.flows:
        for share in (flow.share, *flow.later):
            _check_share(f"{flow.source}→{flow.target}", share)
    for each in model.classes:
        _check_share(_called(each), each.share)
        for (source, target), share in each.shares.items():
            _check_share(f"{_called(each)}: {source}→{target}", share)
    if not sum(each.share for each in model.classes) > 0:
        told = ", ".join(f"{_called(each)}={each.share:g}" for each in model.classes) or "()"
        zh = f"classes 为 {told}：至少要有一类办件的份额大于零，如 classes=(CaseClass(),)"
        en = f"classes is {told}: one class at least needs a share above zero, as in classes=(CaseClass(),)"
        raise ModelError(element="classes", reason=(zh, en))


def _check_share(element: str, share: float) -> None:
    if not 0 <= share < inf:
        zh = f"份额 {share:g} 须为不小于零的数"
        raise ModelError(
            element=element, reason=(zh, f"its share {share:g} is to be a number and not below zero")
        )


def _called(cases: CaseClass) -> str:
    return cases.name or "CaseClass()"


def _check_roles(model: Model) -> None:
    for role in model.roles:
        for shift in role.shifts:
            if shift.count < 0:
                zh = f"班次人数为 {shift.count}，不能为负"
                en = f"a shift of it has {shift.count} people, which cannot be below zero"
                raise ModelError(element=role.name, reason=(zh, en))


def _check_nodes(model: Model) -> None:
    known = {node.id: node for node in model.nodes}
    leaving: defaultdict[str, list[Flow]] = defaultdict(list)
    for flow in model.flows:
        for end in (flow.source, flow.target):
            if end not in known:
                raise ModelError(
                    element=end, reason=("连线指向未知的元素", "a flow names an unknown element")
                )
        leaving[flow.source].append(flow)
    if model.entry not in known:
        raise ModelError(element=model.entry, reason=("没有这个入口", "there is no such entry"))
    people = {role.name: role.people for role in model.roles}
    for node in model.nodes:
        _check_flows(node, leaving[node.id])
        _check_values(node, known, people)


def _check_flows(node: Node, leaving: Sequence[Flow]) -> None:
    branches = isinstance(node, (Choice, Fork, Inclusive))
    if not isinstance(node, End) and not leaving:
        raise ModelError(element=node.id, reason=("没有出口", "nothing leaves it"))
    if not branches and len(leaving) > 1:
        reason = ("不是网关，却有多个出口", "it is no gateway, yet several flows leave it")
        raise ModelError(element=node.id, reason=reason)
    if isinstance(node, (Choice, Inclusive)) and not sum(flow.share for flow in leaving) > 0:
        raise ModelError(element=node.id, reason=("各出口的概率都是零", "all its flows have share zero"))


def _check_values(node: Node, known: Mapping[str, Node], people: Mapping[str, int]) -> None:
    match node:
        case Task():
            _check_task(node, people)
        case Inclusive() if not isinstance(known.get(node.join), Join):
            zh, en = f"没有对应的汇合（join={node.join}）", f"its join “{node.join}” is no Join of the model"
            raise ModelError(element=node.id, reason=(zh, en))
        case Batch() if node.size < 1:
            zh, en = (
                f"批量为 {node.size}，至少为一",
                f"its size is {node.size}: a batch holds one case at least",
            )
            raise ModelError(element=node.id, reason=(zh, en))
        case Batch() if not (node.at_most >= 0 and isfinite(node.at_most)):
            zh = f"at_most 为 {node.at_most:g} 秒，须为不小于零的数（0 表示一直等到凑满）"
            en = f"at_most is {node.at_most:g} seconds: it is a number and not below zero (0 waits till it is full)"
            raise ModelError(element=node.id, reason=(zh, en))


def _check_task(task: Task, people: Mapping[str, int]) -> None:
    if people.get(task.role, 0) < 1:
        reason = (f"角色“{task.role}”没有人", f"nobody works in its role “{task.role}”")
        raise ModelError(element=task.id, reason=reason)
    if task.instances < 1:
        zh = f"instances 为 {task.instances}，至少为一；不需要的环节请从模型中去掉"
        en = f"instances is {task.instances}: it is one at least; leave a task out that nobody does"
        raise ModelError(element=task.id, reason=(zh, en))


def _check_ways_out(model: Model) -> None:
    """Refuses a node that cases reach and from which no way leads to an end: they would go round for ever."""
    onward, backward = defaultdict(list), defaultdict(list)
    for flow in model.flows:
        if _is_possible(flow, model):
            onward[flow.source].append(flow.target)
            backward[flow.target].append(flow.source)
    reached = _from([model.entry], onward)
    leads_out = _from([node.id for node in model.nodes if isinstance(node, End)], backward)
    closed = [node for node in model.nodes if node.id in reached - leads_out]
    if closed:
        # A task tells more than the gateways around it.
        named = next((node for node in closed if isinstance(node, Task)), closed[0])
        raise ModelError(
            element=named.id, reason=("由此走不到结束，办件会永远循环", "no way leads from it to an end")
        )


def _is_possible(flow: Flow, model: Model) -> bool:
    """Whether any case may take the flow at any visit."""
    way = (flow.source, flow.target)
    return any(
        share > 0 for share in (flow.share, *flow.later, *(it.shares.get(way, 0) for it in model.classes))
    )


def _from(begins: Sequence[str], ways: Mapping[str, Sequence[str]]) -> set[str]:
    """The nodes that ways lead to, those they begin at included."""
    found, todo = set(begins), list(begins)
    while todo:
        new = [node for node in ways.get(todo.pop(), ()) if node not in found]
        found.update(new)
        todo += new
    return found
