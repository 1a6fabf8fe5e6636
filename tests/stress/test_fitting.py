"""Whether a reform can hold in a profile is told with its step: roles that are there, people who are left."""

import pytest
from tests.stress.conftest import CHECK, DESK

from liandong.errors import OperatorRefused
from liandong.procedure import Procedure, Reform, Tree, discover
from liandong.procedure.to_bpmn import document_of
from liandong.stress.fitting import fit, needs_numbers


def reform(*steps):
    return Reform.parse('name = "试"\n' + "".join(f"[[steps]]\n{it}\n" for it in steps))


@pytest.fixture(scope="module")
def without_lanes():
    """The office as a file that does not say who does what."""
    return Procedure(document_of(Tree.parse("→(受理, ×(核验, τ), 发证)"), name="办件"))


def test_one_more_fits_and_so_does_a_role_that_only_the_profile_tells(without_lanes, office_profile):
    fit(without_lanes, reform(f'do = "staff"\nrole = "{CHECK}"\nby = 1'), office_profile)


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ('do = "staff"\nrole = "海关"\nto = 3', f"“海关”：模型里没有这个岗位；现有：{DESK}、{CHECK}"),
        (f'do = "staff"\nrole = "{CHECK}"\nby = -100', f"“{CHECK}”：人数变为 -98，无人办理"),
        ('do = "calendar"\nrole = "海关"\nhours = "24h"', "“海关”：模型里没有这个岗位"),
    ],
)
def test_the_first_step_that_the_numbers_do_not_bear_is_named(without_lanes, office_profile, step, told):
    with pytest.raises(OperatorRefused) as refused:
        fit(without_lanes, reform('do = "scale"\nat = "核验"\nfactor = 0.5', step), office_profile)
    assert refused.value.values["step"] == 2
    assert told in refused.value.text("zh")


def test_people_are_counted_where_there_are_lanes_too(office_profile):
    step = f'do = "staff"\nrole = "{DESK}"\nby = -2'
    with pytest.raises(OperatorRefused, match="0 people are left"):
        fit(discover(office_profile), reform(step), office_profile)


def test_only_what_is_about_roles_needs_numbers():
    assert needs_numbers(reform('do = "staff"\nrole = "x"\nby = 1'))
    assert not needs_numbers(reform('do = "scale"\nat = "x"\nfactor = 2'))
