"""Choices named by the activity behind them: optional or repeated, which is most of what discovery draws."""

import pytest

from liandong.errors import OperatorRefused, OperatorsContradict
from liandong.procedure.reform import settings_of

OPTIONAL = "→(s, ×(a, τ), e)"
REPEATED = "→(s, ↺(a, τ), e)"
BOTH = "→(s, ×(↺(a, τ), τ), e)"


def flows(procedure, found_settings):
    """The flows with a share, each by what it leads from and to, and the share."""
    model = procedure.model
    found = {it.id: it for it in model.flows}
    return [
        (
            len(model.outgoing[found[it.element].source]),
            _behind(model, found[it.element].target),
            it.share.value,
        )
        for it in found_settings
    ]


def _behind(model, node):
    """The first activity from a node on, through merges."""
    while not model.node[node].is_activity:
        (flow,) = model.outgoing[node]
        node = flow.target
    return model.node[node].name


@pytest.mark.parametrize("tree", [OPTIONAL, REPEATED, BOTH, "→(s, ×(a, b), e)", "→(s, ↺(a, b), e)"])
def test_a_way_is_named_by_the_activity_it_leads_to(procedure_of, reformed, tree):
    before = procedure_of(tree)
    name = "b" if "↺(a, b)" in tree else "a"
    after = reformed(before, f'do = "route"\nto = "{name}"\nshare = 0.6')
    assert after.model == before.model
    assert flows(after, settings_of(after)) == [(2, name, 0.6)]


def test_what_comes_first_by_a_choice_and_again_by_a_loop_is_named_by_the_choice(procedure_of, reformed):
    before = procedure_of(BOTH)
    after = reformed(before, 'do = "route"\nto = "a"\nshare = 0.6')
    (setting,) = settings_of(after)
    choice = next(it.source for it in before.model.flows if it.id == setting.element)
    (into,) = before.model.incoming[choice]
    assert before.model.node[into.source].name == "s"


def test_where_several_choices_lead_to_an_activity_their_flows_are_told(procedure_of, reformed):
    before = procedure_of("→(s, ↺(↺(a, τ), τ), e)")
    with pytest.raises(OperatorRefused) as refused:
        reformed(before, 'do = "route"\nto = "a"\nshare = 0.6')
    told = refused.value.values["reason"][0]
    assert told.startswith("有 2 处选择通向“a”，请写顺序流 id：")
    for flow in told.partition("id：")[2].split("、"):
        assert settings_of(reformed(before, f'do = "route"\nto = "{flow}"\nshare = 0.6'))


@pytest.mark.parametrize("tree", [OPTIONAL, BOTH])
def test_what_is_optional_already_is_had_by_the_share_that_is_set(procedure_of, reformed, tree):
    before = procedure_of(tree)
    after = reformed(before, 'do = "route"\nonly = "a"\nshare = 0.9')
    assert after.model == before.model
    assert flows(after, settings_of(after)) == [(2, "a", 0.9)]


def test_of_choices_in_one_another_the_outermost_decides(procedure_of, reformed):
    once = reformed(procedure_of(OPTIONAL), 'do = "route"\nskip = "a"\nshare = 0.3')
    after = reformed(once, 'do = "route"\nonly = "a"\nshare = 0.9')
    # What the reform before it set at the same choice is gone.
    assert sorted(it.share.value for it in settings_of(after)) == [0.9, 1.0]
    outer, inner = sorted(settings_of(after), key=lambda it: it.share.value)
    ways = {it.id: it for it in after.model.flows}
    assert ways[outer.element].target == ways[inner.element].source


@pytest.mark.parametrize("tree", ["→(s, a, e)", REPEATED])
def test_what_all_cases_have_gets_a_choice(procedure_of, reformed, tree):
    before = procedure_of(tree)
    after = reformed(before, 'do = "route"\nonly = "a"\nshare = 0.9')
    assert len(after.model.nodes) == len(before.model.nodes) + 2
    assert flows(after, settings_of(after)) == [(2, "a", 0.9)]


def test_of_a_loop_that_may_be_passed_without_it_one_share_does_not_tell_who_has_it(procedure_of, reformed):
    before = procedure_of("→(s, ↺(τ, a), e)")
    with pytest.raises(OperatorRefused) as refused:
        reformed(before, 'do = "route"\nonly = "a"\nshare = 0.9')
    assert "“a”在可以一次也不办的回路里，请用 to 写明顺序流" in refused.value.text("zh")


def test_two_steps_on_one_choice_contradict_each_other(procedure_of, reformed):
    with pytest.raises(OperatorsContradict):
        reformed(
            procedure_of(OPTIONAL),
            'do = "route"\nonly = "a"\nshare = 0.9',
            'do = "route"\nto = "a"\nshare = 0.5',
        )
