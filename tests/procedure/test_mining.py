"""Discovery: known graphs give known trees; without noise every step seen is allowed; real logs in seconds."""

import time

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import liandong as ld
from liandong.errors import NothingToDiscover, SettingError
from liandong.procedure import discovery
from liandong.procedure.conforming import conformance, steps_of
from liandong.procedure.cuts import _closure
from liandong.procedure.discovery import discover
from liandong.procedure.graph import Graph, bridged, counts_of, projected
from liandong.procedure.mining import tree_of
from liandong.procedure.replay import Replay


def counts(*words):
    """Steps of sequences written as words, ``abc`` or ``abc*5`` for five cases of one kind."""
    found = {}
    for word in words:
        names, _, n = word.partition("*")
        for edge in zip(("▶", *names), (*names, "■"), strict=True):
            found[edge] = found.get(edge, 0) + int(n or 1)
    return found


def profile_of(*words):
    rows = [
        {"case": str(case), "activity": name, "end": f"2024-05-06 09:{case % 60:02d}:{place:02d}"}
        for case, word in enumerate(words)
        for place, name in enumerate(word)
    ]
    frame = pl.DataFrame(rows).with_columns(pl.col("end").str.to_datetime())
    return ld.profile(ld.EventLog.from_frame(frame, zone="甲"))


@pytest.mark.parametrize(
    ("words", "tree"),
    [
        (["a"], "a"),
        (["aa", "a"], "↺(a, τ)"),
        (["abc"], "→(a, b, c)"),
        (["ab", "ac"], "→(a, ×(b, c))"),
        (["abcd", "acbd"], "→(a, ∧(b, c), d)"),
        (["abd", "ad"], "→(a, ×(b, τ), d)"),
        (["abcd", "ad"], "→(a, ×(→(b, c), τ), d)"),
        (["abc", "abdbc"], "→(a, ↺(b, d), c)"),
        (["abab", "ab"], "↺(→(a, b), τ)"),
        (["abc", "bac", "cab", "cba", "acb", "bca"], "∧(a, b, c)"),
        # The example of the papers: Leemans, Fahland, van der Aalst 2013, section 1.
        (["abcd", "acbd", "aed"], "→(a, ×(∧(b, c), e), d)"),
    ],
)
def test_a_known_log_gives_the_tree_a_person_would_draw(words, tree):
    assert str(tree_of(Graph.of(counts(*words)), 0)) == tree


def test_rare_steps_are_left_out_with_noise_and_kept_without():
    seen = counts("abcd*100", "acbd*90", "abd", "dcba")
    assert str(tree_of(Graph.of(seen), 0.2)) == "→(a, ∧(b, c), d)"
    exact = tree_of(Graph.of(seen), 0)
    assert set(seen) <= steps_of(exact)


words = st.lists(st.text("abcdef", min_size=1, max_size=6), min_size=1, max_size=8)


@given(words)
def test_without_noise_every_step_seen_is_possible(log):
    seen = counts(*log)
    tree = tree_of(Graph.of(seen), 0)
    assert set(seen) - steps_of(tree) == set()


@given(words, st.sampled_from([0.0, 0.2, 0.5, 1.0]))
def test_the_order_of_counts_makes_no_difference(log, noise):
    seen = counts(*log)
    turned = dict(reversed(seen.items()))
    tree = tree_of(Graph.of(seen), noise)
    assert tree == tree_of(Graph.of(turned), noise)
    assert len(tree.leaves) == len({name for word in log for name in word})


def test_leaving_activities_out_is_exact_where_sequences_are_known_and_fair_where_not():
    it = profile_of("abc", "abd", "bb")
    assert projected(it, "ac") == {("a", "c"): 1, ("a", "■"): 1, ("c", "■"): 1, ("▶", "a"): 2, ("▶", "■"): 1}
    assert bridged(counts("abc*2", "abd*2"), "acd") == {
        ("a", "c"): 2, ("a", "d"): 2, ("c", "■"): 2, ("d", "■"): 2, ("▶", "a"): 4,
    }  # fmt: skip


def test_a_profile_becomes_a_procedure_with_lanes_and_a_picture():
    it = discover(profile_of("abcd", "acbd"), name="许可")
    assert (it.name, str(it.tree)) == ("许可", "→(a, ∧(b, c), d)")
    assert {node.id for node in it.model.nodes} <= it.picture.shapes.keys()
    assert it.to_bytes() == discover(profile_of("acbd", "abcd"), name="许可").to_bytes()


@pytest.mark.parametrize(
    ("activities", "shown"), [(1, "a"), (3, "abc"), (0.5, "ab"), (0.9, "abc"), (None, "abcd")]
)
def test_only_the_most_frequent_activities_are_shown_if_asked(activities, shown):
    it = discover(profile_of("aaabbc", "aaabbd", "c"), activities=activities)
    assert {node.name for node in it.model.activities} == set(shown)


def test_what_cannot_be_discovered_is_refused_in_words():
    with pytest.raises(NothingToDiscover):
        discover(ld.Profile())
    with pytest.raises(SettingError, match="noise"):
        discover(profile_of("ab"), noise=2)
    with pytest.raises(SettingError, match="activities"):
        discover(profile_of("ab"), activities=0)


LOGS = {
    "coselog_receipt.xes.gz": (1434, 27),
    "bpic20_domestic_declarations.xes.gz": (10500, 17),
    "traffic_fines_10k.csv.gz": (10000, 11),
}


@pytest.mark.parametrize("name", LOGS)
def test_a_real_log_is_discovered_soundly_in_seconds(shared, name):
    cases, activities = LOGS[name]
    whole = ld.profile(ld.read_log(shared / "logs" / name, attributes=False))
    before = time.process_time()
    exact, usual = discover(whole, noise=0, activities=None), discover(whole)
    assert time.process_time() - before < 5
    assert [it for it in usual.check() if it.severity == "error"] == []
    assert len(exact.model.activities) == activities
    found = conformance(whole, exact)
    assert (found.cases, found.coverage, found.unknown, found.unseen) == (cases, 1.0, (), ())
    assert conformance(whole, usual).coverage > 0.8


@pytest.mark.slow
def test_three_municipalities_joined_are_discovered_in_five_seconds(shared):
    logs = (
        ld.read_log(shared / "logs" / f"bpic15_{zone}.xes.gz", zone=str(zone), attributes=False)
        for zone in (1, 2, 3)
    )
    whole = sum(map(ld.profile, logs), ld.Profile())
    graph = Graph.of(counts_of(whole))
    before = time.process_time()
    trees = [tree_of(graph, noise) for noise in (0, 0.2)]
    assert time.process_time() - before < 10
    assert [len(it.leaves) for it in trees] == [477, 477]
    before = time.process_time()
    usual = discover(whole)
    assert time.process_time() - before < 5
    assert len(usual.model.activities) == 40
    assert usual.to_bytes() == discover(whole).to_bytes()
    replay = Replay(trees[0])
    assert all(
        replay.fits(tuple(it)) for it in whole.sequence["activities"].cast(pl.List(pl.String)).to_list()
    )


@pytest.mark.parametrize("share", [0.02, 0.05, 0.2])
@pytest.mark.parametrize("count", [1, 9, 30])
def test_what_is_reached_is_what_steps_lead_to_one_after_the_other(count, share):
    """Against Warshall's way, which takes the cube of the number of activities."""
    after = np.random.default_rng(count).random((count, count)) < share
    reach = after.copy()
    for middle in range(count):
        reach[reach[:, middle]] |= reach[middle]
    assert (_closure(after) == reach).all()


def test_more_activities_than_can_be_discovered_are_refused_with_what_to_do(monkeypatch):
    monkeypatch.setattr(discovery, "LIMIT", 2)
    events = [("1", name, f"2024-05-06 09:0{place}:00") for place, name in enumerate("abc")]
    frame = pl.DataFrame(events, schema=["case", "activity", "end"], orient="row")
    profile = ld.profile(ld.EventLog.from_frame(frame.with_columns(pl.col("end").str.to_datetime())))
    with pytest.raises(SettingError, match="3 activities, and 2 are the most"):
        discover(profile, activities=None)
    assert len(discover(profile, activities=2).model.activities) == 2
