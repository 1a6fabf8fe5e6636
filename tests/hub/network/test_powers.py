"""Who is competent for X in zone Y at date D?"""

from datetime import date

import pytest

from liandong.hub.core.models import Agency
from liandong.hub.network.domain import clashes, competent, is_competent
from liandong.hub.network.models import Delegation, Power


@pytest.fixture
def power(zones, network, everything):
    power = Power(
        name="项目核准", code="A-1", holder="省发改委", legal_basis="目录", zone=zones.qingdao, circle=network
    )
    power.save()
    agency = Agency.objects.get(zone=zones.rizhao, name="行政审批局")
    days = {"valid_from": date(2023, 1, 1), "valid_until": date(2025, 12, 31)}
    Delegation(power=power, zone=zones.rizhao, agency=agency, document_no="鲁〔2023〕6号", **days).save()
    return power


@pytest.mark.parametrize(
    ("on", "decider", "basis"),
    [
        (date(2022, 12, 31), "省发改委", "目录"),
        (date(2023, 1, 1), "行政审批局", "鲁〔2023〕6号"),
        (date(2025, 12, 31), "行政审批局", "鲁〔2023〕6号"),
        (date(2026, 1, 1), "省发改委", "目录"),
    ],
)
def test_a_delegation_holds_from_its_first_day_to_its_last(power, zones, on, decider, basis):
    (answer,) = competent(name="项目", zone=zones.rizhao, on=on)
    assert (answer.decider, answer.basis) == (decider, basis)


def test_a_delegation_to_one_zone_says_nothing_about_another(power, zones):
    (answer,) = competent(name="A-1", zone=zones.linyi, on=date(2024, 1, 1))
    assert answer.decider == "省发改委"


def test_an_unknown_power_has_no_answer(power, zones):
    assert competent(name="没有的事项", zone=zones.rizhao, on=date(2024, 1, 1)) == []


def test_an_agency_is_competent_only_where_and_while_it_was_given_the_power(power, zones):
    rizhao = Agency.objects.get(zone=zones.rizhao, name="行政审批局")
    linyi = Agency.objects.get(zone=zones.linyi, name="行政审批局")
    asked = [(rizhao, date(2024, 1, 1)), (rizhao, date(2026, 1, 1)), (linyi, date(2024, 1, 1))]
    assert [is_competent(power=power, agency=agency, on=on) for agency, on in asked] == [True, False, False]


@pytest.mark.parametrize(
    ("start", "end", "number"),
    [
        (date(2020, 1, 1), date(2022, 12, 31), 0),
        (date(2020, 1, 1), date(2023, 1, 1), 1),
        (date(2025, 12, 31), None, 1),
        (date(2026, 1, 1), None, 0),
    ],
)
def test_two_agencies_cannot_hold_a_power_on_the_same_day(power, zones, start, end, number):
    assert clashes(power=power, zone=zones.rizhao, valid_from=start, valid_until=end).count() == number


def test_the_page_answers_and_the_form_refuses_an_overlap(power, zones, cast, as_user):
    browser = as_user(cast.lead)
    asked = {"name": "项目", "zone": zones.rizhao.pk, "on": "2024-05-01"}
    assert "鲁〔2023〕6号" in browser.get("/network/competence/", asked).content.decode()
    agency = Agency.objects.get(zone=zones.rizhao, name="海关")
    sent = {"agency": agency.pk, "document_no": "x", "valid_from": "2025-01-01"}
    answer = browser.post(f"/network/powers/{power.pk}/delegations/new/", sent)
    assert (answer.status_code, Delegation.objects.count()) == (200, 1)
    sent["valid_from"] = "2026-01-01"
    assert browser.post(f"/network/powers/{power.pk}/delegations/new/", sent).status_code == 302
    assert Delegation.objects.get(agency=agency).zone == zones.rizhao
