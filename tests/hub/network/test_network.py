"""Meetings, officers, bodies, platforms, policies, figures and the link map."""

from datetime import date

import pytest

from liandong.errors import LiandongError
from liandong.hub.core.models import AuditEntry, Circle
from liandong.hub.network.domain import (
    Tie,
    draft_agenda,
    figures_beside_counts,
    has_gap,
    neighbours,
    overview,
    parameters,
    policies_applying,
    record_attendance,
    record_usage,
    register,
    ties,
    usage_by_zone,
    with_activity,
)
from liandong.hub.network.domain.linkmap import link_map
from liandong.hub.network.models import (
    Activity,
    Applicability,
    Body,
    Meeting,
    Officer,
    Platform,
    Policy,
    Training,
)

DAY = date(2026, 4, 1)


@pytest.fixture
def own(zones, network, everything):
    return {"zone": zones.qingdao, "circle": network}


def test_an_agenda_takes_what_is_late_once_and_nothing_that_not_all_may_see(own, pact, zones, monkeypatch):
    monkeypatch.setattr(neighbours, "overdue_tasks", lambda limit: [])
    monkeypatch.setattr(neighbours, "blocked_tasks", lambda limit: [])
    pact(zones.rizhao)
    shared = pact(zones.rizhao)
    shared.circle = shared.clause.circle = shared.root.circle = own["circle"]
    for record in (shared.root, shared.clause, shared):
        record.save()
    meeting = Meeting(title="联席会议", year=2026, held_on=DAY, **own)
    meeting.save()
    items = draft_agenda(meeting=meeting, on=DAY)
    assert [(item.text, item.reason, item.subject_id) for item in items] == [
        ("日照综保区：报送流程文本", "obligation", shared.pk)
    ]
    assert draft_agenda(meeting=meeting, on=DAY) == []


def test_an_officer_without_a_recent_training_has_a_gap(own):
    officer = Officer(name="甲", appointed_on=date(2022, 1, 1), **own)
    training = Training(title="培训", held_on=date(2025, 4, 1), **own)
    officer.save()
    training.save()
    assert has_gap(officer, on=DAY)
    assert record_attendance(training=training, officers=[officer]) == 1
    assert (has_gap(officer, on=DAY), has_gap(officer, on=date(2026, 4, 2))) == (False, True)
    parameters.change(key="training-months", number=24)
    assert not has_gap(officer, on=date(2026, 4, 2))
    assert AuditEntry.objects.filter(kind="network.parameter").get().changes == {"training-months": [12, 24]}


def test_a_body_sleeps_when_nothing_was_done_for_a_year(own):
    for name, founded, active in (
        ("新", date(2026, 1, 1), None),
        ("醒", None, date(2025, 4, 1)),
        ("睡", None, date(2025, 3, 31)),
    ):
        body = Body(name=name, founded_on=founded, **own)
        body.save()
        if active:
            Activity(body=body, held_on=active, text="会商").save()
    rows = with_activity(Body.objects.order_by("pk"), on=DAY)
    assert [(row.name, row.is_dormant) for row in rows] == [("新", False), ("醒", False), ("睡", True)]


def test_usage_of_a_month_is_replaced_and_added_up_by_zone(own, zones):
    platform = Platform(name="跨境电商", **own)
    platform.save()
    for zone, month, amount in (
        (zones.rizhao, date(2026, 1, 9), 5),
        (zones.rizhao, date(2026, 1, 30), 30),
        (zones.linyi, date(2026, 2, 1), 10),
    ):
        record_usage(platform=platform, zone=zone, month=month, amount=amount)
    totals = [(row["zone__name"], row["total"], row["share"]) for row in usage_by_zone(platform)]
    assert totals == [("日照综保区", 30, 0.75), ("临沂综保区", 10, 0.25)]


def test_a_policy_applies_elsewhere_only_while_both_its_days_hold(own, zones):
    policy = Policy(title="启运港退税", valid_from=date(2021, 1, 1), valid_until=date(2025, 12, 31), **own)
    policy.save()
    Applicability(policy=policy, zone=zones.rizhao, valid_from=date(2023, 1, 1), conditions="经青岛港").save()

    def asked(zone, year):
        found = policies_applying(issued_in=zones.qingdao, applying_in=zone, on=date(year, 6, 1))
        return [(row.policy.title, row.conditions) for row in found]

    assert asked(zones.rizhao, 2024) == [("启运港退税", "经青岛港")]
    assert asked(zones.qingdao, 2022) == [("启运港退税", "")]
    assert asked(zones.rizhao, 2022) == asked(zones.rizhao, 2026) == asked(zones.linyi, 2024) == []


def test_claims_stand_beside_counts_with_their_hedge_and_their_source(shown, everything):
    rows = {row.key: row for row in figures_beside_counts()}
    visits = rows["visits-2023"]
    assert (visits.printed, visits.fact, visits.source.slug, visits.counted, visits.examples) == (
        "20+",
        "F148",
        "004",
        9,
        9,
    )
    printed = {key: (row.printed, row.counted, row.examples) for key, row in rows.items()}
    assert printed["documents-2022"] == ("3", 3, 0)
    assert printed["meetings-2022"] == printed["meetings-2023"] == ("1", 1, 0)
    assert printed["trainings-2023"] == ("2", 2, 2)
    assert printed["alliances-jiaodong"][0] == "30+"
    assert printed["agreements-jiaodong"][0] == "40+"


def test_the_claims_quote_the_shared_facts(shown, everything):
    import csv
    from pathlib import Path

    path = Path(__file__).parents[4] / "shared" / "facts.csv"
    if not path.exists():
        pytest.skip("no shared facts beside the repository")
    facts = {row["id"]: row for row in csv.DictReader(path.read_text("utf-8-sig").splitlines())}
    for figure in figures_beside_counts():
        fact = facts[figure.fact]
        assert figure.quote == fact["verbatim_quote"]
        assert figure.printed == fact["value"]
        assert fact["source_file"].startswith(figure.source.slug)


def test_loading_the_demonstration_twice_changes_nothing(shown, everything):
    from liandong.hub.network.domain import demo

    before = AuditEntry.objects.count()
    demo.load()
    assert AuditEntry.objects.count() == before


def test_other_rooms_add_ties_and_the_map_grows_wider_lines(shown, everything, zones, monkeypatch):
    monkeypatch.setattr(ties, "_ties", {})
    register(Tie("replications", "复制", lambda year: {zones.rizhao.pk: 40}))
    rows = overview(year=2023, on=DAY)
    rizhao = next(zone for zone in rows if zone == zones.rizhao)
    assert [(str(label), n) for label, n in rizhao.ties] == [
        ("协议", 3),
        ("互访", 2),
        ("共享平台", 5),
        ("复制", 40),
    ]
    drawn = link_map(rows)
    assert max(drawn.lines, key=lambda line: line.width).zone == zones.rizhao
    assert len(drawn.lines) == 6
    places = {place.zone.slug: place for place in drawn.places}
    assert places["yanggu"].x < places["qingdao"].x  # west is left
    assert places["weifang-binhai"].y < places["linyi"].y  # north is up
    assert all(0 < place.x < drawn.width and 0 < place.y < drawn.height for place in drawn.places)


def test_errors_of_a_missing_ledger_are_ours(cast, zones, monkeypatch):
    monkeypatch.setattr(neighbours, "_tasks", lambda name: None)
    with pytest.raises(LiandongError):
        neighbours.create_task(name="x", zone=zones.rizhao, due=DAY, user=cast.lead, basis="")


def test_a_circle_of_one_sees_only_its_own_figures(shown, seen):
    with seen(shown.stranger):
        assert {row.counted for row in figures_beside_counts()} == {0}
    assert Circle.network().zones.count() == 7
