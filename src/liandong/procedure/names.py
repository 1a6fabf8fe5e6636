"""The names of BPMN 2.0 (ISO/IEC 19510) that this room knows: namespaces, and what can be run.

https://www.omg.org/spec/BPMN/2.0.2/
"""

from __future__ import annotations

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

#: The prefixes of models written here, those that bpmn.io writes.
PREFIXES = {"bpmn": BPMN, "bpmndi": BPMNDI, "dc": DC, "di": DI, "xsi": XSI}

TASKS = (
    "task", "userTask", "manualTask", "serviceTask", "businessRuleTask", "sendTask", "receiveTask", "scriptTask",
)  # fmt: skip
GATEWAYS = ("exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway")
EVENTS = (
    "startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent",
)  # fmt: skip
SUB_PROCESS, CALL = "subProcess", "callActivity"
ACTIVITIES = (*TASKS, SUB_PROCESS, CALL)
NODES = (*ACTIVITIES, *GATEWAYS, *EVENTS)
#: What flows may lead to besides, though it cannot be run.
ODD_NODES = ("complexGateway", "adHocSubProcess", "transaction")

#: What may trigger each event that can be run; "" is a plain one.
TRIGGERS: dict[str, tuple[str, ...]] = {
    "startEvent": ("", "message", "timer"),
    "endEvent": ("", "message", "terminate", "error"),
    "intermediateCatchEvent": ("message", "timer", "link"),
    "intermediateThrowEvent": ("", "message", "link"),
    "boundaryEvent": ("message", "timer", "error"),
}

#: Elements beside the flow: they say something about the procedure, and nothing is run for them.
SILENT = frozenset({
    "association", "category", "dataInput", "dataInputAssociation", "dataObject", "dataObjectReference", "dataOutput",
    "dataOutputAssociation", "dataStore", "dataStoreReference", "documentation", "extensionElements", "group",
    "ioSpecification", "monitoring", "auditing", "property", "textAnnotation", "incoming", "outgoing", "laneSet",
    "sequenceFlow", "performer", "potentialOwner", "humanPerformer", "resourceRole", "correlationSubscription",
})  # fmt: skip


def on_one_line(name: str) -> str:
    """The name with every run of blanks and line ends, full-width ones too, made one blank.

    >>> on_one_line(" 审核　材料\\n(初审)")
    '审核 材料 (初审)'
    """
    return " ".join(name.split())


def bpmn(name: str) -> str:
    """The name in the BPMN namespace, as lxml writes it.

    >>> bpmn("task")
    '{http://www.omg.org/spec/BPMN/20100524/MODEL}task'
    """
    return f"{{{BPMN}}}{name}"
