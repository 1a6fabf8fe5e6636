"""Each page, tried by an officer of the zone, one of another zone, a firm and a stranger."""

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from liandong.hub.bottlenecks.enums import JobState
from liandong.hub.bottlenecks.models import Bottleneck
from liandong.hub.core.models import Circle, Link
from liandong.hub.reforms.domain import designing, seed, testing
from liandong.hub.reforms.models import Design, StressRun

from .test_testing import AT, CONTENT

pytestmark = pytest.mark.django_db
PARALLEL = {"do": "并联审批", "at": ["查验", "缴税"]}


@pytest.fixture
def run(design, cast):
    with scopes_disabled():
        designing.add_step(design, PARALLEL)
        made = testing.register(design=design, content=CONTENT, user=cast.lead, at=AT)
        testing.run(made.pk)
        return StressRun.objects.get(pk=made.pk)


def reading(design, run):
    """The pages that only show."""
    return [
        reverse("reforms:design", args=[design.pk]),
        *(reverse("reforms:file", args=[design.pk, kind]) for kind in ("before", "after", "toml")),
        *(reverse("reforms:picture", args=[design.pk, which]) for which in ("before", "after")),
        reverse("reforms:changes", args=[design.pk]),
        reverse("reforms:run", args=[run.pk]),
        reverse("reforms:run-progress", args=[run.pk]),
        *(reverse("reforms:run-file", args=[run.pk, kind]) for kind in ("verdict", "report", "workbook")),
    ]


def working(design, run):
    """The pages that lead to a change."""
    names = ("basis", "text", "share", "delete", "register", "register-text", "draw")
    return [
        *(reverse(f"reforms:{name}", args=[design.pk]) for name in names),
        reverse("reforms:step", args=[design.pk, "commitment"]),
        reverse("reforms:step", args=[design.pk, "pool"]),
        reverse("reforms:run-file", args=[run.pk, "inputs"]),
    ]


@pytest.mark.parametrize("name", ["home", "new", "upload"])
def test_the_room_is_open_to_officers_and_to_nobody_outside(as_user, cast, design, name):
    address = reverse(f"reforms:{name}")
    assert [as_user(who).get(address).status_code for who in (cast.lead, cast.rizhao)] == [200, 200]
    assert [as_user(who).get(address).status_code for who in (cast.firm, cast.stranger)] == [403, 403]


def test_the_zone_opens_every_page_and_nobody_else_any(
    as_user, cast, design, run, django_assert_max_num_queries
):
    lead, others = as_user(cast.lead), [as_user(who) for who in (cast.rizhao, cast.firm, cast.stranger)]
    for address in [*reading(design, run), *working(design, run)]:
        with django_assert_max_num_queries(12 if "/file/" not in address else 16):
            response = lead.get(address)
        assert response.status_code == 200, address
        b"".join(response)  # read to its end, which closes a file that is sent
        for other in others:
            assert other.get(address).status_code in (403, 404), address


def test_another_zone_of_the_circle_reads_and_changes_nothing(as_user, cast, design, run):
    with scopes_disabled():
        designing.share(design, is_shared=True)
    rizhao = as_user(cast.rizhao)
    for address in reading(design, run):
        response = rizhao.get(address)
        assert response.status_code == 200, address
        b"".join(response)  # read to its end, which closes a file that is sent
    assert {rizhao.get(address).status_code for address in working(design, run)} <= {403, 404}
    for name in ("steps", "basis", "text", "register"):
        assert rizhao.post(reverse(f"reforms:{name}", args=[design.pk]), {}).status_code == 403
    assert "加一步" not in rizhao.get(design.get_absolute_url()).content.decode()


def test_a_new_reform_is_started_from_an_analysis_and_linked_to_its_bottleneck(as_user, cast, analysis):
    with scopes_disabled():
        stuck = Bottleneck(title="查验慢", zone=cast.lead.zone, circle=Circle.network())
        stuck.save()
    data = {
        "title": "新",
        "analysis": analysis.pk,
        "noise": "0.2",
        "activities": "40",
        "bottleneck": stuck.pk,
    }
    response = as_user(cast.lead).post("/reforms/new/", data)
    with scopes_disabled():
        made = Design.objects.get(title="新")
    assert (response.status_code, response.url) == (302, made.get_absolute_url())
    link = Link.objects.get(target_kind="reforms.design", target_id=made.pk)
    assert (link.source_kind, link.source_id) == ("bottlenecks.bottleneck", stuck.pk)


def test_an_activity_is_chosen_on_the_picture_without_a_script(as_user, cast, design):
    lead = as_user(cast.lead)
    page = lead.get(design.get_absolute_url()).content.decode()
    [node] = [it for it in designing.before(design).model.activities if it.label == "查验"]
    assert f'href="?at={node.id}#step"' in page
    assert "<style" not in page
    assert " style=" not in page
    chosen = lead.get(f"{design.get_absolute_url()}?at={node.id}").content.decode()
    assert "对“查验”做什么" in chosen
    form = lead.get(f"/reforms/{design.pk}/steps/remove/?at={node.id}").content.decode()
    assert '<option value="查验" selected>' in form


def test_a_step_is_added_moved_and_taken_back_by_forms(as_user, cast, design):
    lead, steps = as_user(cast.lead), reverse("reforms:steps", args=[design.pk])
    add = reverse("reforms:step", args=[design.pk, "parallel-approval"])
    assert lead.post(add, {"at": ["查验", "缴税"]}).status_code == 302
    scale = reverse("reforms:step", args=[design.pk, "scale"])
    assert lead.post(scale, {"at": "放行", "factor": "0.5", "part": ""}).status_code == 302
    page = lead.get(design.get_absolute_url()).content.decode()
    assert "新增并行网关" in page
    lead.post(steps, {"action": "up", "number": "2"})
    with scopes_disabled():
        assert [it["do"] for it in designing.tables(Design.objects.get().toml)["steps"]] == [
            "scale",
            "并联审批",
        ]
    lead.post(steps, {"action": "remove", "number": "1"})
    lead.post(steps, {"action": "undo"})
    with scopes_disabled():
        assert Design.objects.get().steps == 2


def test_a_refused_step_tells_its_reason_on_the_form(as_user, cast, design):
    add = reverse("reforms:step", args=[design.pk, "move"])
    response = as_user(cast.lead).post(add, {"at": "查验", "before": "缴税", "after": ""})
    assert response.status_code == 200
    assert "已经在那里" in response.content.decode()


def test_the_legal_basis_is_written_by_form(as_user, cast, design):
    basis = {"document": "国发〔2026〕1号", "clause": "三", "authority": "省政府", "valid_from": "2026-01-01"}
    data = {"basis-TOTAL_FORMS": "1", "basis-INITIAL_FORMS": "0"} | {
        f"basis-0-{k}": v for k, v in basis.items()
    }
    address = reverse("reforms:basis", args=[design.pk])
    assert as_user(cast.lead).post(address, data).status_code == 302
    page = as_user(cast.lead).get(design.get_absolute_url()).content.decode()
    assert "国发〔2026〕1号 三" in page
    assert "草案</span>" not in page


def test_a_test_is_registered_by_form_and_its_verdict_is_shown(
    as_user, cast, design, django_capture_on_commit_callbacks
):
    rows = {
        "criteria-0-measure": "within",
        "criteria-0-how": "at_least",
        "criteria-0-limit": "90%",
        "criteria-0-target": "10",
        "scenarios-0-name": "翻倍",
        "scenarios-0-load": "2",
        "scenarios-0-outage_after": "3 d",
        "scenarios-0-outage_lasts": "1 d",
    }
    counts = {
        f"{name}-{key}_FORMS": "1" if key == "TOTAL" else "0"
        for name in ("criteria", "scenarios")
        for key in ("TOTAL", "INITIAL")
    }
    head = {"name": "试", "replications": "2", "weeks": "3", "seed": "1"}
    with django_capture_on_commit_callbacks(execute=True):
        response = as_user(cast.lead).post(
            reverse("reforms:register", args=[design.pk]), head | counts | rows
        )
    with scopes_disabled():
        run = StressRun.objects.get()
    assert (response.url, run.state, run.error) == (run.get_absolute_url(), JobState.DONE, "")
    page = as_user(cast.lead).get(response.url).content.decode()
    assert run.sha256 in page
    assert run.verdict_sha256 in page
    assert "模拟数据" in page


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"criteria-0-limit": "60"}, "时长需带单位|时长须带单位"),
        ({"scenarios-0-peak_weeks": "3"}, "两项须一并填写"),
    ],
)
def test_a_wrong_row_tells_its_reason(as_user, cast, design, row, reason):
    import re

    data = {
        "name": "试",
        "replications": "2",
        "weeks": "3",
        "seed": "1",
        "criteria-0-measure": "p90",
        "criteria-0-how": "at_most",
    }
    data |= {"scenarios-0-name": "a"} | {
        f"{n}-{k}_FORMS": "1" if k == "TOTAL" else "0"
        for n in ("criteria", "scenarios")
        for k in ("TOTAL", "INITIAL")
    }
    response = as_user(cast.lead).post(reverse("reforms:register", args=[design.pk]), data | row)
    assert re.search(reason, response.content.decode())
    with scopes_disabled():
        assert StressRun.objects.count() == 0


def test_a_queued_test_can_be_called_off_and_started_again(as_user, cast, design):
    with scopes_disabled():
        run = testing.register(design=design, content=CONTENT, user=cast.lead, at=AT)
    lead, address = as_user(cast.lead), reverse("reforms:run-cancel", args=[run.pk])
    lead.post(address)
    with scopes_disabled():
        assert StressRun.objects.get().state == JobState.CANCELLED
    lead.post(address, {"again": "1"})
    with scopes_disabled():
        assert StressRun.objects.get().state == JobState.QUEUED


def test_a_reform_is_deleted_with_its_tests_and_files(
    as_user, cast, design, run, settings, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        as_user(cast.lead).post(reverse("reforms:delete", args=[design.pk]))
    with scopes_disabled():
        assert (Design.objects.count(), StressRun.objects.count()) == (0, 0)
    assert list((settings.MEDIA_ROOT / "reforms").iterdir()) == []


def test_the_list_is_exported_and_stays_within_its_queries(
    as_user, cast, zones, django_assert_max_num_queries
):
    seed.seed(designs=60, runs=30)
    lead = as_user(cast.lead)
    with django_assert_max_num_queries(12):
        assert lead.get("/reforms/?state=open&sort=-updated_at").status_code == 200
    text = b"".join(lead.get("/reforms/?export=csv")).decode()
    assert text.startswith("\ufeff标题,片区,状态,步骤数,压力测试,数据,更新时间")
    assert text.count("（模拟）") > 10
