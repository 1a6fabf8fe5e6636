"""Agreements: the parties see them, nobody else does."""

from liandong.hub.network.domain import set_parties
from liandong.hub.network.models import Agreement, Clause, Obligation


def test_parts_are_seen_by_whoever_sees_the_agreement(pact, zones, cast, seen):
    promise = pact(zones.rizhao)
    for person, number in ((cast.lead, 1), (cast.rizhao, 1), (cast.yanggu, 0)):
        with seen(person):
            assert [m.objects.count() for m in (Agreement, Clause, Obligation)] == [number] * 3, person
    set_parties(agreement=promise.root, zones=[zones.yanggu], for_all=False)
    for person, number in ((cast.lead, 1), (cast.rizhao, 0), (cast.yanggu, 1)):
        with seen(person):
            assert [m.objects.count() for m in (Agreement, Clause, Obligation)] == [number] * 3, person


def test_a_form_makes_an_agreement_its_clause_and_its_obligation(zones, cast, as_user, everything):
    browser = as_user(cast.rizhao)
    sent = {
        "title": "日照临沂协议",
        "kind": "other",
        "parties": [zones.linyi.pk],
        "principles": ["whole", "empower"],
    }
    answer = browser.post("/network/agreements/new/", sent)
    agreement = Agreement.objects.get()
    assert (answer.url, agreement.zone, agreement.principles) == (
        agreement.get_absolute_url(),
        zones.rizhao,
        "empower,whole",
    )
    assert set(agreement.circle.zones.all()) == {zones.rizhao, zones.linyi}
    browser.post(f"/network/agreements/{agreement.pk}/clauses/new/", {"number": "第一条", "text": "共享"})
    clause = Clause.objects.get()
    again = browser.post(
        f"/network/agreements/{agreement.pk}/clauses/new/", {"number": "第一条", "text": "又"}
    )
    assert (again.status_code, Clause.objects.count()) == (200, 1)
    url = f"/network/clauses/{clause.pk}/obligations/new/"
    stranger = {"text": "报送", "zone": zones.yanggu.pk, "due_on": "2026-12-31"}
    assert browser.post(url, stranger).status_code == 200
    assert browser.post(url, {**stranger, "zone": zones.linyi.pk}).status_code == 302
    assert [(row.zone, row.circle) for row in Obligation.objects.all()] == [(zones.linyi, agreement.circle)]


def test_an_agreement_of_others_is_not_found(pact, zones, cast, as_user):
    url = pact(zones.rizhao).root.get_absolute_url()
    pages = [url, f"{url}edit/", f"{url}delete/"]
    expected = {"lead": [200] * 3, "yanggu": [404] * 3, "firm": [403] * 3, "stranger": [403] * 3}
    found = {
        name: [as_user(getattr(cast, name)).get(page).status_code for page in pages] for name in expected
    }
    assert found == expected


def test_a_party_reads_but_does_not_change(pact, zones, cast, as_user):
    promise = pact(zones.rizhao)
    browser = as_user(cast.rizhao)
    urls = [
        promise.root.get_absolute_url(),
        f"{promise.root.get_absolute_url()}edit/",
        f"/network/clauses/{promise.clause_id}/edit/",
    ]
    assert [browser.get(url).status_code for url in urls] == [200, 403, 403]


def test_a_double_click_makes_one_agreement(zones, cast, as_user, everything):
    sent = {"title": "协议", "kind": "other", "parties": [zones.linyi.pk], "once": "abc"}
    first, second = (as_user(cast.lead).post("/network/agreements/new/", sent) for _ in range(2))
    assert (first.url, Agreement.objects.count()) == (second.url, 1)
