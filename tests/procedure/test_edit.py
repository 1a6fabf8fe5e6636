"""Edits: each does what it says to model and picture, keeps all other ids, and refuses what makes no sense."""

import pytest

from liandong.errors import EditRefused, ElementUnknown
from liandong.procedure import Procedure, diff


def done(edit):
    return Procedure(edit.document)


def named(procedure, name):
    return next(it.id for it in procedure.model.nodes if it.name == name)


def flow_into(procedure, name):
    return procedure.model.incoming[named(procedure, name)][0].id


def ids(procedure):
    return [it.get("id") for it in procedure.edit().document.root.iter("{*}*") if it.get("id")]


def test_a_task_is_put_into_a_flow(permit):
    edit = permit.edit()
    key = edit.insert("userTask", "复核", into=flow_into(permit, "发证"))
    after = done(edit)
    assert [it for it in after.check() if it.severity == "error"] == []
    assert str(after.tree) == "→(申请, ∧(查验, 缴税), ×(退件, →(复核, 发证)))"
    assert set(ids(permit)) <= set(ids(after))
    assert after.model.node[key].lane
    assert {it.id for it in after.model.flows} <= after.picture.edges.keys()


def test_removing_a_task_joins_its_neighbours(permit):
    edit = permit.edit()
    gone = named(permit, "查验")
    edit.remove(gone, heal=True)
    after = done(edit)
    assert [it.name for it in after.model.activities] == ["申请", "缴税", "发证", "退件"]
    assert [it for it in after.check() if it.severity == "error"] == []
    assert gone not in after.to_bytes().decode()
    assert gone not in after.picture.shapes


def test_removing_without_healing_leaves_the_ends_open(permit):
    edit = permit.edit()
    edit.remove(named(permit, "申请"))
    assert {it.code for it in done(edit).check() if it.severity == "error"} == {"dead-end", "unreached"}


def test_what_was_added_can_be_taken_out_again(permit):
    edit = permit.edit()
    key = edit.add("task", "多余")
    edit.remove(key)
    assert done(edit) == permit


def test_a_flow_is_added_with_a_condition_and_reconnected(permit):
    edit = permit.edit()
    end = next(it.id for it in permit.model.nodes if it.type == "endEvent")
    split = next(it.id for it in permit.model.nodes if it.type == "exclusiveGateway")
    key = edit.connect(split, end, condition="金额 > 100")
    flow = next(it for it in edit.model.flows if it.id == key)
    assert (flow.source, flow.target, flow.condition) == (split, end, "金额 > 100")
    edit.set_condition(key, "")
    edit.reconnect(key, target=named(permit, "缴税"))
    flow = next(it for it in edit.model.flows if it.id == key)
    assert (flow.target, flow.condition) == (named(permit, "缴税"), "")
    assert key in [it.id for it in edit.model.incoming[named(permit, "缴税")]]
    assert key not in [it.id for it in edit.model.incoming[end]]


def test_a_task_moves_to_another_lane_and_gets_another_name(permit):
    edit = permit.edit()
    lanes = {it.name: it.id for it in permit.model.lanes}
    edit.move(named(permit, "发证"), lanes["海关"])
    edit.rename(named(permit, "退件"), "退回补正")
    assert [it.zh for it in diff(permit, done(edit))] == [
        "环节“发证”由泳道“窗口”移到泳道“海关”",
        "环节“退件”改名为“退回补正”",
    ]


def test_edits_leave_the_original_alone_and_are_the_same_each_time(permit):
    before = permit.to_bytes()
    twice = []
    for _ in range(2):
        edit = permit.edit()
        edit.insert("task", "抽查", into=flow_into(permit, "查验"))
        twice.append(edit.document.to_bytes())
    assert twice[0] == twice[1] != before == permit.to_bytes()


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (lambda edit, it: edit.add("banana"), EditRefused),
        (lambda edit, it: edit.add("task", key="StartEvent_1"), EditRefused),
        (lambda edit, it: edit.add("task", lane="none"), ElementUnknown),
        (lambda edit, it: edit.connect("StartEvent_1", "none"), ElementUnknown),
        (lambda edit, it: edit.connect("StartEvent_1", "Pool_1"), EditRefused),
        (lambda edit, it: edit.move(named(it, "发证"), "StartEvent_1"), EditRefused),
        (lambda edit, it: edit.set_condition("StartEvent_1", "x"), EditRefused),
        (
            lambda edit, it: edit.remove(next(n.id for n in it.model.nodes if n.is_gateway), heal=True),
            EditRefused,
        ),
        (lambda edit, it: edit.remove("none"), ElementUnknown),
        (lambda edit, it: edit.rename("none", "x"), ElementUnknown),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(permit, wrong, error):
    edit = permit.edit()
    with pytest.raises(error):
        wrong(edit, permit)
    assert done(edit) == permit


@pytest.mark.parametrize("kind", ["complexGateway", "adHocSubProcess", "transaction"])
def test_a_task_is_put_before_what_cannot_be_run(kind):
    space = 'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    flows = (
        '<sequenceFlow id="f" sourceRef="s" targetRef="g"/><sequenceFlow id="h" sourceRef="g" targetRef="e"/>'
    )
    nodes = f'<startEvent id="s"/><{kind} id="g"/><endEvent id="e"/><dataObject id="d"/>'
    it = Procedure.from_bytes(
        f'<definitions {space}><process id="P">{nodes}{flows}</process></definitions>'.encode()
    )
    edit = it.edit()
    key = edit.insert("task", "A", into="f")
    assert [(each.source, each.target) for each in edit.model.flows] == [("s", key), ("g", "e"), (key, "g")]
    with pytest.raises(EditRefused, match="nothing a flow can lead to"):
        edit.connect(key, "d")
