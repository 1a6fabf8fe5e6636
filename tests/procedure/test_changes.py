"""Differences in words, in both languages."""

from liandong.procedure import Procedure, diff


def test_a_procedure_does_not_differ_from_itself_or_from_its_other_picture(permit):
    assert diff(permit, permit) == diff(permit, permit.laid_out()) == []


def test_every_kind_of_change_is_told(permit):
    names = {it.name: it.id for it in permit.model.nodes if it.name}
    edit = permit.edit()
    edit.remove(names["退件"])
    split = next(it.id for it in permit.model.nodes if it.type == "exclusiveGateway")
    edit.insert("userTask", "告知承诺", into=permit.model.incoming[names["申请"]][0].id)
    edit.set_condition(permit.model.incoming[names["发证"]][0].id, "合格")
    edit.rename(permit.model.lanes[0].id, "综合窗口")
    edit.reconnect(permit.model.outgoing[names["缴税"]][0].id, target=split)
    after = Procedure(edit.document)
    assert [(it.kind, it.en) for it in diff(permit, after)] == [
        ("removed", "removed: task “退件”"),
        ("added", "added: user task “告知承诺” (after start event “StartEvent_1”, before task “申请”)"),
        (
            "reconnected",
            f"sequence flow task “缴税” → parallel gateway “{_join(permit)}” now leads task “缴税” → exclusive gateway “{split}”",
        ),
        ("condition", f"condition of exclusive gateway “{split}” → task “发证” changed from none to “合格”"),
        ("renamed", "lane “窗口” is now called “综合窗口”"),
    ]
    assert diff(after, permit)[0].zh == "删除用户任务“告知承诺”"


def _join(procedure):
    return [it.id for it in procedure.model.nodes if it.type == "parallelGateway"][1]
