"""How elements are called, in Chinese and in English."""

from __future__ import annotations

from liandong.procedure.model import Node

#: Chinese, English.
Text = tuple[str, str]

KINDS: dict[str, Text] = {
    "boundaryEvent": ("边界事件", "boundary event"),
    "businessRuleTask": ("规则任务", "rule task"),
    "callActivity": ("调用环节", "call activity"),
    "endEvent": ("结束事件", "end event"),
    "eventBasedGateway": ("事件网关", "event gateway"),
    "exclusiveGateway": ("排他网关", "exclusive gateway"),
    "inclusiveGateway": ("包容网关", "inclusive gateway"),
    "intermediateCatchEvent": ("等待事件", "catching event"),
    "intermediateThrowEvent": ("中间事件", "throwing event"),
    "lane": ("泳道", "lane"),
    "manualTask": ("人工任务", "manual task"),
    "messageFlow": ("消息流", "message flow"),
    "parallelGateway": ("并行网关", "parallel gateway"),
    "participant": ("参与方", "pool"),
    "receiveTask": ("接收任务", "receive task"),
    "scriptTask": ("脚本任务", "script task"),
    "sendTask": ("发送任务", "send task"),
    "sequenceFlow": ("顺序流", "sequence flow"),
    "serviceTask": ("系统任务", "service task"),
    "startEvent": ("开始事件", "start event"),
    "subProcess": ("子流程", "sub-process"),
    "task": ("环节", "task"),
    "userTask": ("用户任务", "user task"),
}


def called(node: Node) -> Text:
    """The kind and name of a node."""
    zh, en = KINDS[node.type]
    return f"{zh}“{node.label}”", f"{en} “{node.label}”"
