"""From a document to the model of what can be run in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from liandong.procedure.document import Document
from liandong.procedure.model import Flow, Lane, Loop, MessageFlow, Model, Node, Pool, Unsupported
from liandong.procedure.names import CALL, NODES, SILENT, SUB_PROCESS, TRIGGERS, bpmn

_NODES = frozenset(NODES)
_PREFIX = bpmn("")
#: The definitions of events that stand at the top of a file, by id, for events to refer to.
_Shared = Mapping[str, "etree._Element"]
_TIMES = ("timeDuration", "timeDate", "timeCycle")
_DEFINITION, _REFERENCE = "EventDefinition", "eventDefinitionRef"
_LOOPS = ("standardLoopCharacteristics", "multiInstanceLoopCharacteristics")


def read(document: Document) -> Model:
    """The model of the document, everything in the order of the file."""
    root = document.root
    processes = list(root.iterfind(bpmn("process")))
    scopes = [scope for process in processes for scope in _scopes(process)]
    lanes = tuple(lane for process in processes for lane in _lanes(process))
    lane_of = {member: lane.id for lane in lanes for member in lane.members}
    shared = {it.get("id", ""): it for it in _children(root) if local(it).endswith(_DEFINITION)}
    return Model(
        nodes=tuple(
            _node(it, scope, lane_of, shared)
            for scope in scopes
            for it in _children(scope)
            if local(it) in _NODES
        ),
        flows=tuple(_flow(it) for scope in scopes for it in scope.iterfind(bpmn("sequenceFlow"))),
        messages=tuple(
            _message(it) for it in root.iterfind(f"{bpmn('collaboration')}/{bpmn('messageFlow')}")
        ),
        lanes=lanes,
        pools=tuple(_pool(it) for it in root.iterfind(f"{bpmn('collaboration')}/{bpmn('participant')}")),
        processes=tuple(it.get("id", "") for it in processes),
        unsupported=tuple(it for process in processes for it in _unsupported(process, shared)),
    )


def local(element: etree._Element) -> str:
    """The name of an element of BPMN without its namespace; "" for those of other namespaces."""
    tag = str(element.tag)
    return tag[len(_PREFIX) :] if tag.startswith(_PREFIX) else ""


def is_trigger(element: etree._Element) -> bool:
    """Whether it tells what triggers the event around it, there or by reference."""
    return local(element).endswith((_DEFINITION, _REFERENCE))


def _children(element: etree._Element) -> Iterator[etree._Element]:
    return (child for child in element if isinstance(child.tag, str))


def _scopes(scope: etree._Element) -> Iterator[etree._Element]:
    """The process or sub-process and those inside it."""
    yield scope
    for inner in scope.iterfind(bpmn(SUB_PROCESS)):
        yield from _scopes(inner)


def _ref(value: str | None) -> str:
    """A reference without the prefix of its namespace, as ids carry none."""
    return (value or "").rpartition(":")[2]


def _text(element: etree._Element | None) -> str:
    return "".join(element.itertext()).strip() if element is not None else ""


def _node(element: etree._Element, scope: etree._Element, lane_of: dict[str, str], shared: _Shared) -> Node:
    key, name = element.get("id", ""), element.get("name", "")
    definition = next(_definitions(element, shared), None)
    trigger = _trigger(definition) if definition is not None else ""
    return Node(
        id=key,
        type=local(element),
        name=name,
        trigger=trigger,
        timer=_time(definition),
        link=(definition.get("name") or name) if definition is not None and trigger == "link" else "",
        attached_to=_ref(element.get("attachedToRef")),
        interrupts=element.get("cancelActivity", "true") not in ("false", "0"),
        loop=_loop(element),
        default=element.get("default", ""),
        calls=element.get("calledElement", "") if local(element) == CALL else "",
        by_event=_is_by_event(element),
        lane=lane_of.get(key, ""),
        scope=scope.get("id", ""),
        line=element.sourceline or 0,
    )


def _definitions(element: etree._Element, shared: _Shared) -> Iterator[etree._Element]:
    """What triggers an event: definitions inside it and those it refers to; a reference to nothing stays itself."""
    for child in filter(is_trigger, _children(element)):
        yield shared.get(_ref(_text(child)), child) if local(child) == _REFERENCE else child


def _trigger(definition: etree._Element) -> str:
    return local(definition).removesuffix(_DEFINITION)


def _is_by_event(element: etree._Element) -> bool:
    return element.get("triggeredByEvent") in ("true", "1")


def _time(definition: etree._Element | None) -> str:
    """The time of a timer, whichever kind it is; "" for other triggers."""
    times = [] if definition is None else [it for it in _children(definition) if local(it) in _TIMES]
    return _text(times[0]) if times else ""


def _loop(element: etree._Element) -> Loop | None:
    marker = next((it for it in _children(element) if local(it) in _LOOPS), None)
    if marker is None:
        return None
    if local(marker) == _LOOPS[0]:
        return Loop("standard", _text(marker.find(bpmn("loopCondition"))))
    is_sequential = marker.get("isSequential") in ("true", "1")
    return Loop("sequential" if is_sequential else "parallel", _text(marker.find(bpmn("loopCardinality"))))


def _flow(element: etree._Element) -> Flow:
    scope = element.getparent()
    return Flow(
        id=element.get("id", ""),
        source=_ref(element.get("sourceRef")),
        target=_ref(element.get("targetRef")),
        name=element.get("name", ""),
        condition=_text(element.find(bpmn("conditionExpression"))),
        scope=scope.get("id", "") if scope is not None else "",
        line=element.sourceline or 0,
    )


def _message(element: etree._Element) -> MessageFlow:
    return MessageFlow(
        element.get("id", ""),
        _ref(element.get("sourceRef")),
        _ref(element.get("targetRef")),
        element.get("name", ""),
        element.sourceline or 0,
    )


def _pool(element: etree._Element) -> Pool:
    process = _ref(element.get("processRef"))
    return Pool(element.get("id", ""), element.get("name", ""), process, element.sourceline or 0)


def _lanes(process: etree._Element) -> Iterator[Lane]:
    for lanes in process.iterfind(bpmn("laneSet")):
        yield from _nested(lanes, process.get("id", ""), "")


def _nested(lanes: etree._Element, process: str, parent: str) -> Iterator[Lane]:
    for lane in lanes.iterfind(bpmn("lane")):
        members = tuple(_ref(_text(it)) for it in lane.iterfind(bpmn("flowNodeRef")))
        key = lane.get("id", "")
        yield Lane(key, lane.get("name", ""), process, members, parent, lane.sourceline or 0)
        for inner in lane.iterfind(bpmn("childLaneSet")):
            yield from _nested(inner, process, key)


def _unsupported(scope: etree._Element, shared: _Shared) -> Iterator[Unsupported]:
    """What lies in a scope and cannot be run; of a sub-process that an event starts that it is one, nothing inside."""
    for element in _children(scope):
        name = _refused(element, shared)
        if name:
            yield Unsupported(name, element.get("id", ""), element.sourceline or 0)
        if local(element) == SUB_PROCESS and not _is_by_event(element):
            yield from _unsupported(element, shared)


def _refused(element: etree._Element, shared: _Shared) -> str:
    """The name of what cannot be run about an element; "" where it can or is silent."""
    name = local(element)
    if not name or name in SILENT or name in _LOOPS:
        return ""
    if name not in _NODES:
        return name
    for odd in ("triggeredByEvent", "isForCompensation"):
        if element.get(odd) in ("true", "1"):
            return f"{name} {odd}"
    if name in TRIGGERS:
        return _refused_trigger(name, [_trigger(it) for it in _definitions(element, shared)] or [""])
    return ""


def _refused_trigger(name: str, triggers: list[str]) -> str:
    if len(triggers) > 1:
        return f"{name} {' + '.join(triggers)}"
    return "" if triggers[0] in TRIGGERS[name] else f"{name} {triggers[0]}".strip()


def notes(document: Document) -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
    """What stands beside the flow: the texts of notes and data by id, and the two ends of each line to them by id."""
    texts, ties = {}, {}
    for element in document.model_elements():
        key, name = element.get("id", ""), local(element)
        if name == "textAnnotation":
            texts[key] = _text(element.find(bpmn("text")))
        elif name in ("dataObjectReference", "dataStoreReference", "dataInput", "dataOutput", "group"):
            texts[key] = element.get("name", "")
        elif name == "association":
            ties[key] = (_ref(element.get("sourceRef")), _ref(element.get("targetRef")))
        elif name in ("dataInputAssociation", "dataOutputAssociation"):
            owner = element.getparent()
            here = owner.get("id", "") if owner is not None else ""
            there = _ref(
                _text(element.find(bpmn("sourceRef" if name == "dataInputAssociation" else "targetRef")))
            )
            ties[key] = (there, here) if name == "dataInputAssociation" else (here, there)
    return texts, ties
