"""Every page of the room, tried by the whole cast; each within twelve queries."""

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from liandong.hub.tasks.models import Escalation, Level, LightRule, Node, Plan, Task, TaskZone, TeamMember

PAGES = (
    "/tasks/",
    "/tasks/?light=red",
    "/tasks/?mine=true",
    "/tasks/?q=联动&state=running&kind=linked",
    "/tasks/new/",
    "/tasks/import/",
    "/tasks/plans/",
    "/tasks/plans/new/",
    "/tasks/gantt/",
    "/tasks/calendar/",
    "/tasks/calendar/?month=2021-03&zone=all",
    "/tasks/escalations/",
    "/tasks/reports/",
    "/tasks/reports/?month=2021-13",
    "/tasks/rules/",
    "/tasks/roll-over/",
    "/tasks/ledger.xlsx",
    "/tasks/ledger.csv",
    "/tasks/?export=xlsx",
    "/tasks/gantt/?export=csv",
)


@pytest.mark.django_db
def test_pages_open_for_the_lead_officer_within_twelve_queries(
    cast, ledger, as_user, django_assert_max_num_queries
):
    browser = as_user(cast.lead)
    for page in PAGES:
        with django_assert_max_num_queries(12, info=page):
            response = browser.get(page)
            assert (page, response.status_code) == (page, 200)
            if response.streaming:
                b"".join(response.streaming_content)


@pytest.mark.django_db
def test_strangers_and_firms_are_refused_everywhere(cast, ledger, as_user):
    for person in (cast.stranger, cast.firm):
        browser = as_user(person)
        assert {page: browser.get(page).status_code for page in PAGES} == dict.fromkeys(PAGES, 403)


@pytest.mark.django_db
def test_pages_are_told_in_english_too(cast, ledger, as_user):
    browser = as_user(cast.lead)
    browser.cookies["django_language"] = "en"
    for page in ("/tasks/", "/tasks/calendar/", "/tasks/gantt/", "/tasks/plans/", "/tasks/rules/"):
        html = browser.get(page).content.decode()
        found = [word for word in ("筛选", "台账文件", "任务台账", "甘特图", "灯色规则") if word in html]
        assert (page, found) == (page, [])


@pytest.mark.django_db
def test_a_signed_out_person_is_sent_to_the_door(client, cast):
    assert client.get("/tasks/").status_code == 302


@pytest.mark.django_db
def test_every_kind_of_task_page_stays_within_twelve_queries(
    cast, ledger, as_user, django_assert_max_num_queries
):
    with scopes_disabled():
        tasks = [
            Task.objects.filter(kind="linked", light="red", parts__isnull=False).first(),
            Task.objects.filter(kind="exploratory").first(),
            Task.objects.filter(state="closed").first(),
            Task.objects.filter(state="blocked", team__isnull=False).first(),
        ]
    browser = as_user(cast.lead)
    for task in tasks:
        with django_assert_max_num_queries(12):
            assert browser.get(task.get_absolute_url()).status_code == 200


def _object_pages() -> list[str]:
    """The address of every page about one object that there is."""
    task = Task.objects.filter(kind="linked", escalations__isnull=False).first()
    TeamMember.objects.get_or_create(task=task, user=task.zone.people.first())
    names = ("task", "task-edit", "move", "sign-off", "override", "report", "escalate")
    pages = [reverse(f"tasks:{name}", args=[task.pk]) for name in names]
    pages += [reverse(f"tasks:{name}", args=[task.pk]) for name in ("node-new", "member-new")]
    parts = {
        "node-edit": Node.objects.filter(task=task),
        "node-delete": Node.objects.filter(task=task),
        "zone-edit": TaskZone.objects.filter(task=task),
        "member-delete": TeamMember.objects.filter(task=task),
        "escalation": Escalation.objects.filter(task=task),
        "plan": Plan.objects.filter(structure="8+6+9+6"),
        "plan-edit": Plan.objects.filter(structure="8+6+9+6"),
        "branch-new": Plan.objects.filter(structure="8+6+9+6"),
        "light-rule": LightRule.objects.all(),
        "level": Level.objects.all(),
    }
    pages += [reverse(f"tasks:{name}", args=[rows.first().pk]) for name, rows in parts.items()]
    return [*pages, reverse("tasks:light-rule-new"), reverse("tasks:level-new")]


@pytest.mark.django_db
def test_every_object_page_opens_for_its_officer_and_for_nobody_outside(
    cast, ledger, as_user, django_assert_max_num_queries
):
    officer, outside = as_user(cast.lead), [as_user(cast.stranger), as_user(cast.firm)]
    for page in _object_pages():
        with django_assert_max_num_queries(12, info=page):
            assert (page, officer.get(page).status_code) == (page, 200)
        assert (page, [browser.get(page).status_code for browser in outside]) == (page, [403, 403])


@pytest.mark.django_db
def test_a_partner_sees_the_network_tasks_but_changes_none_of_another_zone(cast, task, as_user):
    browser = as_user(cast.rizhao)
    codes = {
        name: browser.get(reverse(f"tasks:{name}", args=[task.pk])).status_code
        for name in ("task", "task-edit", "move", "override", "node-new", "member-new")
    }
    assert codes == {
        "task": 200,
        "task-edit": 403,
        "move": 403,
        "override": 403,
        "node-new": 403,
        "member-new": 403,
    }


@pytest.mark.django_db
def test_what_is_not_in_ones_circle_is_not_found(cast, task, as_user, everything):
    from liandong.hub.core.models import Circle

    task.circle = Circle.of([task.zone])
    task.save()
    node = task.nodes.get()
    browser = as_user(cast.rizhao)
    pages = (task.get_absolute_url(), reverse("tasks:node-edit", args=[node.pk]))
    assert [browser.get(page).status_code for page in pages] == [404, 404]
    assert task.name not in browser.get("/tasks/").content.decode()
    assert as_user(cast.lead).get(task.get_absolute_url()).status_code == 200


@pytest.mark.django_db
def test_the_form_makes_a_task_once_however_often_it_is_sent(cast, zones, as_user, today):
    browser = as_user(cast.lead)
    data = {
        "zone": zones.qingdao.pk,
        "name": "简易注销提速",
        "kind": "ordinary",
        "due": f"{today.year + 1}-03-01",
        "progress": "0",
        "is_network": "on",
        "once": "abc",
    }
    first, second = (browser.post("/tasks/new/", data) for _ in range(2))
    with scopes_disabled():
        made = Task.objects.get(name="简易注销提速")
    assert (first.status_code, second.status_code) == (302, 302)
    assert (first["Location"], second["Location"]) == (made.get_absolute_url(), made.get_absolute_url())
    assert (made.number, made.zone, made.light) == (f"{today.year + 1}-001", zones.qingdao, "none")
    assert made.created_by == cast.lead


@pytest.mark.django_db
def test_the_form_asks_linked_tasks_for_zones_and_exploratory_ones_for_a_hypothesis(cast, as_user):
    base = {"name": "甲", "due": "2030-01-01", "progress": "0"}
    browser = as_user(cast.lead)
    linked = browser.post("/tasks/new/", {**base, "kind": "linked"})
    exploratory = browser.post("/tasks/new/", {**base, "kind": "exploratory"})
    assert set(linked.context["form"].errors) == {"zone", "zones"}
    assert set(exploratory.context["form"].errors) == {"zone", "hypothesis", "sandbox", "exit_rule"}


@pytest.mark.django_db
def test_a_task_goes_its_road_through_the_pages(cast, task, as_user, today):
    officer, reviewer = as_user(cast.lead), as_user(cast.reviewer)
    with scopes_disabled():
        node = task.nodes.get()
    address = task.get_absolute_url()
    for state in ("moving", "running"):
        assert officer.post(f"{address}state/", {"to": state}).status_code == 302
    refused = officer.post(f"{address}state/", {"to": "effective"})
    assert "还没有证据" in refused.content.decode()
    done = {"name": node.name, "due": node.due, "done_on": today, "evidence": "青自贸〔2026〕1号"}
    assert officer.post(f"/tasks/nodes/{node.pk}/edit/", done).status_code == 302
    assert officer.post(f"{address}state/", {"to": "effective"}).status_code == 302
    assert officer.post(f"{address}report/", {"progress": 100, "done": "全部完成"}).status_code == 302
    with scopes_disabled():
        parts = {part.zone.slug: part.pk for part in task.parts.all()}
    for person, slug in ((cast.lead, "qingdao"), (cast.rizhao, "rizhao"), (cast.yanggu, "yanggu")):
        sent = as_user(person).post(
            f"/tasks/zones/{parts[slug]}/edit/", {"state": "effective", "progress": 100}
        )
        assert sent.status_code == 302
    assert (
        "责任人不能给自己的任务销号" in officer.post(f"{address}sign-off/", {"note": "好"}).content.decode()
    )
    assert reviewer.post(f"{address}sign-off/", {"note": "证据齐全"}).status_code == 302
    with scopes_disabled():
        task.refresh_from_db()
    assert (task.state, task.light, task.signed_by) == ("closed", "done", cast.reviewer)
    assert officer.get(f"{address}edit/").status_code == 403


@pytest.mark.django_db
def test_a_zone_speaks_for_itself_only(cast, task, as_user, everything):
    parts = {part.zone.slug: part.pk for part in task.parts.all()}
    codes = {
        slug: as_user(cast.rizhao).get(f"/tasks/zones/{pk}/edit/").status_code for slug, pk in parts.items()
    }
    assert codes == {"qingdao": 403, "rizhao": 200, "yanggu": 403}


@pytest.mark.django_db
def test_a_member_is_told_and_may_leave_after_a_question(cast, task, as_user, everything):
    browser = as_user(cast.lead)
    sent = browser.post(f"/tasks/{task.pk}/team/new/", {"user": cast.customs.pk, "role": "liaison"})
    member = task.team.get()
    assert (sent.status_code, cast.customs.notices.get().link) == (302, task.get_absolute_url())
    assert "确定要删除" in browser.get(f"/tasks/team/{member.pk}/delete/").content.decode()
    assert browser.post(f"/tasks/team/{member.pk}/delete/").status_code == 302
    assert task.team.count() == 0


@pytest.mark.django_db
def test_only_the_lead_officer_and_the_operator_change_the_rules(cast, zones, as_user):
    pk = LightRule.objects.get_or_create(zone=None)[0].pk
    codes = {
        person.username: as_user(person).get(f"/tasks/rules/lights/{pk}/").status_code
        for person in (cast.lead, cast.admin, cast.rizhao, cast.leader, cast.reviewer)
    }
    assert codes == {"lead": 200, "admin": 200, "rizhao": 403, "leader": 403, "reviewer": 403}


@pytest.mark.django_db
def test_a_changed_rule_changes_the_lights_at_once(cast, task, as_user, everything):
    pk = LightRule.objects.get_or_create(zone=None)[0].pk
    values = {"blue_days": 90, "yellow_margin": 10}
    assert as_user(cast.lead).post(f"/tasks/rules/lights/{pk}/", values).status_code == 302
    task.refresh_from_db()
    assert task.light == "blue"


@pytest.mark.django_db
def test_the_receipt_says_who_took_the_task(cast, task, as_user, today, everything):
    as_user(cast.rizhao).post(f"/tasks/{task.pk}/receive/")
    as_user(cast.yanggu).post(f"/tasks/{task.pk}/receive/")
    task.refresh_from_db()
    assert task.receipt == f"{cast.rizhao} {today}"
