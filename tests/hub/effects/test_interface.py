"""Effects and case reports over the interface: rows, words, the result as the library writes it."""

import json

import pytest

from liandong.hub.effects.domain import results

pytestmark = pytest.mark.django_db


def get(as_user, who, path):
    return as_user(who).get(f"/api{path}")


def test_effects_are_listed_with_what_they_came_to(as_user, cast, effect):
    [row] = get(as_user, cast.lead, "/effects?outcome=better").json()["items"]
    told = {
        name: row[name] for name in ("title", "is_measured", "outcome", "strength", "measure", "is_simulated")
    }
    assert told == {
        "title": "两段准入成效",
        "is_measured": True,
        "outcome": "better",
        "strength": "strong",
        "measure": "median",
        "is_simulated": True,
    }
    assert get(as_user, cast.lead, "/effects?outcome=worse").json()["items"] == []
    assert get(as_user, cast.rizhao, "/effects").json()["items"] == []


def test_one_effect_has_its_words_its_innovation_and_its_result(as_user, cast, effect, innovation):
    whole = get(as_user, cast.lead, f"/effects/{effect.pk}").json()
    assert (whole["innovation"], whole["sentences"]) == (innovation.pk, effect.sentences)
    answer = get(as_user, cast.lead, f"/effects/{effect.pk}/results")
    assert answer.headers["Content-Type"].startswith("application/json")
    assert json.loads(answer.content) == results.to_dict(effect)


def test_an_effect_that_waits_has_no_result_yet(as_user, cast, queued):
    assert get(as_user, cast.lead, f"/effects/{queued.pk}").json()["outcome"] == ""
    assert get(as_user, cast.lead, f"/effects/{queued.pk}/results").status_code == 404


def test_case_reports_give_their_text(as_user, cast, dossier, innovation):
    [row] = get(as_user, cast.lead, f"/dossiers?innovation={innovation.pk}").json()["items"]
    assert (row["id"], row["version"]) == (dossier.pk, 2)
    assert get(as_user, cast.lead, f"/dossiers/{dossier.pk}").json()["texts"] == dossier.texts
    assert get(as_user, cast.rizhao, f"/dossiers/{dossier.pk}").status_code == 404


def test_nobody_outside_gets_anything(as_user, cast, effect):
    for who in (cast.firm, cast.stranger):
        assert get(as_user, who, "/effects").status_code == 403
        assert get(as_user, who, f"/effects/{effect.pk}/results").status_code in (403, 404)
