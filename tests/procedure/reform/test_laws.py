"""What holds for every reform on every procedure of blocks: sound after, ids kept, told in the difference, read back."""

from dataclasses import fields
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from liandong.errors import OperatorRefused, OperatorsContradict
from liandong.procedure import Procedure, Tree, diff
from liandong.procedure.reform import Amount, Reform, settings_of
from liandong.procedure.reform.rows import rows
from liandong.procedure.reform.settings import KINDS, put
from liandong.procedure.to_bpmn import document_of


@st.composite
def procedures(draw):
    """A procedure of nested blocks with named activities, in up to two lanes."""
    shapes = st.recursive(
        st.sampled_from(["x", "x", "τ"]),
        lambda inner: st.tuples(st.sampled_from("→→×∧↺"), st.lists(inner, min_size=2, max_size=3)),
        max_leaves=8,
    )
    left = (f"n{number}" for number in range(99))

    def text(it):
        if isinstance(it, str):
            return next(left) if it == "x" else it
        children = it[1][:2] if it[0] == "↺" else it[1]
        return f"{it[0]}({', '.join(map(text, children))})"

    tree = Tree.parse(f"→(n98, {text(draw(shapes))}, n97)")
    lanes = {f"n{number}": "甲乙"[number % 2] for number in range(99)}
    return Procedure(document_of(tree, name="x", lane_of=lanes))


@st.composite
def steps(draw, procedure):
    """A step of any structural operator on activities of the procedure."""
    some = [it.name for it in procedure.model.activities]
    one, other = draw(st.sampled_from(some)), draw(st.sampled_from(some))
    return draw(
        st.sampled_from(
            [
                f'do = "remove"\nat = "{one}"',
                f'do = "move"\nat = "{one}"\nbefore = "{other}"',
                f'do = "move"\nat = "{one}"\nafter = "{other}"',
                f'do = "parallel"\nat = ["{one}", "{other}"]',
                f'do = "serial"\nat = ["{one}", "{other}"]',
                f'do = "merge"\nat = ["{one}", "{other}"]\nname = "新"',
                f'do = "split"\nat = "{one}"\ninto = "新{one}"\nshare = 0.3',
                f'do = "route"\nskip = "{one}"\nshare = 0.3',
                f'do = "assign"\nat = "{one}"\nto = "丙"\ncount = 2',
                f'do = "delay"\nafter = "{one}"\nname = "等{one}"\nlength = "2 d"',
            ]
        )
    )


def touched(before, step):
    """The ids of the activities a step names."""
    return {it.id for it in before.model.activities if f'"{it.name}"' in step}


def ids(procedure):
    model = procedure.model
    return {it.id for it in (*model.nodes, *model.lanes, *model.pools)}


def reform_of(*texts):
    return Reform.parse('name = "试"\n' + "".join(f"[[steps]]\n{it}\n" for it in texts))


@settings(max_examples=30)
@given(st.data())
def test_a_step_keeps_the_procedure_sound_and_every_id_it_does_not_speak_of(data):
    before = data.draw(procedures())
    step = data.draw(steps(before))
    try:
        after = before.apply(reform_of(step), draft=True)
    except OperatorRefused:
        return
    assert [it.text("en") for it in after.check() if it.severity == "error"] == []
    assert after.tree is not None
    gateways = {it.id for it in before.model.nodes if it.is_gateway}
    assert ids(before) - ids(after) <= touched(before, step) | gateways
    assert {it.name for it in after.model.activities} >= {
        it.name for it in before.model.activities if it.id not in touched(before, step)
    }


@settings(max_examples=20)
@given(st.data())
def test_the_difference_names_nothing_but_what_the_step_speaks_of_and_gateways_and_flows(data):
    before = data.draw(procedures())
    step = data.draw(steps(before))
    try:
        after = before.apply(reform_of(step), draft=True)
    except OperatorRefused:
        return
    new = ids(after) - ids(before)
    others = {it.id for it in before.model.activities} - touched(before, step)
    told = {it.element for it in diff(before, after)}
    assert told & others == set()
    assert new <= told
    assert told  # a step that is not refused changes something


@settings(max_examples=15)
@given(st.data())
def test_steps_compose_one_reform_of_two_steps_is_two_reforms_of_one(data):
    before = data.draw(procedures())
    first = data.draw(steps(before))
    second = data.draw(steps(before))
    try:
        one_by_one = before.apply(reform_of(first), draft=True).apply(reform_of(second), draft=True)
        at_once = before.apply(reform_of(first, second), draft=True)
    except (OperatorRefused, OperatorsContradict):
        return
    assert at_once.model == one_by_one.model
    assert settings_of(at_once) == settings_of(one_by_one)


@settings(max_examples=20)
@given(procedures())
def test_the_parts_of_a_row_are_entered_and_left_by_one_flow_each(procedure):
    model = procedure.model
    flow = {it.id: it for it in model.flows}
    for row in rows(model):
        for part, behind in pairwise(row):
            assert part.exit == behind.entry
        for part in row:
            inward = [it.id for it in model.flows if it.target in part.nodes and it.source not in part.nodes]
            outward = [it.id for it in model.flows if it.source in part.nodes and it.target not in part.nodes]
            assert (inward, outward) == ([part.entry], [part.exit])
    alone = {
        it.id
        for row in rows(model)
        for part in row
        if len(part.nodes) == 1
        for it in [model.node[min(part.nodes)]]
    }
    assert {it.id for it in model.activities} <= alone
    assert flow.keys() >= {it for row in rows(model) for part in row for it in (part.entry, part.exit)}


texts = st.text("甲乙ab<&\"'> ;=", min_size=1, max_size=8).filter(lambda it: it == it.strip())
amounts = st.builds(
    Amount,
    st.floats(-1e6, 1e6),
    st.sampled_from(["", "d", "wd", "h", "人"]),
    st.sampled_from(["", "$k", "$k * (1 - $m)"]),
)
VALUES = {"str": texts, "Amount": amounts, "bool": st.booleans(), "Amount | None": st.none() | amounts}


@st.composite
def any_setting(draw, element):
    kind = draw(st.sampled_from(sorted(KINDS.values(), key=str)))
    own = {it.name: draw(VALUES[str(it.type)]) for it in fields(kind) if it.name != "element"}
    return kind(element, **own)


@settings(max_examples=30)
@given(st.data())
def test_settings_come_back_from_the_bytes_as_they_were_written(data):
    procedure = Procedure(document_of(Tree.parse("→(a, ×(b, c))"), name="x"))
    keys = [it.id for it in (*procedure.model.nodes, *procedure.model.flows)] + ["Process_1"]
    edit = procedure.edit()
    wanted = [data.draw(any_setting(key)) for key in data.draw(st.lists(st.sampled_from(keys), max_size=4))]
    for setting in wanted:
        put(edit.document, setting)
    back = Procedure.from_bytes(Procedure(edit.document).to_bytes())
    assert sorted(settings_of(back), key=repr) == sorted(wanted, key=repr)
    assert back.model == procedure.model
