"""Each page as each of the cast sees it."""

import io
import re
from datetime import date

import openpyxl
import pytest
from django.utils.html import escape
from django_scopes import scopes_disabled

from liandong.hub.cockpit.domain import snapshot
from liandong.hub.cockpit.domain.measures import MEASURES, SECTIONS
from liandong.hub.cockpit.tasks import renew_figures
from liandong.hub.core.models import Circle
from liandong.hub.requests.domain import demo as requests_demo
from liandong.hub.tasks.models import Task

MEMBERS = ["lead", "rizhao", "leader", "customs", "reviewer", "admin"]


@pytest.fixture
def filled(zones, network):
    """Twenty-one tasks, three of them overdue, one of Qingdao's own, one marked as invented."""
    with scopes_disabled():
        for n in range(21):
            due = date(2020, 1, 1) if n < 3 else date(2099, 1, 1)
            circle = network if n else Circle.of([zones.qingdao])
            Task(
                zone=zones.qingdao,
                circle=circle,
                name=f"联动任务{n}",
                number=str(n),
                due=due,
                is_simulated=n == 5,
            ).save()


def text(response):
    return response.content.decode()


def counted(browser, path="/"):
    """The page as the second reader sees it: the worker has counted the figures."""
    browser.get(path)
    return browser.get(path)


@pytest.mark.parametrize("who", MEMBERS)
def test_members_see_the_one_screen(cast, as_user, who):
    page = counted(as_user(getattr(cast, who)))
    assert page.status_code == 200
    assert "红灯任务" in text(page)


def test_a_firm_lands_on_its_requests_and_a_stranger_is_told_whom_to_ask(cast, as_user):
    assert as_user(cast.firm).get("/").url == "/requests/"
    page = as_user(cast.stranger).get("/")
    assert page.status_code == 200
    assert str(cast.lead) in text(page)
    assert "红灯任务" not in text(page)


@pytest.mark.parametrize(
    "path", ["/measures/task_red/", "/factsheet/", "/factsheet/?export=xlsx", "/search/?q=监管"]
)
def test_a_stranger_opens_nothing_else(cast, as_user, path):
    assert as_user(cast.stranger).get(path).status_code == 403


@pytest.mark.parametrize("path", ["/", "/search/", "/factsheet/", "/measures/task_red/"])
def test_who_is_not_signed_in_is_asked_to(db, client, path):
    assert client.get(path).url.startswith("/accounts/login/")


def test_every_number_opens_its_definition_source_date_and_rows(cast, filled, as_user):
    browser = as_user(cast.lead)
    keys = set(re.findall(r"/measures/(\w+)/", text(counted(browser))))
    assert keys >= {"task_red", "task_total", "request_share", "replication_zones"}
    for key in keys:
        page = browser.get(f"/measures/{key}/")
        measure = MEASURES[key]
        assert page.status_code == 200
        for said in (measure.definition, measure.source, "截至"):
            assert escape(str(said)) in text(page)
        assert measure.rows_url
        assert browser.get(measure.rows_url).status_code == 200, measure.rows_url
    assert browser.get("/measures/nothing/").status_code == 404


def test_the_numbers_are_those_of_the_rooms_and_of_the_reader(cast, filled, zones, seen):
    for who in (cast.lead, cast.yanggu, cast.stranger):
        with seen(who):
            values = snapshot.snapshot().values
            assert values["task_total"] == Task.objects.count()
            assert values["task_red"] == Task.objects.filter(light="red").count()
    with seen(cast.lead):
        values = snapshot.snapshot().values
        assert (values["task_total"], values["task_red"], values["task_share"]) == (21, 3, 0)


def test_the_card_of_requests_says_what_it_counts_and_leads_to_the_programme(cast, everything, as_user):
    requests_demo.load()
    page = counted(as_user(cast.lead))
    row = page.context["found"].rows["programmes"][0]
    assert (row.solved, row.filed, page.context["found"].rows["unplanned"]) == (110, 128, 3)
    said = re.sub(r"<[^>]+>", "", text(page))
    assert f"计入全部 131 件诉求：{row.programme} 110 / 128（85.9 %），活动以外 3 件" in said
    assert f'<a href="{row.programme.get_absolute_url()}">' in text(page)


def test_figures_are_kept_for_a_while_and_the_page_says_how_long(
    cast, filled, as_user, django_assert_max_num_queries
):
    browser = as_user(cast.lead)
    assert "30 秒" in text(counted(browser))
    for path in ("/", "/factsheet/", "/measures/task_red/"):
        with django_assert_max_num_queries(12):
            assert browser.get(path).status_code == 200


@pytest.fixture
def no_worker(monkeypatch):
    """What is left to the worker stays undone."""
    monkeypatch.setattr(type(renew_figures), "enqueue", lambda *_: None)


@pytest.mark.parametrize("path", ["/", "/factsheet/", "/measures/task_red/"])
def test_the_first_reader_has_the_figures_counted_one_section_a_request(
    cast, filled, as_user, no_worker, django_assert_max_num_queries, path
):
    browser = as_user(cast.lead)
    with django_assert_max_num_queries(12):
        first = text(browser.get(path))
    asked = re.findall(r'hx-get="(/sections/\w+/)"', first)
    assert asked == [f"/sections/{section}/" for section in SECTIONS]
    for last, address in zip([False] * (len(asked) - 1) + [True], asked, strict=True):
        with django_assert_max_num_queries(12):
            answer = browser.get(address)
        assert (answer.status_code, "HX-Refresh" in answer.headers) == (200, last)
    with django_assert_max_num_queries(12):
        assert "正在统计" not in text(browser.get(path))


def test_without_javascript_the_worker_counts_and_the_page_comes_back(cast, filled, as_user):
    browser = as_user(cast.lead)
    first, second = (text(browser.get("/")) for _ in range(2))
    assert ('http-equiv="refresh"' in first, "红灯任务" in first) == (True, False)
    assert ('http-equiv="refresh"' in second, "红灯任务" in second) == (False, True)


def test_sections_are_for_members_and_those_there_are(cast, as_user):
    asked = [("stranger", "tasks"), ("firm", "tasks"), ("lead", "nothing")]
    answers = [as_user(getattr(cast, who)).get(f"/sections/{name}/").status_code for who, name in asked]
    assert answers == [403, 403, 404]


def test_old_figures_are_shown_once_more_while_the_worker_counts_new_ones(
    cast, filled, zones, network, seen, monkeypatch
):
    with seen(cast.lead):
        before = snapshot.snapshot()
        Task(zone=zones.qingdao, circle=network, name="新", number="n", due=date(2099, 1, 1)).save()
        assert snapshot.snapshot().values["task_total"] == 21
        monkeypatch.setattr(snapshot, "SECONDS", -1)
        assert snapshot.snapshot() == before
        monkeypatch.undo()
        assert snapshot.snapshot().values["task_total"] == 22


def test_a_room_that_is_not_there_is_left_out(cast, as_user, monkeypatch):
    def missing(_today):
        raise ImportError

    monkeypatch.setitem(snapshot.SECTIONS, "bottlenecks", missing)
    page = counted(as_user(cast.lead))
    assert page.status_code == 200
    assert "红灯任务" in text(page)
    assert "未关闭堵点" not in text(page)


def test_the_fact_sheet_as_a_workbook_has_every_number_with_definition_query_and_date(cast, filled, as_user):
    response = as_user(cast.leader).get("/factsheet/?export=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    head, *rows = sheet.iter_rows(values_only=True)
    assert head == ("栏目", "指标", "数值", "定义", "来源（怎样数出来）", "截至", "说明")
    assert len(rows) == len(MEASURES)
    assert all(row[3] and row[4] and row[5] for row in rows)
    assert {row[6] for row in rows if row[0] == "任务"} == {"含示例或模拟数据"}


def test_measures_are_of_known_sections_and_their_keys_say_which_room_tells_them(cast, filled, seen):
    assert {measure.section for measure in MEASURES.values()} == set(SECTIONS) == set(snapshot.SECTIONS)
    with seen(cast.lead):
        assert set(snapshot.snapshot().values) == set(MEASURES)


@pytest.mark.parametrize(
    ("who", "status"), [("lead", 200), ("rizhao", 200), ("firm", 200), ("stranger", 403)]
)
def test_search_is_for_members_and_firms(cast, as_user, who, status, django_assert_max_num_queries):
    browser = as_user(getattr(cast, who))
    browser.get("/search/?q=任务")
    with django_assert_max_num_queries(12):
        assert browser.get("/search/?q=任务").status_code == status


def test_words_are_marked_and_nothing_typed_becomes_markup(cast, filled, as_user):
    page = text(as_user(cast.lead).get("/search/?q=联动"))
    assert "<mark>联动</mark>" in page
    page = text(as_user(cast.lead).get("/search/", {"q": "<script>联动"}))
    assert "<script>联动" not in page


@pytest.mark.parametrize(
    "query",
    ["", "?q=", "?q=龘", "?q=任务&page=0", "?q=任务&page=x", "?q=任务&page=99999", "?q=任务&kind=nothing"],
)
def test_any_question_has_a_page(cast, filled, as_user, query):
    assert as_user(cast.lead).get(f"/search/{query}").status_code == 200


def test_pages_of_results_follow_each_other(cast, filled, as_user):
    browser = as_user(cast.lead)
    first, second = (text(browser.get(f"/search/?q=任务&page={n}")) for n in (1, 2))
    found = [set(re.findall(r'<h2 class="h3 mb-1"><a href="([^"]+)"', page)) for page in (first, second)]
    assert [len(links) for links in found] == [10, 10]
    assert not found[0] & found[1]


def test_english_pages_are_english(cast, filled, as_user):
    browser = as_user(cast.lead)
    browser.cookies["django_language"] = "en"
    assert "Where time is lost" in text(counted(browser))
    assert "Press fact sheet" in text(browser.get("/factsheet/"))
