"""The forms of the ledger as people use them: opened, filled in, sent, sometimes twice and sometimes by two."""

import pytest
from django_scopes import scopes_disabled

from liandong.hub.core.meanwhile import untouched

pytestmark = pytest.mark.django_db


def opened(browser, address):
    """What a browser sends of the form at that address when nothing is touched."""
    form = browser.get(address).context["form"]
    texts = [field for field in form if not field.field.widget.needs_multipart_form]
    return {it.html_name: untouched(it.field, it.value()) for it in texts}


@pytest.mark.parametrize("part", ["nodes", "team"])
def test_a_part_that_is_sent_twice_is_made_once(task, cast, as_user, part):
    lead = as_user(cast.lead)
    form = lead.get(f"/tasks/{task.pk}/{part}/new/").context["form"]
    values = {"name": "中期评估", "due": "2026-12-01", "user": cast.rizhao.pk, "role": "member"}
    answers = [
        lead.post(f"/tasks/{task.pk}/{part}/new/", {**values, "once": form["once"].value()}) for _ in "12"
    ]
    with scopes_disabled():
        made = {"nodes": task.nodes.filter(name="中期评估"), "team": task.team.all()}[part].count()
    assert ([answer.url for answer in answers], made) == ([task.get_absolute_url()] * 2, 1)


def test_of_two_people_in_one_form_neither_erases_what_the_other_wrote(task, cast, as_user):
    lead, address = as_user(cast.lead), f"/tasks/{task.pk}/edit/"
    first, second = opened(lead, address), opened(lead, address)
    lead.post(address, {**first, "goal": "压缩通关时间"})
    answer = lead.post(address, {**second, "problems": "缺口径"}, follow=True)
    with scopes_disabled():
        task.refresh_from_db()
    told = [str(message) for message in answer.context["messages"]]
    assert (task.goal, task.problems) == ("压缩通关时间", "缺口径")
    assert told[-2:] == ["已保存", "别人同时改过的内容保留了他们的：目标"]


def test_who_changed_the_same_field_is_told_before_theirs_is_overwritten(task, cast, as_user):
    lead, admin, address = as_user(cast.lead), as_user(cast.admin), f"/tasks/{task.pk}/edit/"
    first, second = opened(lead, address), opened(admin, address)
    lead.post(address, {**first, "goal": "压缩通关时间", "zones": [], "kind": "ordinary"})
    answer = admin.post(address, {**second, "goal": "降低成本", "basis": "国函"})
    form = answer.context["form"]
    with scopes_disabled():
        task.refresh_from_db()
    assert (task.goal, task.basis) == ("压缩通关时间", "国函〔2023〕56号第3条")
    assert form.errors["goal"] == ["现在的内容：压缩通关时间"]
    assert form.non_field_errors()[0].startswith("lead 在 20")
    assert (form["goal"].value(), form["basis"].value()) == ("降低成本", "国函")
    assert form["zones"].value() == [str(task.zone_id)]  # what lead left of them
    again = {it.html_name: untouched(it.field, it.value()) for it in form}
    assert admin.post(address, again).url == task.get_absolute_url()
    with scopes_disabled():
        task.refresh_from_db()
    assert (task.goal, task.basis, task.kind) == ("降低成本", "国函", "ordinary")


def test_a_part_of_a_task_is_not_overwritten_unseen_either(task, cast, as_user):
    lead = as_user(cast.lead)
    with scopes_disabled():
        node = task.nodes.get()
    address = f"/tasks/nodes/{node.pk}/edit/"
    first, second, third = (opened(lead, address) for _ in range(3))
    lead.post(address, {**first, "evidence": "鲁自贸办〔2026〕3号"})
    lead.post(address, {**second, "name": "方案印发执行"})
    refused = lead.post(address, {**third, "evidence": "口头"})
    with scopes_disabled():
        node.refresh_from_db()
    assert (node.name, node.evidence) == ("方案印发执行", "鲁自贸办〔2026〕3号")
    assert refused.context["form"].errors["evidence"] == ["现在的内容：鲁自贸办〔2026〕3号"]
