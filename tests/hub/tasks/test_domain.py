"""States, sign-off, lights, escalations, reports, roll-over: what is refused, and what follows."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse

from liandong.hub.bottlenecks.domain.opening import make_task, open_bottleneck
from liandong.hub.core.domain import audit
from liandong.hub.core.models import AuditEntry
from liandong.hub.tasks import domain
from liandong.hub.tasks.domain import ladder, lights, parts, rollover, signing, state
from liandong.hub.tasks.models import Escalation, Hand, Level, LightRule, Node, Report, Task

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everything")]


@pytest.fixture
def level(db):
    return Level.objects.get_or_create(after_days=7, defaults={"name": "片区分管领导"})[0]


def finish(task, today):
    """Everything a sign-off asks of the task itself."""
    task.nodes.update(done_on=today, evidence="青自贸〔2026〕1号")
    task.parts.update(state="effective", progress=100)
    task.progress, task.state = 100, "effective"
    task.save()


def reasons(error):
    return error.value.messages


def test_a_new_task_has_a_number_zones_a_light_and_an_audited_beginning(task, cast, today):
    assert task.number == f"{task.due.year}-001"
    assert [part.zone.slug for part in task.parts.all()] == ["qingdao", "yanggu", "rizhao"]
    assert (task.light, task.state) == ("none", "idle")
    assert cast.rizhao.notices.get().link == task.get_absolute_url()
    assert cast.lead.notices.count() == 0
    kinds = set(AuditEntry.objects.filter(kind="tasks.task").values_list("action", flat=True))
    assert (kinds, audit.verify()) == ({"create"}, None)


def test_states_cannot_be_jumped(task, cast):
    with pytest.raises(ValidationError) as error:
        state.move(task=task, to="running", user=cast.lead)
    assert reasons(error) == ["“未启动”的任务不能直接变为“实施”。"]


def test_a_blocked_task_says_why_and_goes_back_to_where_it_was(task, cast):
    task = state.move(task=task, to="moving", user=cast.lead)
    with pytest.raises(ValidationError) as error:
        state.move(task=task, to="blocked", user=cast.lead)
    assert reasons(error) == ["请写明受阻的原因。"]
    task = state.move(task=task, to="blocked", user=cast.lead, note="口径不一致")
    assert (task.problems, state.next_states(task), [t.pk for t in domain.blocked(5)]) == (
        "口径不一致",
        ["moving"],
        [task.pk],
    )


def test_an_exploratory_task_goes_live_with_its_stress_test_only(task, cast):
    task.kind, task.state = "exploratory", "moving"
    task.hypothesis = task.sandbox = task.exit_rule = "有"
    task.save()
    with pytest.raises(ValidationError) as error:
        state.move(task=task, to="running", user=cast.lead)
    assert reasons(error) == ["探索性任务进入“实施”前要填写：压力测试。"]
    task.stress_test = "ST-001"
    task.save()
    assert state.move(task=task, to="running", user=cast.lead).state == "running"


def test_sign_off_is_refused_with_every_reason_at_once(task, cast, today):
    with pytest.raises(ValidationError) as error:
        signing.sign_off(task=task, user=cast.lead, note="", today=today)
    assert reasons(error) == [
        "责任人不能给自己的任务销号。",
        "任务还没有“见效”。",
        "没有证据：没有一个节点写明了证据。",
        "进度是 0%，不到 100%。",
        "还有节点没有完成：方案印发。",
        "还有片区没有见效：青岛自贸片区、阳谷经开区、日照综保区。",
        "请写明销号意见。",
    ]


def test_nobody_outside_the_network_signs_off(task, cast, today):
    finish(task, today)
    assert {p.username: signing.objections(task, p) for p in (cast.firm, cast.stranger, cast.rizhao)} == {
        "firm": ["销号人要是网络内的人员。"],
        "stranger": ["销号人要是网络内的人员。"],
        "rizhao": [],
    }


def test_a_person_named_as_responsible_cannot_sign_off_without_an_account_on_the_task(task, cast, today):
    finish(task, today)
    task.owner, task.person = None, cast.rizhao.display_name
    task.save()
    assert signing.objections(task, cast.rizhao) == ["您是或曾是这项任务的责任人或专班负责人，不能给它销号。"]


def test_who_made_a_task_cannot_sign_it_off_though_nobody_is_responsible_for_it(task, cast, today):
    Hand.objects.filter(deed="owned").delete()
    Task.objects.filter(pk=task.pk).update(owner=None)
    task = Task.objects.get(pk=task.pk)
    finish(task, today)
    assert (task.created_by, signing.objections(task, cast.lead)) == (
        cast.lead,
        ["立项人不能给自己立的任务销号。"],
    )
    with pytest.raises(ValidationError):
        signing.sign_off(task=task, user=cast.lead, note="证据齐全", today=today)


def test_a_task_made_from_a_bottleneck_is_signed_off_by_another_than_its_maker(cast, zones, today):
    bottleneck = open_bottleneck(title="取样送检排队", zone=zones.qingdao, user=cast.lead)
    made = make_task(bottleneck=bottleneck, name="缩短取样", due=today, kind="ordinary", user=cast.lead)
    Node.objects.create(task=made, name="方案印发", due=today)
    finish(made, today)
    assert [signing.objections(made, person) for person in (cast.lead, cast.rizhao)] == [
        ["立项人不能给自己立的任务销号。"],
        [],
    ]


def test_a_sign_off_closes_the_task_its_escalations_and_is_on_the_chain(task, cast, today, level):
    row = ladder.escalate(
        task=task, level=level, matter="口径", user=cast.lead, today=today - timedelta(days=4)
    )
    finish(task, today)
    closed = signing.sign_off(task=task, user=cast.rizhao, note="证据齐全", today=today)
    row.refresh_from_db()
    assert (closed.state, closed.light, closed.signed_on) == ("closed", "done", today)
    assert (row.state, row.delay_after) == ("done", 4)
    entry = AuditEntry.objects.filter(action="sign_off").get()
    assert entry.changes == {"note": "证据齐全", "by": "rizhao", "evidence": ["方案印发：青自贸〔2026〕1号"]}
    assert signing.objections(closed, cast.rizhao) == ["任务已经销号。"]


def test_a_light_by_hand_needs_a_reason_is_logged_and_expires(task, cast, today):
    with pytest.raises(ValidationError) as error:
        lights.override(
            task=task, light="red", reason=" ", until=today - timedelta(days=1), user=cast.lead, today=today
        )
    assert reasons(error) == ["请写明理由。", "有效期不能早于今天。"]
    task = lights.override(
        task=task, light="red", reason="督查发现", until=today, user=cast.lead, today=today
    )
    assert (task.light, task.red_since, lights.reason(task, today, LightRule.of(task.zone_id))) == (
        "red",
        today,
        f"人工亮灯，有效至 {today}：督查发现",
    )
    assert AuditEntry.objects.get(action="light.override").changes["by_rule"] == "none"
    lights.refresh(today + timedelta(days=1))
    task.refresh_from_db()
    assert (task.light, task.red_since) == ("none", None)


def test_the_column_of_lights_follows_the_day(task, today):
    def on(days):
        lights.refresh(today + timedelta(days=days))
        task.refresh_from_db()
        return task.light

    assert [on(days) for days in (0, 5, 20, 61)] == ["none", "none", "yellow", "red"]


def test_a_rule_of_the_zone_goes_before_that_of_the_network(task, zones, today):
    LightRule.objects.update_or_create(zone=None, defaults={"blue_days": 3})
    LightRule.objects.create(zone=zones.qingdao, blue_days=90)
    task.save()
    assert (task.light, LightRule.of(zones.rizhao.pk).blue_days) == ("blue", 3)


def test_a_task_red_for_too_long_climbs_a_level_once_and_its_leader_is_told(task, cast, today, level):
    Level.objects.exclude(pk=level.pk).delete()
    later = task.due + timedelta(days=8)
    lights.refresh(later)
    assert (ladder.climb(later - timedelta(days=1)), ladder.climb(later), ladder.climb(later)) == (0, 1, 0)
    row = Escalation.objects.get()
    assert (row.delay_before, row.state, row.deadline) == (
        8,
        "open",
        later + timedelta(days=level.decide_days),
    )
    assert cast.leader.notices.get().link == reverse("tasks:escalations")
    row = ladder.decide(escalation=row, decision="统一口径", deadline=later, user=cast.leader, today=later)
    assert (row.state, row.decided_by, row.delay_before) == ("waiting", cast.leader, 8)


def test_a_level_is_asked_once_for_a_task(task, cast, today, level):
    ladder.escalate(task=task, level=level, matter="甲", user=cast.lead, today=today)
    with pytest.raises(ValidationError):
        ladder.escalate(task=task, level=level, matter="乙", user=cast.lead, today=today)


def test_the_last_report_of_a_month_counts_and_moves_the_progress(task, cast, today):
    for progress in (10, 30):
        parts.send_report(
            task=task, month=today, progress=progress, done="推进", next_steps="继续", user=cast.lead
        )
    task.refresh_from_db()
    assert (task.progress, task.next_steps) == (30, "继续")
    assert Report.objects.get().progress == 30


def test_open_tasks_roll_over_and_closed_ones_stay(task, cast, zones, today):
    year = task.year
    old = Task.objects.create(
        zone=zones.qingdao, circle=task.circle, number="甲", name="甲", due=task.due, state="closed"
    )
    assert rollover.roll_over(zone=zones.qingdao, year=year, user=cast.lead) == 1
    task.refresh_from_db()
    old.refresh_from_db()
    assert (task.first_year, task.year, old.year) == (year, year + 1, year)
    entry = AuditEntry.objects.get(action="roll_over")
    assert entry.changes["numbers"] == [task.number]


def test_the_daily_command_refreshes_and_escalates(task, today, capsys):
    Task.objects.filter(pk=task.pk).update(due=today - timedelta(days=40))
    call_command("tasks_refresh")
    task.refresh_from_db()
    assert (task.light, task.red_since) == ("red", today - timedelta(days=39))
    assert Escalation.objects.count() == Level.objects.filter(after_days__lte=39).count()
    assert "1 lights changed" in capsys.readouterr().out


def test_the_summary_counts_by_light_state_and_kind(task, today):
    found = domain.summary(today)
    assert (found["total"], found["light"]["none"], found["state"]["idle"], found["kind"]["linked"]) == (
        1,
        1,
        1,
        1,
    )
    assert (found["overdue"], domain.summary(task.due + timedelta(days=1))["overdue"]) == (0, 1)
