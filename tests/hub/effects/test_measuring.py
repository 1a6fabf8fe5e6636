"""An effect is measured by the library, kept with a fingerprint, and says as plainly what cannot be said."""

import json
from dataclasses import replace
from hashlib import sha256

import pytest
from django.core.exceptions import ValidationError
from django_scopes import scopes_disabled
from openpyxl import load_workbook

from liandong.diagnosis.words import Clock
from liandong.hub.bottlenecks.enums import JobState
from liandong.hub.core.domain.links import chain_of
from liandong.hub.core.models import Notice
from liandong.hub.effects.domain import comparing, linking, measuring, results
from liandong.hub.effects.enums import Outcome
from liandong.hub.effects.models import Effect
from liandong.hub.innovations.domain.claims import claims_about

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everything")]


def test_the_main_measure_stands_in_the_row_and_the_files_beside(effect):
    assert (effect.state, effect.outcome, effect.measure) == (JobState.DONE, Outcome.BETTER, "median")
    assert (round(effect.value, 2), effect.change, effect.is_simulated) == (-2.99, "−2.99 天", True)
    assert effect.strength == "strong"
    assert effect.said.startswith("用时中位数缩短 2.99 天")
    assert effect.sha256 == sha256(results.content(effect)).hexdigest()
    assert set(results.parts(effect)) == {
        "keys",
        "findings",
        "numbers",
        "adopters",
        "study",
        "course",
        "tests",
        "sheet",
    }


def test_the_summary_is_what_the_file_tells(effect):
    told = results.summary_of(results.content(effect))
    assert (told.measure, told.unit, told.verdict, told.strength, told.is_simulated) == (
        "median",
        ("天", "days"),
        ("改善", "better"),
        "strong",
        True,
    )
    assert told.low < told.estimate < told.high < 0
    assert set(told.adopters) == {"日照", "潍坊滨海", "阳谷", "青岛"}


def test_each_adopter_has_a_row_of_its_own(effect):
    rows = results.to_dict(effect)["tables"]["effect_adopters"]
    assert {row["zone"] for row in rows} == {"日照", "潍坊滨海", "阳谷", "青岛"}


def test_the_job_gives_what_the_library_gives_and_tells_whoever_asked(queued, found, cast):
    measuring.run(queued.pk)
    done = Effect.objects.get(pk=queued.pk)
    assert results.content(done) == (found[1] / results.RESULT).read_bytes()
    assert [it.text for it in Notice.objects.filter(user=cast.lead)] == [
        f"两段准入成效：{done.headline['zh']}"
    ]


def test_an_effect_is_about_one_innovation(effect, innovation):
    assert linking.innovation_of(effect) == innovation
    assert [it.object for it in chain_of(innovation)] == [effect]
    linking.belongs_to(effect, None)
    assert linking.innovation_of(effect) is None


def test_without_adopters_it_is_only_before_and_after_and_says_so(cast, sides):
    before, after = sides
    made = measuring.start(
        title="前后", before=[before], after=[after], zone=cast.lead.zone, user=None, adopted={}, options={}
    )
    measuring.run(made.pk)
    made = Effect.objects.get(pk=made.pk)
    assert made.strength == "weak"
    assert any("只作前后对比" in line for line in made.warnings["zh"])
    assert any("weaker" in line for line in made.warnings["en"])


def test_too_few_cases_raise_nothing_and_are_told(cast, sides):
    before, _ = sides
    made = measuring.start(
        title="少",
        before=[before],
        after=[],
        zone=cast.lead.zone,
        user=None,
        adopted={"青岛": "2022-09"},
        options={"minimum": 100_000},
    )
    measuring.run(made.pk)
    made = Effect.objects.get(pk=made.pk)
    assert (made.state, made.outcome, made.change) == (JobState.DONE, Outcome.UNKNOWN, "—")
    assert made.said == "用时中位数：数据不足，无法估计。"


@pytest.mark.parametrize(
    ("adopted", "has_after", "words"),
    [
        ({}, False, "只选了一侧"),
        ({"北京": "2023-01"}, True, "没有这个片区"),
        ({"青岛": "去年"}, True, "2023-05"),
    ],
)
def test_what_cannot_be_compared_is_refused_before_it_is_queued(cast, sides, adopted, has_after, words):
    before, after = sides
    with pytest.raises(ValidationError, match=words):
        measuring.start(
            title="错",
            before=[before],
            after=[after] * has_after,
            zone=cast.lead.zone,
            user=None,
            adopted=adopted,
            options={},
        )
    assert not Effect.objects.exists()


def test_a_profile_is_not_counted_on_both_sides(cast, sides):
    with pytest.raises(ValidationError, match="相同的画像"):
        measuring.start(
            title="错",
            before=[sides[0]],
            after=[sides[0]],
            zone=cast.lead.zone,
            user=None,
            adopted={},
            options={},
        )


def test_a_job_without_result_tells_why_and_is_started_again(queued, sides):
    from liandong.hub.bottlenecks.domain import files, jobs
    from liandong.hub.bottlenecks.domain.results import PROFILE

    path = files.place(sides[0].folder) / PROFILE
    kept = path.read_bytes()
    path.write_bytes(b"no profile")
    measuring.run(queued.pk)
    failed = Effect.objects.get(pk=queued.pk)
    assert failed.state == JobState.FAILED
    assert failed.error
    assert failed.error_en
    path.write_bytes(kept)
    jobs.again(failed)
    measuring.run(queued.pk)
    assert Effect.objects.get(pk=queued.pk).is_measured


def test_published_figures_stand_beside_computed_ones_as_an_officer_says(effect, innovation):
    found, claims = results.measured(effect), claims_about(innovation)
    first, second = comparing.beside(effect, found, claims)
    assert (str(first.what), first.verdict) == ("实施前的水平 · 用时中位数", "")
    assert first.computed.endswith("天")
    assert (str(second.what), second.computed) == ("不可比", "")
    comparing.choose(effect, {str(claims[1].pk): ("less", "median")})
    second = comparing.beside(effect, found, claims)[1]
    assert second.computed.startswith("−2.99 天，-28%")
    assert second.verdict == "在测算区间内"


def test_working_time_is_told_in_working_days_or_in_hours(effect, innovation):
    data = json.dumps(results.to_dict(effect) | {"clock": "working"}).encode()
    days = results.summary_of(data, Clock("working", 8 * 3600))
    hours = results.summary_of(data)
    assert (days.unit[0], hours.unit[0]) == ("工作日", "工作小时")
    assert days.estimate * 8 == pytest.approx(hours.estimate)
    effect.options = {"clock": "working"}
    assert effect.change.endswith("工作日")


def test_a_claim_in_working_days_is_not_compared_with_days(effect, innovation):
    claim = claims_about(innovation)[1]
    claim.unit = "个工作日"
    comparing.choose(effect, {str(claim.pk): ("less", "median")})
    found = results.measured(effect)
    [told] = comparing.beside(effect, found, [claim])
    assert (told.computed, told.verdict) == ("", "没有可比的测算值")
    [told] = comparing.beside(effect, replace(found, clock=Clock("working", 8 * 3600)), [claim])
    assert told.computed != ""


def test_deleting_takes_files_and_link_along(effect, innovation, django_capture_on_commit_callbacks):
    place = measuring.files.place(effect.folder)
    with django_capture_on_commit_callbacks(execute=True), scopes_disabled():
        measuring.remove(effect)
    assert not place.exists()
    assert chain_of(innovation) == []


def test_no_file_tells_a_zones_period_with_fewer_cases_than_may_be_shared(tmp_path, found):
    whole = found[0]
    assert min(row["n"] for row in whole.tables()["effect_cells"].to_dicts()) < results.LEAST
    measuring.write(whole, tmp_path)
    told = json.loads((tmp_path / results.RESULT).read_bytes())
    assert min(row["n"] for row in told["tables"]["effect_cells"]) >= results.LEAST
    assert told["estimates"] == json.loads(json.dumps(whole.to_dict()))["estimates"]
    for name in (results.REPORT, results.PARTS):
        assert "少于 10 件的片区时段不列出" in (tmp_path / name).read_text("utf-8")
    sheet = load_workbook(tmp_path / results.WORKBOOK)["各片区各时段 effect_cells"]
    assert all(row[2] >= results.LEAST for row in sheet.iter_rows(min_row=2, values_only=True))


def test_files_of_before_that_tell_small_cells_are_not_shared(effect):
    path = measuring.files.place(effect.folder) / results.RESULT
    kept = json.loads(path.read_bytes())
    kept["tables"]["effect_cells"][0]["n"] = results.LEAST - 1
    path.write_text(json.dumps(kept), "utf-8")
    with pytest.raises(ValidationError, match="重测一次"):
        measuring.share(effect, is_shared=True)
    assert not Effect.objects.get(pk=effect.pk).circle.is_network


def test_adopters_are_listed_with_their_method_and_strength(found):
    row = found[0].tables()["effect_adopters"].to_dicts()[0]
    one = found[0][row["measure"]]
    assert (row["method"], row["strength"]) == (one.method, one.strength)
