"""Conformance: figures that can be checked by hand."""

import polars as pl
import pytest

import liandong as ld
from liandong.errors import NotInBlocks
from liandong.procedure.conforming import Conformance, conformance


@pytest.fixture
def profile():
    """Two cases a b c, one a c, one a x."""
    rows = [("1", "abc"), ("2", "abc"), ("3", "ac"), ("4", "ax")]
    events = [
        (case, name, f"2024-05-06 09:0{place}:00") for case, word in rows for place, name in enumerate(word)
    ]
    frame = pl.DataFrame(events, schema=["case", "activity", "end"], orient="row")
    return ld.profile(ld.EventLog.from_frame(frame.with_columns(pl.col("end").str.to_datetime()), zone="甲"))


def test_a_procedure_is_measured_against_cases_and_steps(profile, procedure_of):
    found = conformance(profile, procedure_of("→(a, b, c)"))
    # Steps without x: ▶a 4, ab 2, bc 2, ac 1, a■ 1, c■ 3; allowed are ▶a, ab, bc, c■.
    assert found == Conformance(
        cases=4,
        fitting=2,
        coverage=11 / 13,
        precision=1.0,
        footprint=5 / 6,
        events_known=9 / 10,
        unknown=("x",),
    )
    assert found.fitness == 0.5


def test_what_was_never_done_costs_precision(profile, procedure_of):
    found = conformance(profile, procedure_of("→(a, ×(b, x, z), ×(c, τ))"))
    # Allowed: ▶a, ab, ax, az, bc, xc, zc, b■, x■, z■, c■; taken of them: ▶a, ab, ax, bc, x■, c■.
    assert (found.fitting, found.precision, found.unseen) == (3, 6 / 11, ("z",))


def test_an_empty_profile_gives_no_shares(procedure_of):
    found = conformance(ld.Profile(), procedure_of("→(a, b)"))
    assert (found.fitness, found.coverage, found.footprint, found.unseen) == (None, None, None, ("a", "b"))


def test_a_procedure_without_blocks_is_refused(profile, permit):
    edit = permit.edit()
    split = next(it.id for it in permit.model.nodes if it.type == "parallelGateway")
    edit.connect(split, "EndEvent_1")
    with pytest.raises(NotInBlocks, match="许可"):
        conformance(profile, type(permit)(edit.document))
