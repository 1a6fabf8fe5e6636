"""Who had a hand in a task does not sign it off, whatever was edited since: by account, not by name."""

from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.urls import reverse

from liandong.hub.core.domain.actor import acting
from liandong.hub.tasks.domain import lights, parts, signing, state
from liandong.hub.tasks.enums import TaskState, TeamRole
from liandong.hub.tasks.models import Hand, Node, Task, TeamMember

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everything")]
ONCE = ["您是或曾是这项任务的责任人或专班负责人，不能给它销号。"]
REPORTED = ["您报送过这项任务的进展（状态、节点、月报或片区进展），不能给它销号。"]


@pytest.fixture
def done(task, cast, today):
    """A task of Rizhao's officer that nothing stands in the way of."""
    Task.objects.filter(pk=task.pk).update(created_by=None, owner=None)
    task = Task.objects.get(pk=task.pk)
    Hand.objects.all().delete()
    task.nodes.update(done_on=today, evidence="青自贸〔2026〕1号")
    task.parts.update(state="effective", progress=100)
    task.owner, task.progress, task.state = cast.rizhao, 100, TaskState.EFFECTIVE
    task.save()
    return task


def again(task):
    """The task as it is in the database now."""
    return Task.objects.get(pk=task.pk)


def test_who_was_the_owner_does_not_sign_after_naming_somebody_else(done, cast, as_user):
    page = reverse("tasks:task-edit", args=[done.pk])
    form = as_user(cast.admin).get(page).context["form"]
    values = {name: form[name].value() for name in form.fields}
    values = {name: value for name, value in values.items() if value is not None} | {"owner": cast.yanggu.pk}
    assert as_user(cast.admin).post(page, values).status_code == 302
    assert (again(done).owner, signing.objections(again(done), cast.rizhao)) == (cast.yanggu, ONCE)
    as_user(cast.rizhao).post(reverse("tasks:sign-off", args=[done.pk]), {"note": "证据齐全"})
    assert again(done).is_open
    assert signing.objections(again(done), cast.lead) == []


def test_another_display_name_undoes_nothing(done, cast):
    done.owner, done.person = None, cast.yanggu.display_name
    done.save()
    cast.yanggu.display_name = "别的名字"
    cast.yanggu.save()
    assert signing.objections(again(done), cast.yanggu) == ONCE


def test_an_account_that_comes_after_the_name_is_the_person_too(done, cast):
    done.owner, done.person = None, "后来者"
    done.save()
    for name in ("后来者", "阳谷干部"):
        cast.yanggu.display_name = name
        cast.yanggu.save()
    assert signing.objections(again(done), cast.yanggu) == ONCE


def test_who_led_the_team_and_left_it_does_not_sign(done, cast):
    member = TeamMember(user=cast.yanggu, role=TeamRole.LEAD)
    parts.add_member(task=done, member=member, by=cast.lead)
    parts.remove_part(part=member, task=done, by=cast.lead)
    assert [signing.objections(again(done), person) for person in (cast.yanggu, cast.lead)] == [ONCE, []]


@pytest.mark.parametrize(
    "report",
    [
        lambda task, user, day: parts.send_report(
            task=task, month=day, progress=100, done="推进", next_steps="", user=user
        ),
        lambda task, user, day: state.move(task=task, to=TaskState.RUNNING, user=user),
        lambda task, user, day: parts.save_part(part=Node(name="新节点", due=day), task=task, by=user),
        lambda task, user, day: parts.remove_part(part=task.nodes.first(), task=task, by=user),
        lambda task, user, day: parts.save_part(part=task.parts.first(), task=task, by=user),
    ],
    ids=["month", "state", "node", "node taken away", "part"],
)
def test_who_reported_on_it_does_not_sign(done, cast, today, report):
    assert signing.objections(again(done), cast.yanggu) == []
    report(done, cast.yanggu, today)
    assert signing.objections(again(done), cast.yanggu)[:1] == REPORTED


def test_who_edited_its_progress_does_not_sign_and_who_edited_its_contact_may(done, cast, as_user):
    page = reverse("tasks:task-edit", args=[done.pk])

    def edit(**changes):
        form = as_user(cast.lead).get(page).context["form"]
        values = {name: form[name].value() for name in form.fields}
        values = {name: value for name, value in values.items() if value is not None} | changes
        assert as_user(cast.lead).post(page, values).status_code == 302
        return signing.objections(again(done), cast.lead)

    assert [edit(contact="联系人"), edit(problems="口径不一致")] == [[], REPORTED]


def test_a_task_that_is_signed_off_is_changed_by_no_page_and_no_program(done, cast, as_user, calling, today):
    closed = signing.sign_off(task=done, user=cast.lead, note="证据齐全", today=today)
    before = Task.objects.filter(pk=done.pk).values().get()
    browser = as_user(cast.admin)
    given = {
        "progress": 30,
        "done": "退回",
        "to": "running",
        "light": "red",
        "reason": "督查",
        "until": today,
    }
    answers = {}
    for name in ("report", "move", "override", "escalate", "receive", "task-edit", "node-new", "member-new"):
        page = reverse(f"tasks:{name}", args=[done.pk])
        opened = browser.get(page).status_code if name != "receive" else 403
        answers[name] = (opened, browser.post(page, given).status_code)
    assert set(answers.values()) == {(403, 403)}, answers
    report = {"month": str(today), "progress": 30, "done": "退回"}
    answer = calling(cast.admin).post(f"/api/tasks/{done.pk}/reports", report, "application/json")
    assert (answer.status_code, "任务已经销号，不能再改" in answer.content.decode()) == (422, True)
    with pytest.raises(ValidationError, match="不能再改"):
        parts.save_part(part=closed.nodes.first(), task=closed, by=cast.lead)
    with pytest.raises(ValidationError, match="不能再改"):
        lights.clear_override(task=closed, user=cast.lead)
    assert Task.objects.filter(pk=done.pk).values().get() == before
    shown = browser.get(done.get_absolute_url()).content.decode()
    assert [name for name in answers if f'"{reverse(f"tasks:{name}", args=[done.pk])}"' in shown] == []


def test_the_audit_chain_gives_back_who_had_a_hand_in_older_tasks(task, cast, today):
    with acting("yanggu"):
        parts.send_report(task=task, month=today, progress=10, done="推进", next_steps="", user=cast.yanggu)
    kept = again(task)
    kept.owner = cast.rizhao
    kept.save()
    before = sorted(Hand.objects.values_list("user__username", "deed"))
    Hand.objects.all().delete()
    import_module("liandong.hub.tasks.migrations.0007_remember_hands").remember(apps, None)
    assert sorted(Hand.objects.values_list("user__username", "deed")) == before
    assert before == [("lead", "made"), ("lead", "owned"), ("rizhao", "owned"), ("yanggu", "reported")]
