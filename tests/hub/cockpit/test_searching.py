"""Whoever may see a record finds it at once, and nobody else ever does."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django_scopes import scopes_disabled
from django_scopes.exceptions import ScopeError

from liandong.hub.cockpit.domain import entries, reindex, searching
from liandong.hub.cockpit.models import SearchEntry, SearchHead
from liandong.hub.core.models import Circle, Firm
from liandong.hub.home import folder
from liandong.hub.innovations.models import Innovation, Library
from liandong.hub.network.models import Meeting
from liandong.hub.requests.domain import catalogue, file_request
from liandong.hub.requests.models import Category
from liandong.hub.tasks.models import Plan, Task


def task(zone, name, circle=None, **values):
    values = {"number": name[:8], "due": date(2026, 12, 1), "goal": "", **values}
    made = Task(zone=zone, circle=circle or Circle.of([zone]), name=name, **values)
    made.save()
    return made


def request(firm):
    return file_request(
        title="龘龘排队",
        text="送检",
        category=Category.objects.first(),
        zone=firm.zone,
        user=None,
        firm=firm,
        quietly=True,
    )


def titles(query, **how):
    return [found.entry.title for found in searching.search(query, **how).found]


def test_a_record_is_found_as_soon_as_it_is_saved_under_its_newest_words_and_not_after_it_is_deleted(
    zones, network, everything
):
    made = task(zones.qingdao, "铜精矿两段准入", network)
    assert titles("准入") == ["铜精矿两段准入"]
    made.name = "启运港退税"
    made.save()
    assert (titles("准入"), titles("退税")) == ([], ["启运港退税"])
    made.delete()
    assert titles("退税") == []


def test_english_names_are_searched_wherever_there_are_any():
    english = {"title_en", "name_en", "metric_en"}
    unsearched = {
        kind: english & {field.name for field in model._meta.fields} - set(model.searched)
        for kind, model in entries.kinds().items()
    }
    assert {kind: names for kind, names in unsearched.items() if names} == {}


def test_an_english_word_finds_the_innovation_and_the_plan_that_bear_it(zones, network, everything):
    Plan(zone=zones.qingdao, circle=network, name="注销计划", name_en="Deregistration plan").save()
    library = Library.objects.get_or_create(slug="lib", defaults={"name": "库"})[0]
    values = {"number": "C-1", "title": "简易注销", "title_en": "Simple deregistration"}
    Innovation(zone=zones.qingdao, circle=network, library=library, **values).save()
    assert sorted(titles("deregistration")) == ["C-1 简易注销", "注销计划"]


def test_an_upgrade_that_searches_other_fields_makes_the_entries_anew(zones, network, everything):
    Plan(zone=zones.qingdao, circle=network, name="注销计划", name_en="Deregistration plan").save()
    SearchEntry.objects.update(text="")  # as a version made them that did not search the English name
    SearchHead.objects.update(fields="of that version")
    call_command("migrate", verbosity=0, interactive=False)
    assert titles("deregistration") == ["注销计划"]
    SearchEntry.objects.update(text="")
    call_command("migrate", verbosity=0, interactive=False)
    assert set(SearchEntry.objects.values_list("text", flat=True)) == {""}


def test_each_reader_finds_what_their_scope_shows(cast, zones, network, seen):
    with scopes_disabled():
        task(zones.qingdao, "全网监管任务", network)
        task(zones.qingdao, "青岛监管任务")
        task(zones.rizhao, "日照监管任务")
    found = {}
    for name in ("lead", "rizhao", "yanggu", "reviewer", "stranger", "firm"):
        with seen(getattr(cast, name)):
            answer = searching.search("监管")
            found[name] = (answer.total, sorted(item.entry.title for item in answer.found))
    assert found == {
        "lead": (2, ["全网监管任务", "青岛监管任务"]),
        "rizhao": (2, ["全网监管任务", "日照监管任务"]),
        "yanggu": (1, ["全网监管任务"]),
        "reviewer": (3, ["全网监管任务", "日照监管任务", "青岛监管任务"]),
        "stranger": (0, []),
        "firm": (0, []),
    }


def test_a_search_without_a_scope_fails(zones, network, everything):
    task(zones.qingdao, "监管", network)
    from django_scopes import scope

    with scope(), pytest.raises(ScopeError):
        searching.search("监管")


def test_a_row_moved_past_the_index_to_another_circle_is_not_shown(cast, zones, network, seen):
    with scopes_disabled():
        made = task(zones.qingdao, "监管方案", network)
        Task.objects.filter(pk=made.pk).update(circle=Circle.of([zones.qingdao]))
    with seen(cast.rizhao):
        assert titles("监管方案") == []
    with seen(cast.lead):
        assert titles("监管方案") == ["监管方案"]


def test_a_firm_finds_its_own_requests_only(cast, zones, seen):
    with scopes_disabled():
        catalogue.ensure()
        other = Firm.objects.exclude(pk=cast.firm.firm_id).first()
        _, own = (request(firm) for firm in (other, cast.firm.firm))
    with seen(cast.firm):
        assert [item.entry.object_id for item in searching.search("龘龘").found] == [own.pk]
    with seen(cast.admin):
        assert searching.search("龘龘", kind="requests.request").total == 2


def test_kinds_are_counted_and_narrow(zones, network, everything):
    task(zones.qingdao, "监管任务", network)
    Meeting(zone=zones.qingdao, circle=network, title="监管联席会议", year=2026).save()
    answer = searching.search("监管", kind="tasks.task")
    assert [(facet.kind, facet.n) for facet in answer.facets] == [("network.meeting", 1), ("tasks.task", 1)]
    assert (answer.total, [item.entry.title for item in answer.found]) == (1, ["监管任务"])


def test_where_nothing_holds_all_words_those_with_some_are_shown(zones, network, everything):
    task(zones.qingdao, "监管任务", network)
    answer = searching.search("监管 不存在词")
    assert (answer.is_loose, answer.total) == (True, 1)


def test_what_is_rolled_back_is_not_found(zones, network, everything):
    with transaction.atomic():
        task(zones.qingdao, "半途而废", network)
        transaction.set_rollback(True)
    assert titles("半途而废") == []


def test_a_rebuild_finds_rows_written_past_save_and_forgets_those_deleted_so(zones, network, everything):
    made = task(zones.qingdao, "将被删除", network)
    Task.objects.filter(pk=made.pk)._raw_delete("default")
    row = Task(
        zone=zones.qingdao, circle=network, name="批量写入", number="b", due=date(2026, 1, 1), year=2026
    )
    Task.objects.bulk_create([row])
    assert titles("批量写入") == []
    call_command("search_rebuild", stdout=StringIO())
    assert (titles("批量写入"), titles("将被删除")) == (["批量写入"], [])
    assert SearchEntry.objects.filter(title="将被删除").count() == 0
    assert [path.name for path in folder("search").glob("*.index")] == [
        reindex.place(SearchHead.objects.get()).name
    ]


def test_changes_after_a_rebuild_are_found_beside_the_file_and_a_damaged_file_costs_no_answer(
    zones, network, everything
):
    task(zones.qingdao, "旧监管", network)
    reindex.rebuild()
    task(zones.qingdao, "新监管", network)
    assert sorted(titles("监管")) == ["新监管", "旧监管"]
    reindex.write_index()
    [path] = folder("search").glob("*.index")
    path.write_bytes(path.read_bytes()[:-8])
    searching._held.path = None
    assert sorted(titles("监管")) == ["新监管", "旧监管"]


def test_with_many_changes_the_worker_writes_the_file_anew(zones, network, everything, monkeypatch):
    monkeypatch.setattr(searching, "MOST_CHANGES", 1)
    reindex.rebuild()
    for n in range(3):
        task(zones.qingdao, f"{n}监管", network)
    assert len(titles("监管")) == 3
    assert titles("监管") == titles("监管")
    assert searching.current().changes == 0
