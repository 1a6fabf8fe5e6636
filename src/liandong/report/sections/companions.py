"""How many objects of each type go together, where a log follows several."""

from __future__ import annotations

from liandong.diagnosis import Diagnosis
from liandong.report.markup import Markup
from liandong.report.parts import card, formula, said, section
from liandong.report.table import table


def companions(diagnosis: Diagnosis) -> Markup | None:
    """The section; None where the log knows one type of object alone."""
    found = diagnosis.companions
    if found is None:
        return None
    return section(
        "companions",
        ("对象关系", "Objects together"),
        card(table(found.frame, "companions", diagnosis.overview.clock), formula(found), is_long=True),
        lead=said(found),
    )
