import re
from base64 import b64decode, b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest

from liandong.diagnosis import Diagnosis, diagnose
from liandong.eventlog import EventLog, read_log
from liandong.profile import Profile, profile
from liandong.report.page import page
from liandong.report.workbook import workbook

from .conftest import START, linked


class Reader(HTMLParser):
    """What a browser would see: elements with their attributes, and the text outside scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.inside = tag

    def handle_data(self, data: str) -> None:
        if self.inside not in ("script", "style"):
            self.words.append(data)


def made(diagnosis: Diagnosis, lang: str = "zh") -> str:
    return page(diagnosis, b"PK", lang=lang, file_name="report")


def test_the_page_asks_for_nothing_from_elsewhere(diagnosis: Diagnosis) -> None:
    html = made(diagnosis)
    seen = Reader(html).elements
    assert [
        attributes for tag, attributes in seen if "src" in attributes or tag in ("link", "img", "iframe")
    ] == []
    assert {(attributes["href"] or "")[0] for _, attributes in seen if "href" in attributes} == {"#"}
    assert not re.search(r"https?://|@import|url\((?!#)", html)


def test_only_the_style_and_script_of_the_page_may_act(diagnosis: Diagnosis) -> None:
    html = made(diagnosis)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy is not None
    said = policy[1].replace("&#x27;", "'")
    for name, tag in (("style-src", "<style>"), ("script-src", "<script>")):
        content = html.split(tag)[1].split(f"</{tag[1:]}")[0]
        digest = b64encode(sha256(content.encode()).digest()).decode()
        assert f"{name} 'sha256-{digest}'" in said
    assert said.startswith("default-src 'none';")
    assert not re.search(r'\sstyle="|\son[a-z]+="', html)


def test_every_link_of_the_contents_leads_to_a_section(diagnosis: Diagnosis) -> None:
    seen = Reader(made(diagnosis)).elements
    ids = [attributes["id"] for _, attributes in seen if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {attributes["href"] for _, attributes in seen if "href" in attributes} <= {
        f"#{name}" for name in ids
    }


def test_all_that_is_found_is_said_in_both_languages(diagnosis: Diagnosis) -> None:
    words = Reader(made(diagnosis)).words
    assert set(diagnosis.sentences("zh")) | set(diagnosis.sentences("en")) <= set(words)
    assert {one.sentence("zh") for one in diagnosis.bottlenecks[:6]} <= set(words)


def test_the_language_asked_for_is_shown_first(diagnosis: Diagnosis) -> None:
    for lang, named in (("zh", "zh-CN"), ("en", "en")):
        root = next(attributes for tag, attributes in Reader(made(diagnosis, lang)).elements if tag == "html")
        assert (root["lang"], root["data-lang"]) == (named, lang)


def test_formulas_stand_beside_the_numbers(diagnosis: Diagnosis) -> None:
    words = set(Reader(made(diagnosis)).words)
    parts = (diagnosis.overview, diagnosis.bottlenecks[0], diagnosis.trs, diagnosis.drift, diagnosis.backlog)
    assert {part.formula(lang) for part in parts for lang in ("zh", "en")} <= words


def test_hostile_names_stay_text(hostile: Diagnosis) -> None:
    seen = Reader(made(hostile))
    assert "img" not in {tag for tag, _ in seen.elements}
    assert sum(tag == "script" and "type" not in attributes for tag, attributes in seen.elements) == 1
    assert any("<script>alert(1)</script>" in words for words in seen.words)
    assert "\u202e" not in made(hostile)


def test_simulated_data_is_called_so(hostile: Diagnosis, diagnosis: Diagnosis) -> None:
    assert "模拟数据：本报告不反映真实办件" in Reader(made(hostile)).words
    assert "模拟数据：本报告不反映真实办件" not in Reader(made(diagnosis)).words


def test_the_workbook_lies_inside(diagnosis: Diagnosis) -> None:
    found = re.search(r'<script type="application/octet-stream" id="workbook">([^<]*)<', made(diagnosis))
    assert found is not None
    assert b64decode(found[1]) == b"PK"


def test_the_same_diagnosis_gives_the_same_page(diagnosis: Diagnosis) -> None:
    assert made(diagnosis) == made(diagnosis)


@pytest.mark.parametrize(
    "counted",
    [
        pytest.param(Profile(), id="nothing"),
        pytest.param(profile(EventLog.from_rows([("c", "申报", START)])), id="one event"),
        pytest.param(
            linked(*(EventLog.from_rows([("c", "申报", START)], zone=zone) for zone in "甲乙")),
            id="two zones of one case",
        ),
    ],
)
def test_small_profiles_make_a_whole_page(counted: Profile) -> None:
    assert made(diagnose(counted)).endswith("</body></html>\n")


@pytest.mark.slow
def test_a_building_permit_procedure_in_three_zones_fits_into_five_megabytes(shared: Path) -> None:
    logs = [read_log(shared / "logs" / f"bpic15_{n}.xes.gz", zone=f"市{n}") for n in (1, 2, 3)]
    found = diagnose(linked(*logs))
    assert len(page(found, workbook(found), lang="zh", file_name="report").encode()) < 5_000_000
