"""Each page, tried by the lead zone, a partner, a firm and a stranger, within twelve queries."""

import pytest
from django_scopes import scopes_disabled

from liandong.hub.innovations.models import Adoption, Innovation, NoveltySearch, Question, Review

READ = (
    "/innovations/",
    "/innovations/?view=table&q=监管",
    "/innovations/{copper}/",
    "/innovations/{copper}/?tab=evidence",
    "/innovations/{copper}/?tab=replication",
    "/innovations/{copper}/?tab=history",
    "/innovations/{copper}/?tab=print",
    "/innovations/counts/?as_of=2022-08-30",
    "/innovations/counts/?as_of=nonsense",
    "/innovations/consistency/",
    "/innovations/claims/?subject=铜",
    "/innovations/claims/{claim}/",
    "/innovations/novelty/?q=两段监管",
    "/innovations/novelty/log/",
    "/innovations/schemes/",
    "/innovations/matrix/?status=live",
    "/innovations/matrix/{copper}/linyi/",
    "/innovations/adoptions/{adoption}/",
    "/innovations/recommended/",
    "/innovations/briefings/",
    "/innovations/briefings/{briefing}/",
)
WRITE = (
    "/innovations/{copper}/edit/",
    "/innovations/{copper}/delete/",
    "/innovations/{copper}/link/",
    "/innovations/{copper}/recognitions/new/",
    "/innovations/claims/{claim}/edit/",
    "/innovations/briefings/{briefing}/edit/",
)


def _at(address, library):
    return address.format(**{name: record.pk for name, record in vars(library).items()})


@pytest.mark.parametrize("address", READ)
def test_officials_read_and_others_do_not(library, cast, as_user, address, django_assert_max_num_queries):
    address = _at(address, library)
    lead = as_user(cast.lead)
    with django_assert_max_num_queries(12):
        answer = lead.get(address)
    statuses = [
        as_user(person).get(address).status_code for person in (cast.rizhao, cast.firm, cast.stranger)
    ]
    assert (answer.status_code, statuses) == (200, [200, 403, 403])
    assert b" style=" not in answer.content


@pytest.mark.parametrize("address", WRITE)
def test_only_the_owner_zone_changes(library, cast, as_user, address, django_assert_max_num_queries):
    address = _at(address, library)
    lead = as_user(cast.lead)
    with django_assert_max_num_queries(12):
        answer = lead.get(address)
    statuses = [
        as_user(person).get(address).status_code for person in (cast.rizhao, cast.firm, cast.stranger)
    ]
    assert (answer.status_code, statuses) == (200, [403, 403, 403])


def test_an_innovation_is_searched_for_then_filed(library, cast, as_user):
    lead = as_user(cast.lead)
    data = {"q": "冷链一单制", "judgement": "novel", "reason": "未见"}
    answer = lead.post("/innovations/novelty/?q=冷链一单制", data)
    with scopes_disabled():
        search = NoveltySearch.objects.get()
    assert answer.url == search.get_absolute_url()
    rows = {
        f"{kind}-{name}": 0 for kind in ("legal", "condition") for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    rows |= {"legal-TOTAL_FORMS": 1, "legal-0-document": "海关法", "legal-0-clause": "第一条"}
    form = {"title": "冷链一单制", "library": library.copper.library_id, "stage": "proposed", **rows}
    answer = lead.post(f"/innovations/new/?novelty={search.pk}", form)
    with scopes_disabled():
        made = Innovation.objects.get(title="冷链一单制")
        assert made.searches.get() == search
    assert (answer.url, made.legal[0]["document"]) == (made.get_absolute_url(), "海关法")


def test_a_cell_is_offered_by_the_lead_and_worked_on_by_the_partner(library, cast, as_user):
    address = f"/innovations/matrix/{library.copper.pk}/rizhao/"
    assert as_user(cast.rizhao).post(address, {"on": "2026-01-02"}).status_code == 403
    as_user(cast.lead).post(address, {"on": "2026-01-02"})
    data = {"status": "fit", "on": "2026-01-03", "has_basis": "yes", "has_volume": "yes", "has_systems": "no"}
    assert as_user(cast.yanggu).post(address, data).status_code == 403
    outside = as_user(cast.rizhao).post(address, {**data, "parameter_2": "500"})
    assert outside.status_code == 200
    answer = as_user(cast.rizhao).post(address, {**data, "parameter_2": "20"}, headers={"HX-Request": "true"})
    assert b"hx-swap-oob" in answer.content
    with scopes_disabled():
        made = Adoption.objects.get(innovation=library.copper, zone__slug="rizhao")
    assert (made.status, made.parameters) == ("fit", {"放射性抽检比例": "20"})


def test_reviewers_are_of_zones_that_had_no_part(library, cast, as_user):
    address = f"/innovations/{library.copper.pk}/score/"
    people = (cast.lead, cast.yanggu, cast.rizhao, cast.reviewer, cast.firm)
    assert [as_user(each).get(address).status_code for each in people] == [403, 403, 200, 200, 403]
    data = {"level": "A", "coefficient": "good", "remark": "好"}
    as_user(cast.reviewer).post(address, data)
    with scopes_disabled():
        assert str(Review.objects.get().score) == "10.000"
    page = as_user(cast.rizhao).get(f"/innovations/{library.copper.pk}/?tab=evidence").content.decode()
    assert "10.000" not in page


def test_a_question_is_written_down(library, cast, as_user):
    address = f"/innovations/briefings/{library.briefing.pk}/questions/"
    as_user(cast.rizhao).post(address, {"zone": cast.rizhao.zone_id, "text": "谁来受理？"})
    with scopes_disabled():
        assert Question.objects.get().text == "谁来受理？"


@pytest.mark.parametrize("address", ["", "counts/", "consistency/", "claims/", "matrix/", "briefings/"])
def test_every_table_leaves_as_a_file(library, cast, as_user, address):
    answer = as_user(cast.lead).get(f"/innovations/{address}?export=xlsx")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert len(b"".join(answer)) > 1000
