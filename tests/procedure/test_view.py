"""The model that a file holds: every kind of element of the executable subset, with the line it stands in."""

from liandong.procedure import Procedure
from liandong.procedure.model import Flow, Lane, Loop, MessageFlow, Node, Pool, Unsupported

FILE = """<?xml version="1.0" encoding="UTF-8"?>
<b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:x="urn:x">
  <b:collaboration id="C">
    <b:participant id="pool" name="海关" processRef="P"/>
    <b:participant id="firm" name="企业"/>
    <b:messageFlow id="m" name="申报单" sourceRef="firm" targetRef="start"/>
  </b:collaboration>
  <b:process id="P">
    <b:laneSet id="L"><b:lane id="outer" name="口岸"><b:childLaneSet id="L2">
      <b:lane id="inner" name="查验科"><b:flowNodeRef>look</b:flowNodeRef></b:lane></b:childLaneSet></b:lane></b:laneSet>
    <b:startEvent id="start"><b:messageEventDefinition/></b:startEvent>
    <b:userTask id="look" name="查验&#10;货物"><b:extensionElements><x:y/></b:extensionElements>
      <b:multiInstanceLoopCharacteristics><b:loopCardinality>3</b:loopCardinality></b:multiInstanceLoopCharacteristics></b:userTask>
    <b:boundaryEvent id="late" attachedToRef="look" cancelActivity="false"><b:timerEventDefinition><b:timeDuration>P20D</b:timeDuration></b:timerEventDefinition></b:boundaryEvent>
    <b:exclusiveGateway id="ok" default="no"/>
    <b:callActivity id="call" name="缴税" calledElement="tax"><b:standardLoopCharacteristics/></b:callActivity>
    <b:endEvent id="end"><b:terminateEventDefinition/></b:endEvent>
    <b:subProcess id="sub" triggeredByEvent="true"><b:task id="in" name="内"/></b:subProcess>
    <b:sequenceFlow id="yes" name="合格" sourceRef="ok" targetRef="call"><b:conditionExpression>x = 1</b:conditionExpression></b:sequenceFlow>
    <b:sequenceFlow id="no" sourceRef="ok" targetRef="end"/>
    <b:intermediateThrowEvent id="odd"><b:signalEventDefinition/></b:intermediateThrowEvent>
    <b:transaction id="t"/>
  </b:process>
</b:definitions>
"""


def test_everything_is_read_in_the_order_of_the_file():
    model = Procedure.from_bytes(FILE.encode()).model
    assert model.pools == (Pool("pool", "海关", "P"), Pool("firm", "企业"))
    assert model.messages == (MessageFlow("m", "firm", "start", "申报单"),)
    assert model.lanes == (Lane("outer", "口岸", "P", ()), Lane("inner", "查验科", "P", ("look",), "outer"))
    assert model.nodes == (
        Node("start", "startEvent", trigger="message", scope="P"),
        Node("look", "userTask", "查验\n货物", loop=Loop("parallel", "3"), lane="inner", scope="P"),
        Node(
            "late",
            "boundaryEvent",
            trigger="timer",
            timer="P20D",
            attached_to="look",
            interrupts=False,
            scope="P",
        ),
        Node("ok", "exclusiveGateway", default="no", scope="P"),
        Node("call", "callActivity", "缴税", loop=Loop("standard"), calls="tax", scope="P"),
        Node("end", "endEvent", trigger="terminate", scope="P"),
        Node("sub", "subProcess", by_event=True, scope="P"),
        Node("odd", "intermediateThrowEvent", trigger="signal", scope="P"),
        Node("in", "task", "内", scope="sub"),
    )
    assert model.flows == (
        Flow("yes", "ok", "call", "合格", "x = 1", "P"),
        Flow("no", "ok", "end", scope="P"),
    )
    assert model.unsupported == (
        Unsupported("subProcess triggeredByEvent", "sub", 18),
        Unsupported("intermediateThrowEvent signal", "odd", 21),
        Unsupported("transaction", "t", 22),
    )
    assert (model.node["look"].line, model.node["look"].label, model.scopes) == (
        12,
        "查验 货物",
        ("P", "sub"),
    )
    assert [it.id for it in model.boundary("look")] == ["late"]
