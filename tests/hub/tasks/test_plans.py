"""Plans of the sources: counts hold, shares are the newspaper's, overlaps are found."""

import csv
from pathlib import Path

import pytest
from django.utils import timezone

from liandong.hub.tasks import domain
from liandong.hub.tasks.domain import demo, plans
from liandong.hub.tasks.domain.overlap import bigrams, likeness
from liandong.hub.tasks.models import Branch, Node, Plan, Task

FACTS = Path(__file__).parents[4] / "shared" / "facts.csv"


@pytest.fixture
def facts():
    if not FACTS.exists():
        pytest.skip("the sources' figures are not here")
    with FACTS.open(encoding="utf-8-sig") as file:
        return {row["id"]: row["value"] for row in csv.DictReader(file)}


@pytest.mark.django_db
def test_shares_are_what_the_sources_print(ledger, facts):
    done, linked, exploratory = domain.shares()
    assert (str(done.whole), str(done.part)) == (facts["F069"], facts["F070"])
    assert (str(linked.part), f"{linked.value:.1%}") == (facts["F144"], facts["F145"] + "%")
    assert (str(exploratory.part), f"{exploratory.value:.1%}") == (facts["F146"], facts["F147"] + "%")


@pytest.mark.django_db
def test_shares_come_from_rows(ledger):
    assert [(share.part, share.whole) for share in domain.shares()] == [(98, 106), (16, 35), (6, 13)]
    Task.objects.filter(number="试点-106").update(state="closed")
    Plan.objects.filter(name="联动任务").update(province_total=32)
    assert [(share.part, share.whole) for share in domain.shares()] == [(99, 106), (16, 32), (6, 13)]


@pytest.mark.django_db
def test_the_share_of_a_source_stays_that_of_its_day_when_another_task_is_closed(ledger, cast, as_user):
    def then():
        return [(share.part_then, share.whole_then, str(share.as_of)) for share in domain.shares()]

    printed = [(98, 106, "2021-04-30"), (16, 35, "2023-11-20"), (6, 13, "2023-11-20")]
    assert then() == printed
    Task.objects.filter(number="试点-106").update(state="closed", signed_on=timezone.localdate())
    assert then() == printed
    page = as_user(cast.lead).get("/tasks/plans/").content.decode()
    assert all(words in page for words in ("98 / 106", "截至 2021-04，按来源的日期重算", "99 / 106"))


@pytest.mark.django_db
def test_every_announced_count_holds_in_the_demonstration(ledger):
    found = {plan.name: plans.checks(plan, plans.tree(plan)) for plan in Plan.objects.all()}
    assert {name: [row for row in rows if not row.holds] for name, rows in found.items()} == {
        name: [] for name in found
    }
    assert [(row.name, row.announced, row.found) for row in found["“8696”工作路径"][:5]] == [
        ("分支数与“8+6+9+6”", 4, 4),
        ("“8+6+9+6”中的“八大平台”", 8, 8),
        ("“8+6+9+6”中的“六大模式”", 6, 6),
        ("“8+6+9+6”中的“九大产业集群”", 9, 9),
        ("“8+6+9+6”中的“六大赋能”", 6, 6),
    ]


@pytest.mark.django_db
def test_a_missing_item_and_a_missing_task_are_shown(ledger):
    Branch.objects.filter(name="空港综合保税区").delete()
    Task.objects.filter(number="重点-045").delete()
    wrong = [
        (plan.name, row.name, row.announced, row.found)
        for plan in Plan.objects.order_by("id")
        for row in plans.checks(plan, plans.tree(plan))
        if not row.holds
    ]
    assert wrong == [
        ("“8696”工作路径", "“8+6+9+6”中的“八大平台”", 8, 7),
        ("“8696”工作路径", "八大平台", 8, 7),
        ("胶东经济圈年度重点任务", "年度重点任务", 45, 44),
        ("胶东经济圈年度重点任务", "任务总数", 45, 44),
    ]


@pytest.mark.django_db
def test_overlaps_between_plans_are_found_and_numbered_examples_left_out(ledger):
    pairs = [(pair.one.name, pair.other.name) for pair in plans.all_overlaps()]
    assert pairs == [
        ("产能合作便利", "产能合作"),
        ("国际物流便利", "国际物流合作"),
        ("现代贸易便利", "贸易便利化"),
    ]


def test_the_same_name_is_alike_to_the_full():
    assert likeness(bigrams("国际物流"), bigrams("国际物流")) == 1.0
    assert likeness(bigrams("资本"), bigrams("人才")) == 0.0
    assert likeness(bigrams(""), bigrams("")) == 0.0


@pytest.mark.django_db
def test_loading_the_demonstration_again_changes_nothing(ledger):
    def counts():
        return [model.objects.count() for model in (Plan, Branch, Task, Node)]

    before = counts()
    demo.load()
    assert (counts(), Task.objects.count()) == (before, 106 + 16 + 6 + 45)
