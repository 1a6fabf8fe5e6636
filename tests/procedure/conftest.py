"""Models that several tests read: a small permit procedure, and the suites of others."""

import pytest

from liandong.procedure import Procedure, Tree
from liandong.procedure.to_bpmn import document_of


@pytest.fixture(scope="session")
def procedure_of():
    """Makes the procedure of a tree in text, laid out."""
    return _procedure_of


def _procedure_of(text, name="许可", **lane_of):
    return Procedure(document_of(Tree.parse(text), name=name, lane_of=lane_of)).laid_out()


@pytest.fixture
def permit():
    """An application is checked, paid for at the same time as it is inspected, and granted or refused."""
    return _procedure_of(
        "→(申请, ∧(查验, 缴税), ×(发证, 退件))",
        申请="窗口",
        查验="海关",
        缴税="税务",
        发证="窗口",
        退件="窗口",
    )
