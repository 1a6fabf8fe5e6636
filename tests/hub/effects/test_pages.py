"""Each page, tried by an officer of the zone, one of another zone, a firm and a stranger."""

import pytest
from django.urls import reverse
from django_scopes import scopes_disabled

from liandong.hub.core.models import Circle
from liandong.hub.effects.domain import measuring, sections, seed, writing
from liandong.hub.effects.models import Dossier, Effect

from .conftest import ADOPTED

pytestmark = pytest.mark.django_db


def reading(effect, dossier):
    """The pages that only show."""
    return [
        reverse("effects:effect", args=[effect.pk]),
        reverse("effects:effect-progress", args=[effect.pk]),
        *(reverse("effects:file", args=[effect.pk, kind]) for kind in ("result", "report", "workbook")),
        reverse("effects:dossier", args=[dossier.pk]),
        f"{reverse('effects:dossier', args=[dossier.pk])}?lang=en",
        reverse("effects:version", args=[dossier.pk, 1]),
        *(
            reverse("effects:dossier-file", args=[dossier.pk, kind])
            for kind in ("docx", "html", "pptx", "xlsx")
        ),
    ]


def working(effect, dossier):
    """The pages that lead to a change."""
    return [
        *(reverse(f"effects:{name}", args=[effect.pk]) for name in ("about", "claims", "share", "delete")),
        *(
            reverse(f"effects:dossier-{name}", args=[dossier.pk])
            for name in ("results", "imprint", "import", "share", "delete")
        ),
        reverse("effects:dossier-text", args=[dossier.pk, "zh"]),
        reverse("effects:section", args=[dossier.pk, "zh", 1]),
        reverse("effects:section", args=[dossier.pk, "en", 7]),
        reverse("effects:restore", args=[dossier.pk, 1]),
    ]


@pytest.mark.parametrize("name", ["home", "new", "dossier-list", "dossier-new"])
def test_the_room_is_open_to_officers_and_to_nobody_outside(as_user, cast, dossier, name):
    address = reverse(f"effects:{name}")
    assert [as_user(who).get(address).status_code for who in (cast.lead, cast.rizhao)] == [200, 200]
    assert [as_user(who).get(address).status_code for who in (cast.firm, cast.stranger)] == [403, 403]


def test_the_zone_opens_every_page_and_nobody_else_any(
    as_user, cast, effect, dossier, django_assert_max_num_queries
):
    lead, others = as_user(cast.lead), [as_user(who) for who in (cast.rizhao, cast.firm, cast.stranger)]
    for address in [*reading(effect, dossier), *working(effect, dossier)]:
        with django_assert_max_num_queries(16 if "/file/" in address else 12):
            response = lead.get(address)
        assert response.status_code == 200, address
        b"".join(response)  # read to its end, which closes a file that is sent
        for other in others:
            assert other.get(address).status_code in (403, 404), address


def test_another_zone_of_the_circle_reads_and_changes_nothing(as_user, cast, effect, dossier):
    with scopes_disabled():
        measuring.share(effect, is_shared=True)
        writing.share(dossier, is_shared=True)
    rizhao = as_user(cast.rizhao)
    for address in reading(effect, dossier):
        response = rizhao.get(address)
        assert response.status_code == 200, address
        b"".join(response)
    assert {rizhao.get(address).status_code for address in working(effect, dossier)} <= {403, 404}
    address = reverse("effects:section", args=[dossier.pk, "zh", 1])
    assert rizhao.post(address, {"title": "x", "body": "y", "began": 2}).status_code == 403
    assert "修改" not in rizhao.get(dossier.get_absolute_url()).content.decode()


def test_the_page_says_what_was_found_with_claims_beside_and_that_it_is_simulated(as_user, cast, effect):
    page = as_user(cast.lead).get(effect.get_absolute_url()).content.decode()
    for words in (
        "用时中位数缩短 2.99 天",
        "模拟数据：本页不反映真实办件。",
        "实施前走势与事件研究",
        "各实施片区",
        "安慰剂检验",
        "《大众日报》2023-11-20",
        "实施前的水平 · 用时中位数",
    ):
        assert words in page, words
    assert " style=" not in page
    assert "<style" not in page


def test_an_effect_is_asked_for_in_two_steps_without_a_script(as_user, cast, sides, innovation):
    lead, (before, after) = as_user(cast.lead), sides
    step = f"/effects/new/?before={before.pk}&after={after.pk}"
    page = lead.get(step).content.decode()
    assert 'type="month"' in page
    assert "潍坊滨海" in page
    zones = before.log_zones
    months = {f"adopted-{zones.index(zone)}": month for zone, month in ADOPTED.items()}
    data = {
        "title": "新",
        "innovation": "QD-2026-001",
        "clock": "clock",
        "minimum": "5",
        "target_days": "5、10",
    }
    response = lead.post(step, data | months)
    with scopes_disabled():
        made = Effect.objects.get()
    assert (response.status_code, response.url) == (302, made.get_absolute_url())
    assert (made.adopted, made.options) == (
        ADOPTED,
        {"target_days": [5.0, 10.0], "clock": "clock", "minimum": 5},
    )
    assert "排队" in lead.get(made.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"adopted-0": "去年"}, "片区=2023-05"),
        ({"innovation": "没有"}, "没有编号为 没有 的成果"),
        ({"target_days": "五天"}, "请写天数"),
    ],
)
def test_what_is_filled_in_wrongly_is_told_on_the_form(as_user, cast, sides, changed, words):
    step = f"/effects/new/?before={sides[0].pk}&after={sides[1].pk}"
    data = {"title": "新", "clock": "clock", "minimum": "5"} | changed
    response = as_user(cast.lead).post(step, data)
    assert response.status_code == 200
    assert words in response.content.decode()


def test_profiles_of_others_cannot_be_chosen(as_user, cast, sides):
    page = as_user(cast.rizhao).get(f"/effects/new/?before={sides[0].pk}").content.decode()
    assert "铜精矿实施前" not in page
    assert 'name="adopted-0"' not in page


def test_what_a_claim_stands_beside_is_chosen_by_form(as_user, cast, effect, innovation):
    with scopes_disabled():
        claim = innovation.claims.get(code="T002")
    address = reverse("effects:claims", args=[effect.pk])
    assert "T002 通关缩短" in as_user(cast.lead).get(address).content.decode()
    as_user(cast.lead).post(address, {f"claim-{claim.pk}": "less median"})
    page = as_user(cast.lead).get(effect.get_absolute_url()).content.decode()
    assert "在测算区间内" in page


def test_a_section_is_written_by_form_and_a_refusal_keeps_what_was_typed(as_user, cast, dossier):
    lead, address = as_user(cast.lead), reverse("effects:section", args=[dossier.pk, "zh", 1])
    bad = {"title": "背景", "body": "缩短 {{effect.nothing}}。", "began": dossier.version}
    page = lead.post(address, bad)
    assert page.status_code == 200
    assert "缩短 {{effect.nothing}}。" in page.content.decode()
    assert "effect.nothing" in page.content.decode()
    good = bad | {"body": "缩短 {{effect.median.size}}。"}
    response = lead.post(address, good)
    assert response.url == f"{dossier.get_absolute_url()}?lang=zh#section-1"
    assert "缩短 2.99 天。" in lead.get(dossier.get_absolute_url()).content.decode()


def test_two_who_write_the_same_section_lose_nothing(as_user, cast, dossier):
    address = reverse("effects:section", args=[dossier.pk, "zh", 1])
    data = {"title": "背景", "body": "甲写的。", "began": dossier.version}
    as_user(cast.lead).post(address, data)
    late = as_user(cast.customs).post(address, data | {"body": "乙写的。"})
    page = late.content.decode()
    assert "别人保存过第 3 版" in page
    assert "乙写的。" in page
    assert 'value="3"' in page
    as_user(cast.customs).post(address, data | {"body": "乙写的。", "began": 3})
    with scopes_disabled():
        texts = [it.text for it in Dossier.objects.get().versions.filter(lang="zh")]
    assert ["乙写的。" in texts[0], "甲写的。" in texts[1]] == [True, True]


def test_a_draft_survives_since_it_is_kept_under_the_address_of_the_section(as_user, cast, dossier):
    address = reverse("effects:section", args=[dossier.pk, "zh", 1])
    page = as_user(cast.lead).get(address).content.decode()
    # Without an action the form is sent to, and its draft kept under, the address of the page.
    assert '<form method="post" class="card" data-draft' in page
    # The version it began from is kept with the draft, so it is no hidden field.
    assert 'type="number" name="began"' in page


def test_the_english_text_has_english_pages(as_user, cast, effect, dossier):
    lead = as_user(cast.lead)
    lead.cookies["django_language"] = "en"
    page = lead.get(effect.get_absolute_url()).content.decode()
    assert "The median lead time fell by 2.99 days" in page
    assert "Course before adoption" in page
    assert "What was done" in lead.get(dossier.get_absolute_url()).content.decode()


def test_many_effects_are_listed_quickly(as_user, cast, network, django_assert_max_num_queries):
    assert seed.seed(90) >= 90
    with scopes_disabled():
        one = Effect.objects.filter(circle=Circle.network()).first()
    lead = as_user(cast.lead)
    for address in ("/effects/", "/effects/?sort=value", "/effects/?outcome=overdue", one.get_absolute_url()):
        with django_assert_max_num_queries(12):
            assert lead.get(address).status_code == 200


def test_an_effect_that_a_case_report_quotes_is_not_deleted(as_user, cast, effect, dossier):
    address = reverse("effects:delete", args=[effect.pk])
    response = as_user(cast.lead).post(address, follow=True)
    assert f"还在引用它：{dossier.title}" in response.content.decode()
    with scopes_disabled():
        assert Dossier.objects.get().effect_id == effect.pk


def test_a_text_whose_sections_cannot_be_told_apart_is_shown_undivided(as_user, cast, dossier):
    with scopes_disabled():
        writing.write(dossier, "zh", "# 题\n\n<!--\n## 隐\n-->\n\n## 甲\n\n乙。\n", user=cast.lead)
    page = as_user(cast.lead).get(dossier.get_absolute_url()).content.decode()
    assert page.count('class="ef-section"') == 1
    assert "乙。" in page


def test_a_section_is_found_by_its_title_when_others_have_moved_it(as_user, cast, dossier):
    late, address = as_user(cast.customs), reverse("effects:section", args=[dossier.pk, "zh", 1])
    assert f'name="opened" value="{dossier.version}"' in late.get(address).content.decode()
    data = {"title": "背景", "body": "乙写的。", "began": dossier.version, "opened": dossier.version}
    text = dossier.texts["zh"].replace("## 背景", "## 提要\n\n新加的。\n\n## 背景", 1)
    with scopes_disabled():
        writing.write(dossier, "zh", text, user=cast.lead)
    page = late.post(address, data).content.decode()
    assert "别人保存过第 3 版" in page
    assert f'name="opened" value="{data["opened"]}"' in page
    answer = late.post(address, data | {"began": 3})
    assert answer.url.endswith("#section-2")
    with scopes_disabled():
        told = {it.title: it.body for it in sections.parted(Dossier.objects.get().texts["zh"])}
    assert (told["提要"], told["背景"]) == ("新加的。", "乙写的。")


def test_a_section_that_is_gone_takes_no_others_place_and_what_was_typed_stays(as_user, cast, dossier):
    count = len(sections.parted(dossier.texts["zh"]))
    address = reverse("effects:section", args=[dossier.pk, "zh", count - 1])
    data = {"title": "尾", "body": "丙写的。", "began": 3, "opened": dossier.version}
    with scopes_disabled():
        writing.write(dossier, "zh", "# 题\n\n## 另一节\n\n短。\n", user=cast.lead)
    page = as_user(cast.customs).post(address, data).content.decode()
    assert "已被别人改名、合并或删去" in page
    assert "丙写的。" in page
    with scopes_disabled():
        assert Dossier.objects.get().texts["zh"] == "# 题\n\n## 另一节\n\n短。\n"
