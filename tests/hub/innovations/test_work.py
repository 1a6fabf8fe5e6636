"""Scores are blind and repeatable, replications keep to their steps, novelty searches find the siblings."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from liandong.hub.innovations.domain import dossier, novelty, replicating, scoring
from liandong.hub.innovations.models import ScoreScheme

pytestmark = pytest.mark.usefixtures("everything")


@pytest.fixture
def haikou(library):
    return ScoreScheme.objects.get(slug="haikou")


def _review(library, scheme, person, level, coefficient):
    return scoring.review(
        innovation=library.copper, scheme=scheme, reviewer=person, level=level, coefficient=coefficient
    )


def test_haikous_formula_is_level_points_times_coefficient(library, haikou):
    sheet = scoring.Sheet.of(haikou.rows.all())
    assert sheet.score(level="A", coefficient="fair", ratings={}) == Decimal("8.000")
    assert sheet.score(level="C", coefficient="poor", ratings={}) == Decimal("1.200")


def test_neither_reviewer_sees_the_other_before_both_are_in(library, haikou, cast):
    first = _review(library, haikou, cast.reviewer, "A", "good")
    [result] = scoring.results(library.copper)
    assert scoring.visible(result, cast.reviewer) == [first]
    assert scoring.visible(result, cast.rizhao) == []
    second = _review(library, haikou, cast.rizhao, "B", "good")
    [result] = scoring.results(library.copper)
    assert scoring.visible(result, cast.lead) == [first, second]
    assert (result.final, result.difference, result.is_disputed) == (Decimal("7.500"), Decimal(5), True)


def test_the_same_dossier_is_not_scored_again_but_a_changed_one_is(library, haikou, cast):
    _review(library, haikou, cast.reviewer, "A", "good")
    with pytest.raises(ValidationError):
        _review(library, haikou, cast.reviewer, "B", "good")
    _review(library, haikou, cast.rizhao, "A", "good")
    with pytest.raises(ValidationError):
        _review(library, haikou, cast.customs, "A", "good")
    library.copper.effects = "变了"
    dossier.save(innovation=library.copper)
    assert _review(library, haikou, cast.reviewer, "A", "good").round == 2


def test_a_replication_goes_step_by_step_and_needs_its_legal_basis(library, zones, cast):
    made = replicating.offer(innovation=library.copper, zone=zones.rizhao, by=cast.lead)
    assert cast.rizhao.notices.count() == 1
    steps = {"on": date(2026, 1, 1), "reason": "", "by": cast.rizhao}
    with pytest.raises(ValidationError):
        replicating.work(adoption=made, status="live", **steps)
    replicating.work(adoption=made, status="fit", **steps)
    with pytest.raises(ValidationError):
        replicating.work(adoption=made, status="piloting", **steps)
    made.has_basis = "yes"
    replicating.work(adoption=made, status="live", **steps)
    with pytest.raises(ValidationError):
        replicating.work(adoption=made, status="dropped", **steps)
    assert [step.status for step in made.steps.all()] == ["offered", "fit", "live"]


def test_a_novelty_search_on_two_stage_supervision_finds_its_siblings(library):
    found = [hit.title for hit in novelty.search("进口铜精矿两段监管")]
    assert found[0] == "进口铜精矿两段监管新模式"
    assert {"金川铜精矿铁路运输两段准入监管", "武昌海关铜精矿“口岸+卸货地”监管"} <= set(found)


def test_a_dossier_is_complete_only_with_everything(library):
    items = dossier.checklist(library.copper, is_searched=False, is_linked=False)
    missing = [str(item.name) for item in items if not item.is_there]
    assert missing == ["提出与运行日期", "附件", "查新记录", "关联堵点或任务"]
    assert dossier.percent(items) == 73


def test_what_suits_the_kind_of_zone_is_recommended_unless_it_is_there(library, zones):
    titles = [each.title for each in replicating.recommended(zones.rizhao, limit=50)]
    assert "启运港退税" in titles
    assert "企业简易注销" not in titles
    assert "联动共建绿色园区" not in titles
