"""Decision tables: cells take what they say, rows are sound together or the author hears why, decisions explain themselves."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.bundle import Bundle, diff
from liandong.bundle.decisions import DecisionTable, checking, faults
from liandong.bundle.decisions.cells import Cell
from liandong.errors import BundleError, BundleFaulty

TABLE = """\
title = { zh = "补贴", en = "grant" }
hit = "HIT"
[[input]]
name = "days"
title = { zh = "天数", en = "days" }
kind = "number"
min = 0
[[input]]
name = "grade"
title = { zh = "信用", en = "credit" }
kind = "text"
values = ["甲", "乙"]
[[output]]
name = "yuan"
title = { zh = "元", en = "yuan" }
kind = "number"
"""
CASE = """\
title = { zh = "一", en = "one" }
kind = "decision"
[given]
table = "rules/grant.toml"
rows = [{ days = 3, grade = "甲" }, { days = 30, grade = "乙" }]
[expect]
outputs = [{ yuan = 100 }, { yuan = 0.5 }]
rules = [[1], [2]]
"""
NUMBERS = st.decimals(-50, 50, allow_nan=False, places=1)


def table(*rows, hit="unique", more=""):
    text = TABLE.replace("HIT", hit).replace("[[input]]", f"{more}\n[[input]]", 1)
    for cells, value in rows:
        told = ", ".join(f"'{cell}'" for cell in cells)
        text += f"[[rule]]\nwhen = [{told}]\nthen = [{value}]\n"
    return text


def read(*rows, **options):
    problems = []
    found = DecisionTable.read("rules/grant.toml", table(*rows, **options).encode(), problems)
    assert problems == []
    return found


SOUND = ((("[0..10]", "-"), 100), (("> 10", "-"), 0.5))


@pytest.mark.parametrize(
    ("text", "kind", "taken", "left"),
    [
        ("-", "number", [0, -7], []),
        ("5", "number", ["5.0"], ["5.01"]),
        ("< 5", "number", ["4.99"], [5]),
        ("[1..5)", "number", [1, "4.9"], [5, "0.9"]),
        ("(1 .. 5]", "number", [5], [1]),
        ("1, >= 9", "number", [1, 9, 12], [2]),
        ("not([1..5], 7)", "number", [6, 0], [1, 5, 7]),
    ],
)
def test_a_cell_of_numbers_takes_what_it_says(text, kind, taken, left):
    cell = Cell.parse(text, kind)
    assert [cell.takes(Decimal(one)) for one in taken] == [True] * len(taken)
    assert [cell.takes(Decimal(one)) for one in left] == [False] * len(left)


def test_texts_and_truths_are_taken_whole():
    cell = Cell.parse('not("甲, 乙", "丙")', "text")
    assert [cell.takes(one) for one in ("甲, 乙", "丙", "甲")] == [False, False, True]
    assert [Cell.parse("true", "truth").takes(one) for one in (True, False)] == [True, False]


@pytest.mark.parametrize(
    ("text", "kind"),
    [("", "number"), ("5 6", "number"), ("[5..1]", "number"), ('"甲"', "number"), ("5", "text"), ("甲", "text"),
     ("true,", "truth"), ("yes", "truth"), ("__import__", "text"), ("< x", "number"), ("not()", "text"), ("1e9", "number")],
)  # fmt: skip
def test_what_is_no_cell_is_refused(text, kind):
    with pytest.raises(ValueError, match="no cell"):
        Cell.parse(text, kind)


@given(NUMBERS, NUMBERS, NUMBERS)
def test_a_range_and_its_negation_share_every_number_between_them(low, high, value):
    low, high = sorted((low, high))
    text = f"[{low}..{high}]"
    inside = Cell.parse(text, "number").takes(value)
    assert inside == (low <= value <= high)
    assert Cell.parse(f"not({text})", "number").takes(value) != inside


@given(
    st.lists(st.tuples(NUMBERS, NUMBERS).map(sorted), min_size=1, max_size=4),
    NUMBERS.filter(lambda n: n >= 0),
)
def test_a_table_that_is_found_sound_meets_exactly_one_row_everywhere(spans, value):
    rows = [((f"[{low}..{high}]", "-"), n) for n, (low, high) in enumerate(spans)]
    found = read(*rows)
    met = [rule for rule in found.rules if rule.takes((value, "甲"))]
    if not faults(found):
        assert len(met) == 1
    if len(met) != 1:
        assert faults(found)


def test_gaps_overlaps_and_rows_in_vain_are_told_where_they_are():
    assert faults(read(*SOUND)) == []
    assert [en for _, en in faults(read(SOUND[0]))] == [
        "rules/grant.toml: no row is met for days = 11, grade = 甲; add one, or otherwise = […]"
    ]
    both = ((("[0..10]", "-"), 100), ((">= 10", "-"), 0.5))
    assert faults(read(*both)) == [
        (
            'rules/grant.toml 第 1, 2 行在 days = 10, grade = 甲 时同时适用；hit = "unique" 时不得有两行',
            'rules/grant.toml: rows 1, 2 are met at once, for days = 10, grade = 甲; with hit = "unique" no two may be',
        )
    ]
    assert [faults(read(*both, hit=hit)) != [] for hit in ("any", "first", "collect")] == [True, False, False]
    assert faults(read(*both[:1], (("-", "-"), 100), hit="any")) == []
    vain = read((("-", "-"), 1), SOUND[1], hit="first")
    assert [en for _, en in faults(vain)] == ["rules/grant.toml: row 2 never counts; delete or mend it"]
    assert faults(read(SOUND[0], more="otherwise = [0]")) == []


def test_a_table_with_more_inputs_than_can_be_looked_at_is_to_be_divided(monkeypatch):
    monkeypatch.setattr(checking, "MOST", 5)
    assert [en for _, en in faults(read(*SOUND))] == [
        "rules/grant.toml: 8 different inputs, more than 5, are too many to be checked; divide it"
    ]


def test_a_decision_tells_its_rows_and_what_kept_the_others():
    found = read(*SOUND).decide({"days": 3, "grade": "乙"})
    assert (found.outputs, [rule.number for rule in found.rules]) == (({"yuan": 100},), [1])
    assert {number: column.name for number, column in found.missed.items()} == {2: "days"}
    every = read(*SOUND, (("-", '"甲"'), 7), hit="collect")
    assert [one.outputs for one in (every.decide({"days": 3, "grade": grade}) for grade in ("甲", "乙"))] == [
        ({"yuan": 100}, {"yuan": 7}),
        ({"yuan": 100},),
    ]
    assert read(SOUND[0], more="otherwise = [0]").decide({"days": 11, "grade": "甲"}).outputs == (
        {"yuan": 0},
    )


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"days": 3}, "grade (credit) is not given; it can be 甲 | 乙"),
        ({"days": 3, "grade": "丙"}, "grade (credit) cannot be 丙"),
        ({"days": -1, "grade": "甲"}, "days (days) cannot be -1, but [0..…]"),
        ({"days": True, "grade": "甲"}, "cannot be True"),
        ({"days": float("nan"), "grade": "甲"}, "cannot be nan"),
        ({"days": 3, "grade": "甲", "day": 1}, "has no input day, but days, grade"),
    ],
)
def test_inputs_that_cannot_be_are_refused(given, words):
    with pytest.raises(BundleError) as refused:
        read(*SOUND).decide(given)
    assert words in refused.value.text("en")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("when = ['3']\nthen = [1]", "it needs 2 cells"),
        ("when = ['3', '-']\nthen = []", "it is empty"),
        ("when = ['3', '-']\nthen = [1, 2]", "it needs 1 values"),
        ("when = ['about 3', '-']\nthen = [1]", "it is no cell of this input's kind"),
        ("when = ['3', '\"丙\"']\nthen = [1]", "there is no value 丙, but 甲 | 乙"),
        ("when = ['3', '-']\nthen = ['much']", "is none of [….…]"),
        ("when = ['3', '-']\nthen = [1]\nthan = 2", "it is not known"),
    ],
)
def test_what_is_wrong_with_a_row_is_told(row, words):
    problems = []
    text = table().replace("HIT", "unique") + f"[[rule]]\n{row}\n"
    assert DecisionTable.read("rules/grant.toml", text.encode(), problems) is None
    assert words.replace("[….…]", "[…..…]") in problems[0][1]


@pytest.fixture
def ruled(folder):
    """A folder with a decision table and a case of it."""
    (folder / "rules").mkdir()
    (folder / "rules" / "grant.toml").write_text(table(*SOUND), "utf-8")
    (folder / "cases" / "grant.toml").write_text(CASE, "utf-8")
    return folder


def test_a_bundle_carries_tables_and_its_cases_work_them_out(ruled):
    from liandong.bundle import run_cases

    bundle = Bundle.build(ruled)
    assert [one.name for one in bundle.tables] == ["rules/grant.toml"]
    assert bundle.table("grant") == bundle.table("rules/grant.toml")
    assert [one.differences for one in run_cases(bundle) if one.case.kind == "decision"] == [()]
    with pytest.raises(BundleError, match="there is no decision table other, but grant"):
        bundle.table("other")


def test_a_table_that_is_not_sound_or_not_tried_makes_no_bundle(ruled):
    path = ruled / "rules" / "grant.toml"
    path.write_text(table(SOUND[0]), "utf-8")
    with pytest.raises(BundleFaulty, match="no row is met for days = 11"):
        Bundle.build(ruled)
    path.write_text(table(*SOUND) + 'basis = "X-1"\n', "utf-8")
    with pytest.raises(BundleFaulty, match="the basis X-1 of row 2 is none of"):
        Bundle.build(ruled)
    path.write_text(table(*SOUND), "utf-8")
    (ruled / "cases" / "grant.toml").unlink()
    with pytest.raises(BundleFaulty, match="has no test case"):
        Bundle.build(ruled)


def test_a_case_that_does_not_come_out_says_what_does(ruled):
    from liandong.bundle import run_cases

    (ruled / "cases" / "grant.toml").write_text(CASE.replace("yuan = 0.5", "yuan = 0.6"), "utf-8")
    (found,) = [one for one in run_cases(Bundle.build(ruled)) if one.differences]
    assert found.found["outputs"] == [{"yuan": 100}, {"yuan": 0.5}]
    assert "outputs should be" in found.differences[0][1]
    (ruled / "cases" / "grant.toml").write_text(CASE.replace("days = 30,", "days = -1,"), "utf-8")
    (found,) = [one for one in run_cases(Bundle.build(ruled)) if one.differences]
    assert "cannot be -1" in found.differences[0][1]


def test_versions_tell_which_rows_changed(ruled):
    before = Bundle.build(ruled)
    (ruled / "rules" / "grant.toml").write_text(table((("[0..10]", "-"), 90), SOUND[1]), "utf-8")
    case = ruled / "cases" / "grant.toml"
    case.write_text(case.read_text("utf-8").replace("yuan = 100", "yuan = 90"), "utf-8")
    told = [one.en for one in diff(before, Bundle.build(ruled)) if one.kind == "rule"]
    assert told == [
        "removed: rules/grant.toml, rule [0..10] ∧ - → 100",
        "added: rules/grant.toml, rule [0..10] ∧ - → 90",
    ]
