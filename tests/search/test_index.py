"""The index answers as BM25 in the textbook does, however it came about."""

import unicodedata
from collections import Counter
from math import log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liandong.errors import FileDamaged, FileMissing, SettingError
from liandong.search import Document, SearchIndex

K1, B = 1.2, 0.75
WEIGHTS = {"title": 3, "text": 1}


def is_han(sign):
    return "一" <= sign <= "鿿"


def words(text):
    """Runs of Chinese characters and words of letters, in a plain loop."""
    runs = [""]
    for sign in text.lower():
        if unicodedata.category(sign)[0] not in "LNM" or (runs[-1] and is_han(runs[-1][-1]) != is_han(sign)):
            runs.append("")
        if unicodedata.category(sign)[0] in "LNM":
            runs[-1] += sign
    return [run for run in runs if run]


def terms(text):
    """What a text holds: each character with the next one, or with nothing at the end of a run."""
    for run in words(text):
        yield from (run[place : place + 2] for place in range(len(run))) if is_han(run[0]) else [run]


def wanted(query):
    found = []
    for run in words(query):
        found += [run[k : k + 2] for k in range(len(run) - 1)] or [run] if is_han(run[0]) else [run]
    return list(dict.fromkeys(found))


def textbook(documents, query, match):
    """Number and score of every document found, straight from the formula."""
    counts = {document.number: Counter() for document in documents}
    for document in documents:
        for name, text in document.texts.items():
            for term in terms(text):
                counts[document.number][term] += WEIGHTS[name]
    lengths = {number: sum(held.values()) for number, held in counts.items()}
    mean = sum(lengths.values()) / len(lengths) if lengths else 0
    scores, held = Counter(), Counter()
    for term in wanted(query):
        is_single = len(term) == 1 and is_han(term)
        tf = {
            number: sum(
                n for other, n in bag.items() if (other.startswith(term) if is_single else other == term)
            )
            for number, bag in counts.items()
        }
        n = sum(1 for times in tf.values() if times)
        idf = log(1 + (len(counts) - n + 0.5) / (n + 0.5))
        for number, times in tf.items():
            if times:
                norm = K1 * (1 - B + B * lengths[number] / mean)
                scores[number] += idf * times * (K1 + 1) / (times + norm)
                held[number] += 1
    least = len(wanted(query)) if match == "all" else 1
    return {number: score for number, score in scores.items() if held[number] >= least}


TEXTS = st.text("监管两段港口AbC1， ", max_size=12)
DOCUMENTS = st.lists(
    st.builds(
        Document,
        st.integers(-3, 12),
        st.fixed_dictionaries({}, optional={"title": TEXTS, "text": TEXTS}),
        st.integers(0, 2),
        st.sampled_from(["task", "request"]),
    ),
    max_size=12,
)


def numbered(documents):
    return list({document.number: document for document in documents}.values())


def found(index, query, **how):
    hits = index.search(query, limit=100, **how)
    return hits.total, hits.kinds, [(hit.number, round(hit.score, 9)) for hit in hits.hits]


@given(DOCUMENTS, TEXTS, st.sampled_from(["all", "any"]))
def test_scores_are_those_of_the_textbook(documents, query, match):
    hits = SearchIndex.build(documents, weights=WEIGHTS).search(query, match=match, limit=100)
    expected = textbook(numbered(documents), query, match)
    assert {hit.number: pytest.approx(hit.score, abs=1e-12) for hit in hits.hits} == expected
    assert hits.total == len(expected)


@given(DOCUMENTS, DOCUMENTS, st.sets(st.integers(-3, 12), max_size=4), TEXTS)
def test_what_is_changed_later_answers_as_what_is_built_at_once(first, later, removed, query):
    rest = [document for document in numbered(first) if document.number not in removed]
    at_once = SearchIndex.build([*rest, *later], weights=WEIGHTS)
    step_by_step = SearchIndex.build(first, weights=WEIGHTS).updated(removed=removed)
    for document in later:
        step_by_step = step_by_step.updated([document])
    for how in ({}, {"match": "any"}, {"groups": {0, 2}}, {"kinds": {"task"}}):
        assert found(step_by_step, query, **how) == found(at_once, query, **how)
    assert len(step_by_step) == len(at_once)
    assert step_by_step.groups == at_once.groups


@settings(max_examples=30)
@given(DOCUMENTS, DOCUMENTS, TEXTS)
def test_what_is_saved_and_opened_answers_the_same(tmp_path_factory, first, later, query):
    index = SearchIndex.build(first, weights=WEIGHTS).updated(later)
    path = tmp_path_factory.mktemp("search") / "index"
    index.save(path)
    opened = SearchIndex.open(path)
    assert (opened.changes, opened.weights) == (0, WEIGHTS)
    assert found(opened, query, match="any") == found(index, query, match="any")


def test_same_documents_in_any_order_are_the_same_bytes(tmp_path):
    documents = [Document(n, {"title": f"任务{n}", "text": "监管 customs"}, n % 2, "task") for n in range(20)]
    SearchIndex.build(documents).save(tmp_path / "a")
    SearchIndex.build(documents[5:]).updated(reversed(documents[:5])).save(tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.fixture
def index():
    return SearchIndex.build(
        [
            Document(1, {"title": "铜精矿两段准入监管", "text": "口岸检验"}, group=1, kind="innovation"),
            Document(2, {"title": "简易注销", "text": "监管部门, 20 days"}, group=2, kind="innovation"),
            Document(3, {"title": "青岛港", "text": "Qingdao ＰＯＲＴ 监管"}, group=1, kind="task"),
        ]
    )


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("监管", [1, 3, 2]),
        ("两段准入", [1]),
        ("港", [3]),
        ("准", [1]),
        ("port", [3]),
        ("20", [2]),
        ("监管 days", [2]),
        ("没有", []),
        ("，。 !", []),
        ("", []),
    ],
)
def test_words_of_two_characters_single_ones_and_english_are_found(index, query, numbers):
    assert [hit.number for hit in index.search(query).hits] == numbers


def test_groups_hide_and_kinds_narrow_while_counts_of_kinds_stay(index):
    hits = index.search("监管", groups={1}, kinds=["task"])
    assert (hits.total, hits.kinds) == (1, {"innovation": 1, "task": 1})
    assert [hit.number for hit in hits.hits] == [3]
    assert index.search("监管", groups=()).total == index.search("监管", kinds=()).total == 0


def test_pages_follow_each_other(index):
    whole = index.search("监管").hits
    assert tuple(index.search("监管", start=n, limit=1).hits[0] for n in range(3)) == whole


def test_equal_documents_come_in_order_of_their_numbers():
    index = SearchIndex.build([Document(n, {"text": "监管"}) for n in (9, 2, 5)])
    assert [hit.number for hit in index.updated([Document(4, {"text": "监管"})]).search("监管").hits] == [
        2,
        4,
        5,
        9,
    ]


def test_a_whole_text_as_query_is_asked_by_its_rarest_terms():
    index = SearchIndex.build([Document(n, {"text": chr(0x4E00 + n) + "监管" * 3}) for n in range(300)])
    query = "".join(chr(0x4E00 + n) + "，监管，" for n in range(100))
    assert index.search(query, match="any").total == 64


def test_a_field_or_weight_that_cannot_be_is_told():
    with pytest.raises(SettingError, match="body"):
        SearchIndex.build([Document(1, {"body": "x"})])
    for weights in ({}, {"a": 0}, {"a": 1.5}, {str(n): 1 for n in range(9)}):
        with pytest.raises(SettingError):
            SearchIndex.build(weights=weights)


@pytest.mark.parametrize(
    "damage", [lambda data: b"", lambda data: data[:-1], lambda data: b"x" + data, lambda data: data[:30]]
)
def test_a_damaged_file_is_told(index, tmp_path, damage):
    path = tmp_path / "index"
    with pytest.raises(FileMissing):
        SearchIndex.open(path)
    index.save(path)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(FileDamaged):
        SearchIndex.open(path)
