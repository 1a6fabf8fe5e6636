"""A person's own pages, the people of the platform, the audit log."""

import pytest

from liandong.hub.core.domain import audit, tokens
from liandong.hub.core.domain.notify import notify
from liandong.hub.core.models import AuditEntry, User


def test_a_token_is_shown_once_and_works(cast, as_user):
    browser = as_user(cast.lead)
    page = browser.post("/me/tokens/", {"name": "报表程序", "days": 30})
    token = page.context["token"]
    assert tokens.owner(token) == cast.lead
    assert token not in browser.get("/me/").content.decode()


def test_nobody_ends_the_token_of_another(cast, as_user):
    token = tokens.create(username="lead", name="x", days=1)
    assert as_user(cast.rizhao).post(f"/me/tokens/{cast.lead.tokens.get().pk}/end/").status_code == 404
    assert tokens.owner(token) == cast.lead


def test_notices_are_read_once_opened_and_belong_to_one_person(cast, as_user):
    notify([cast.lead], zh="任务逾期", en="A task is overdue", link="/me/")
    [notice] = cast.lead.notices.all()
    assert as_user(cast.rizhao).get(f"/me/notices/{notice.pk}/").status_code == 404
    assert "任务逾期" in as_user(cast.lead).get("/me/notices/").content.decode()
    assert cast.lead.notices.filter(read_at=None).count() == 0


@pytest.mark.parametrize("who", ["lead", "rizhao", "firm", "reviewer", "stranger"])
def test_only_operators_see_people(cast, as_user, who):
    assert as_user(getattr(cast, who)).get("/me/people/").status_code == 403


def test_an_operator_makes_an_account_with_a_password_for_once(cast, as_user, zones):
    values = {
        "username": "new",
        "display_name": "钱新",
        "role": "officer",
        "zone": zones.linyi.pk,
        "is_active": "on",
    }
    page = as_user(cast.admin).post("/me/people/new/", values)
    person = User.objects.get(username="new")
    assert (person.zone, person.check_password(page.context["password"])) == (zones.linyi, True)
    assert AuditEntry.objects.first().actor == "admin"
    assert audit.verify() is None


def test_an_officer_needs_a_zone(cast, as_user):
    page = as_user(cast.admin).post("/me/people/new/", {"username": "new", "role": "officer"})
    assert list(page.context["form"].errors) == ["zone"]


def test_the_audit_log_is_for_operators_and_reviewers(cast, as_user):
    assert [
        as_user(getattr(cast, who)).get("/me/audit/").status_code for who in ("admin", "reviewer", "lead")
    ] == [
        200,
        200,
        403,
    ]


def test_pages_of_an_account_need_few_queries(cast, as_user, django_assert_max_num_queries):
    browser = as_user(cast.admin)
    for address in ("/me/", "/me/notices/", "/me/people/", "/me/audit/"):
        with django_assert_max_num_queries(12):
            assert browser.get(address).status_code == 200


def test_a_second_factor_can_be_set_up(cast, as_user):
    page = as_user(cast.lead).get("/accounts/2fa/")
    assert page.status_code == 200


def test_what_an_operator_changes_in_the_administration_pages_stands_in_the_chain(cast, as_user, zones):
    zone = zones.rizhao
    values = {"name": "日照", "name_en": "Rizhao", "slug": zone.slug, "role": "lead", "kind": zone.kind}
    form = as_user(cast.admin).get(f"/admin/core/zone/{zone.pk}/change/").context["adminform"].form
    sent = {name: value for name, value in form.initial.items() if value is not None} | values
    answer = as_user(cast.admin).post(f"/admin/core/zone/{zone.pk}/change/", sent)
    entry = AuditEntry.objects.filter(kind="core.zone", object_id=str(zone.pk)).latest("number")
    assert (answer.status_code, entry.actor, entry.action, entry.changes["by"]) == (
        302,
        "admin",
        "update",
        "admin",
    )


def test_the_administration_pages_delete_one_by_one(cast, as_user):
    assert "delete_selected" not in as_user(cast.admin).get("/admin/core/zone/").content.decode()


def test_a_changed_profile_stands_in_the_chain(cast, as_user):
    form = as_user(cast.lead).get("/me/").context["form"]
    values = {name: value for name, value in form.initial.items() if value is not None}
    assert as_user(cast.lead).post("/me/", values | {"display_name": "王青青"}).status_code == 302
    entry = AuditEntry.objects.filter(kind="core.user", action="update").latest("number")
    assert (entry.actor, entry.changes) == ("lead", {"display_name": ["王青（牵头专员）", "王青青"]})


def test_who_takes_a_table_out_stands_in_the_chain(cast, as_user):
    as_user(cast.lead).get("/tasks/?export=csv")
    entry = AuditEntry.objects.latest("number")
    assert (entry.actor, entry.action, entry.changes["as"]) == ("lead", "export", "csv")
