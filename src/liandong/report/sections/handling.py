"""How cases are handled: what is done again, and who hands over to whom."""

from __future__ import annotations

from liandong.diagnosis import Diagnosis
from liandong.report.markup import Markup, both, tag
from liandong.report.parts import card, formula, said, section
from liandong.report.table import table


def handling(diagnosis: Diagnosis) -> Markup:
    """The section."""
    clock = diagnosis.overview.clock
    rework, handovers = diagnosis.rework, diagnosis.handovers
    return section(
        "handling",
        ("返工与移交", "Rework and hand-overs"),
        card(
            tag("p", both(said(rework))),
            table(rework.frame, "rework", clock) if rework.frame.height else None,
            formula(rework),
            title=("返工", "Rework"),
            is_long=True,
        ),
        card(
            tag("p", both(said(handovers))),
            table(handovers.frame, "handovers", clock) if handovers.frame.height else None,
            formula(handovers),
            title=("移交", "Hand-overs"),
            is_long=True,
        ),
    )
