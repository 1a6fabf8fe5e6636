"""From a process tree to a BPMN model: one gateway opens a block, one closes it.

Ids tell what an element is: that of a task comes from its name, those of gateways from the activities of their block.
So the same tree gives the same file, and two discoveries from two years can be compared element by element.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import quoteattr

from liandong.procedure.document import Document
from liandong.procedure.edit import digest
from liandong.procedure.names import PREFIXES
from liandong.procedure.tree import CHOICE, INCLUSIVE, LOOP, PARALLEL, SEQUENCE, TAU, Tree

_GATEWAYS = {
    CHOICE: "exclusiveGateway",
    PARALLEL: "parallelGateway",
    INCLUSIVE: "inclusiveGateway",
    LOOP: "exclusiveGateway",
}
_START, _END, _PROCESS = "StartEvent_1", "EndEvent_1", "Process_1"


@dataclass
class _Parts:
    """The nodes and flows of the model, in the order they are written."""

    nodes: dict[str, tuple[str, str]] = field(default_factory=dict)
    flows: list[tuple[str, str]] = field(default_factory=list)

    def add(self, key: str, kind: str, name: str = "") -> str:
        number, wanted = 1, key
        while key in self.nodes:
            number += 1
            key = f"{wanted}_{number}"
        self.nodes[key] = (kind, name)
        return key


def document_of(tree: Tree, *, name: str, lane_of: Mapping[str, str] | None = None) -> Document:
    """The document of a tree, without a picture yet.

    ``name`` is that of the pool; ``lane_of`` tells the lane of an activity by name, without it there are no lanes.
    What has no lane of its own lies in the lane of what comes before it.
    """
    parts = _Parts()
    parts.add(_START, "startEvent")
    last = _build(parts, tree, [_START])
    parts.add(_END, "endEvent")
    parts.flows += [(each, _END) for each in last]
    flows = _numbered(parts.flows)
    lanes = _lanes(parts, lane_of) if lane_of else {}
    return Document(_xml(name, parts, flows, lanes).encode(), name)


def _build(parts: _Parts, tree: Tree, before: list[str]) -> list[str]:
    """Adds the tree behind the nodes ``before``; the nodes that what follows comes behind."""
    match tree.operator:
        case "":
            return _task(parts, tree, before) if tree != TAU else before
        case operator if operator == SEQUENCE:
            for child in tree.children:
                before = _build(parts, child, before)
            return before
        case operator if operator == LOOP:
            return _loop(parts, tree, before)
    return _block(parts, tree, before)


def _task(parts: _Parts, tree: Tree, before: list[str]) -> list[str]:
    key = parts.add(f"Task_{digest(tree.label)}", "task", tree.label)
    parts.flows += [(each, key) for each in before]
    return [key]


def _gateway(parts: _Parts, tree: Tree, role: str) -> str:
    key = f"Gateway_{digest(tree.operator, role, *sorted(tree.activities))}"
    return parts.add(key, _GATEWAYS[tree.operator])


def _block(parts: _Parts, tree: Tree, before: list[str]) -> list[str]:
    split = _gateway(parts, tree, "split")
    parts.flows += [(each, split) for each in before]
    ends = [end for child in tree.children for end in _build(parts, child, [split])]
    join = _gateway(parts, tree, "join")
    parts.flows += [(each, join) for each in ends]
    return [join]


def _loop(parts: _Parts, tree: Tree, before: list[str]) -> list[str]:
    body, redo = tree.children
    begin = _gateway(parts, tree, "begin")
    parts.flows += [(each, begin) for each in before]
    last = _build(parts, body, [begin])
    again = _gateway(parts, tree, "again")
    parts.flows += [(each, again) for each in last]
    for way in redo.children if redo.operator == CHOICE else (redo,):
        parts.flows += [(each, begin) for each in _build(parts, way, [again])]
    return [again]


def _numbered(flows: Iterable[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """Each flow with its id; two between the same nodes are told apart by a number."""
    seen: dict[str, int] = {}
    numbered = []
    for source, target in flows:
        key = f"Flow_{digest(source, target)}"
        seen[key] = seen.get(key, 0) + 1
        numbered.append((key if seen[key] == 1 else f"{key}_{seen[key]}", source, target))
    return numbered


def _lanes(parts: _Parts, lane_of: Mapping[str, str]) -> dict[str, list[str]]:
    """The members of each lane; a node without one of its own lies where the node before it lies."""
    into: dict[str, str] = {}
    for source, target in parts.flows:
        into.setdefault(target, source)
    tasks = [label for kind, label in parts.nodes.values() if kind == "task" and label in lane_of]
    first = lane_of[tasks[0]] if tasks else ""
    home: dict[str, str] = {}
    for key, (_, label) in parts.nodes.items():
        home[key] = lane_of.get(label) or home.get(into.get(key, ""), first)
    lanes: dict[str, list[str]] = {}
    for key, lane in home.items():
        lanes.setdefault(lane, []).append(key)
    return lanes


def _xml(name: str, parts: _Parts, flows: list[tuple[str, str, str]], lanes: Mapping[str, list[str]]) -> str:
    spaces = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in PREFIXES.items())
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<bpmn:definitions {spaces} id="Definitions_1" targetNamespace="https://liandong.example/procedure" exporter="Liandong">',
        '  <bpmn:collaboration id="Collaboration_1">',
        f'    <bpmn:participant id="Pool_1" name={quoteattr(name)} processRef="{_PROCESS}" />',
        "  </bpmn:collaboration>",
        f'  <bpmn:process id="{_PROCESS}" name={quoteattr(name)} isExecutable="false">',
    ]
    if lanes:
        lines.append('    <bpmn:laneSet id="LaneSet_1">')
    for lane, members in lanes.items():
        lines.append(f'      <bpmn:lane id="Lane_{digest(lane)}" name={quoteattr(lane)}>')
        lines += [f"        <bpmn:flowNodeRef>{key}</bpmn:flowNodeRef>" for key in members]
        lines.append("      </bpmn:lane>")
    if lanes:
        lines.append("    </bpmn:laneSet>")
    into: dict[str, list[str]] = {key: [] for key in parts.nodes}
    out: dict[str, list[str]] = {key: [] for key in parts.nodes}
    for flow, source, target in flows:
        into[target].append(flow)
        out[source].append(flow)
    for key, (kind, label) in parts.nodes.items():
        named = f" name={quoteattr(label)}" if label else ""
        lines.append(f'    <bpmn:{kind} id="{key}"{named}>')
        lines += [f"      <bpmn:incoming>{flow}</bpmn:incoming>" for flow in into[key]]
        lines += [f"      <bpmn:outgoing>{flow}</bpmn:outgoing>" for flow in out[key]]
        lines.append(f"    </bpmn:{kind}>")
    lines += [
        f'    <bpmn:sequenceFlow id="{flow}" sourceRef="{source}" targetRef="{target}" />'
        for flow, source, target in flows
    ]
    return "\n".join([*lines, "  </bpmn:process>", "</bpmn:definitions>", ""])
