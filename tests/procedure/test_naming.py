"""Names: activities of a log are found again whatever blanks stand in them, and whoever wrapped them."""

import polars as pl
import pytest

import liandong as ld
from liandong.procedure import Procedure, conformance, diff, discover
from liandong.procedure.model import Model, Node
from liandong.procedure.naming import as_logged

ODD = ["Check  docs", "审核　材料", "发\n证", "▶", "归档\r\n(一)"]


def profile_of(*cases):
    events = [
        (str(number), name, f"2024-05-06 09:{place:02}:00")
        for number, names in enumerate(cases)
        for place, name in enumerate(names)
    ]
    frame = pl.DataFrame(events, schema=["case", "activity", "end"], orient="row")
    return ld.profile(ld.EventLog.from_frame(frame.with_columns(pl.col("end").str.to_datetime()), zone="甲"))


@pytest.fixture(scope="module")
def profile():
    return profile_of(*[[ODD[0], *ODD[1:3], ODD[4]]] * 3)


def test_a_discovered_name_comes_back_as_it_was(profile):
    found = discover(profile)
    again = Procedure.from_bytes(found.to_bytes())
    assert [it.name for it in again.model.activities] == [ODD[0], *ODD[1:3], ODD[4]]
    assert conformance(profile, again).fitness == 1.0


def test_a_name_wrapped_by_an_editor_is_the_same_activity(profile):
    editor = discover(profile).edit()
    for node in editor.model.activities:
        editor.rename(node.id, "\n".join(node.name.split()))
    wrapped = Procedure(editor.document)
    assert [it.name for it in wrapped.model.activities] != [ODD[0], *ODD[1:3], ODD[4]]
    assert conformance(profile, wrapped).fitness == 1.0
    assert diff(discover(profile), wrapped) == []


def test_two_names_that_differ_in_blanks_stay_two():
    both = profile_of(["a b", "a  b"], ["a  b", "a b"])
    found = conformance(both, discover(both, noise=0))
    assert (found.fitness, found.unknown, found.unseen) == (1.0, (), ())


def test_a_node_has_its_own_spelling_before_that_of_another():
    model = Model(nodes=(Node("x", "task", "a  b"), Node("y", "task", "a\nb"), Node("z", "task", "c\nd")))
    assert [it.label for it in as_logged(model, ["a b", "a  b"]).nodes] == ["a  b", "a b", "c d"]
