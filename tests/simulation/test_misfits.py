"""A procedure that does not go as a profile was counted is told, with the activities that differ most."""

from datetime import UTC, datetime, timedelta

import liandong as ld
from liandong.eventlog import EventLog
from liandong.procedure.to_bpmn import document_of
from liandong.procedure.tree import Tree

MONDAY = datetime(2024, 3, 4, 1, tzinfo=UTC)


def counted() -> ld.Profile:
    """Two cases of five are sent back."""
    rows = []
    for case in range(300):
        steps = ["申请", "补正", "发证"] if case % 5 < 2 else ["申请", "发证"]
        for number, name in enumerate(steps):
            rows.append((f"c{case}", name, MONDAY + timedelta(hours=case + 5 * number)))
    return ld.profile(EventLog.from_rows(rows, zone="青岛"))


def misfits(tree: str) -> list[tuple[str, str]]:
    procedure = ld.Procedure(document_of(Tree.parse(tree), name="许可"))
    return [told for told in ld.calibrate(counted(), procedure).fallbacks if "does not go" in told[1]]


def test_a_step_that_every_case_must_do_is_told():
    zh, en = misfits("→(申请, 补正, 发证)")[0]
    assert "“补正”每件 0.40 次，模型里 1.00 次" in zh
    assert "补正 0.40 times a case, in the model 1.00;" in en


def test_a_procedure_that_fits_has_no_such_note():
    assert misfits("→(申请, ×(τ, 补正), 发证)") == []
