"""Process trees: their language, checked against a language written out, and their way to BPMN and back."""

from itertools import permutations, product

from hypothesis import given
from hypothesis import strategies as st

from liandong.procedure.blocks import tree_of_model
from liandong.procedure.check import check
from liandong.procedure.conforming import steps_of
from liandong.procedure.replay import Replay
from liandong.procedure.to_bpmn import document_of
from liandong.procedure.tree import TAU, Tree, choice, inclusive, leaf, loop, parallel, sequence
from liandong.procedure.view import read

LONGEST = 4


def shuffled(left, right):
    if not left or not right:
        return {left + right}
    return {left[:1] + it for it in shuffled(left[1:], right)} | {
        right[:1] + it for it in shuffled(left, right[1:])
    }


def joined(parts, combine):
    words = {()}
    for part in parts:
        words = {it for a, b in product(words, part) for it in combine(a, b) if len(it) <= LONGEST}
    return words


def language(tree):
    """All sequences of at most LONGEST activities, by the definition of each operator."""
    parts = [language(it) for it in tree.children]
    match tree.operator:
        case "":
            return {(tree.label,)} if tree.label else {()}
        case "→":
            return joined(parts, lambda a, b: {a + b})
        case "×":
            return set().union(*parts)
        case "∧":
            return joined(parts, shuffled)
        case "∨":
            some = [
                [part for part, is_in in zip(parts, mask, strict=True) if is_in]
                for mask in product((0, 1), repeat=len(parts))
                if any(mask)
            ]
            return set().union(*(joined(each, shuffled) for each in some))
    body, redo = parts
    words = set(body)
    while True:
        more = words | {a + b + c for a, b, c in product(words, redo, body) if len(a + b + c) <= LONGEST}
        if more == words:
            return {it for it in words if len(it) <= LONGEST}
        words = more


def numbered(tree, names):
    """The tree with every leaf called by a name of its own."""
    if not tree.operator:
        return leaf(next(names)) if tree.label else TAU
    make = {"→": sequence, "×": choice, "∧": parallel, "∨": inclusive, "↺": loop}[tree.operator]
    return make(*(numbered(it, names) for it in tree.children))


def trees(**more):
    many = ["→", "×", "∧", *more.get("also", [])]
    shapes = st.recursive(
        st.sampled_from([Tree(), leaf("x"), leaf("x")]),
        lambda inner: st.one_of(
            st.builds(
                lambda op, of: Tree(op, children=tuple(of)),
                st.sampled_from(many),
                st.lists(inner, min_size=2, max_size=3),
            ),
            st.builds(lambda body, redo: Tree("↺", children=(body, redo)), inner, inner),
        ),
        max_leaves=5,
    )
    return shapes.map(lambda tree: numbered(tree, iter("abcdefghij")))


@given(trees(also=["∨"]))
def test_replay_accepts_the_language_and_nothing_else(tree):
    replay, wanted = Replay(tree), language(tree)
    names = sorted(tree.activities)
    words = {it for length in range(min(LONGEST, 3) + 1) for it in product(names, repeat=length)} | wanted
    assert {it for it in words if replay.fits(it)} == {it for it in words if it in wanted}


@given(trees(also=["∨"]))
def test_first_last_and_steps_are_those_of_the_language(tree):
    words = language(tree)
    seen = {pair for word in words for pair in zip(("▶", *word), (*word, "■"), strict=True)}
    assert seen <= steps_of(tree)
    assert tree.may_be_empty == (() in words)


@given(trees(also=["∨"]))
def test_a_tree_prints_so_that_it_can_be_read(tree):
    assert Tree.parse(str(tree)) == tree


@given(trees())
def test_a_tree_comes_back_from_its_bpmn_with_the_same_language(tree):
    document = document_of(tree, name="x")
    back = tree_of_model(read(document))
    assert back is not None
    assert language(back) == language(tree)
    assert [it for it in check(document) if it.severity == "error"] == []


def test_names_with_signs_are_quoted():
    tree = sequence(leaf("a, b"), leaf("(τ)"))
    assert str(tree) == "→('a, b', '(τ)')"
    assert Tree.parse(str(tree)) == tree


def test_activities_of_one_name_are_replayed_too():
    replay = Replay(Tree.parse("→(a, b, a)"))
    assert [it for it in permutations(("a", "a", "b")) if replay.fits(it)] == [("a", "b", "a")] * 2
