"""Every count of the sources recomputes from dated events, and what does not close is flagged."""

from datetime import date
from decimal import Decimal

import pytest

from liandong.hub.core.enums import Qualifier
from liandong.hub.innovations.domain import claims_about, counts, demo, replications
from liandong.hub.innovations.domain.consistency import checks, held
from liandong.hub.innovations.domain.recognising import recognise, withdraw
from liandong.hub.innovations.enums import Level
from liandong.hub.innovations.models import Channel, Claim, Innovation, Recognition

pytestmark = pytest.mark.usefixtures("everything")


@pytest.mark.parametrize(
    ("day", "numbers"),
    [
        (date(2021, 4, 1), (0, 0, 0, 0, False)),
        (date(2021, 4, 2), (68, 0, 13, 0, False)),
        (date(2022, 8, 30), (176, 4, 29, 0, False)),
        (date(2023, 11, 20), (188, 4, 29, 9, False)),
        (date(2024, 6, 26), (300, 6, 73, 9, True)),
    ],
)
def test_the_library_has_on_each_day_what_its_source_says(library, day, numbers):
    found = counts(day)
    assert (
        found.total,
        found.national,
        found.provincial,
        found.joint,
        found.covers_all_categories,
    ) == numbers


def test_in_2024_seventy_nine_are_recognised_by_province_or_above(library):
    found = counts(date(2024, 6, 26))
    assert found.promoted == 79
    assert {slug: found.by_channel[slug] for slug in ("pilot", "best", "briefing")} == {
        "pilot": 1,
        "best": 2,
        "briefing": 3,
    }


def test_all_claims_about_the_library_agree_with_the_ledger(library):
    assert [each.claim.code for each in held() if not each.closes] == []
    assert len(held()) == 15


def test_a_count_that_was_tampered_with_is_flagged(library):
    Claim.objects.filter(code="F071").update(value=69)
    assert [each.claim.code for each in held() if not each.closes] == ["F071"]


def test_shares_reveal_the_hidden_denominators_and_open_statements_stay_open(library):
    found = {each.codes: (each.outcome, each.closes) for each in checks()}
    assert found["F144", "F145"] == ("16 / 45.7 % ⇒ 35", True)
    assert found["F146", "F147"] == ("6 / 46.2 % ⇒ 13", True)
    assert found["F084",] == ("8 ≠ 7", False)
    assert found["F033", "F034", "F035", "F036"] == ("1 + 2 + 3 = 6 ≤ 79", None)


def test_a_recognition_raises_the_level_and_taking_it_back_lowers_it(library):
    event = Recognition(
        innovation=library.copper, channel=Channel.objects.get(slug="pilot"), on=date(2025, 1, 2)
    )
    recognise(recognition=event)
    assert Innovation.objects.get(pk=library.copper.pk).level == Level.STATE
    withdraw(recognition=event)
    assert Innovation.objects.get(pk=library.copper.pk).level == Level.ZONE


def test_a_filing_promotes_nothing(library):
    event = Recognition(
        innovation=library.copper, channel=Channel.objects.get(slug="filed"), on=date(2025, 1, 2)
    )
    recognise(recognition=event)
    assert Innovation.objects.get(pk=library.copper.pk).level == Level.ZONE


def test_all_figures_are_claims_with_their_hedge_and_words(library):
    assert Claim.objects.count() == 211
    by_code = {claim.code: claim for claim in Claim.objects.all()}
    read = {
        code: (by_code[code].value, by_code[code].value_high, by_code[code].qualifier)
        for code in ("F032", "F153", "F154", "F088", "F021", "F179")
    }
    assert read == {
        "F032": (Decimal(300), None, Qualifier.OVER),
        "F153": (Decimal(10), None, Qualifier.ABOUT),
        "F154": (Decimal(5), Decimal(7), Qualifier.EXACT),
        "F088": (Decimal(300), None, Qualifier.NEARLY),
        "F021": (None, None, Qualifier.EXACT),
        "F179": (Decimal(50000000), None, Qualifier.AT_MOST),
    }


def test_claims_are_found_by_innovation_and_by_subject(library):
    assert [claim.code for claim in claims_about(library.copper)] == ["F153", "F154", "F155"]
    assert [claim.code for claim in claims_about("启运港退税")] == ["F158"]


def test_the_three_narrated_replications_are_live(library):
    found = replications()
    assert found.by_status == {"live": 3}
    assert found.live_by_zone == {"rizhao": 1, "weifang-binhai": 1, "zouping": 1}


def test_loading_twice_changes_nothing(library):
    before = Innovation.objects.count()
    demo.load()
    assert Innovation.objects.count() == before
