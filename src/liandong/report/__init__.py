"""Reports: a diagnosis as one HTML file, as parts for a page of one's own, or as one Excel workbook."""

from typing import TYPE_CHECKING

from liandong._lazy import loader

if TYPE_CHECKING:
    from liandong.report.fragment import Fragments, fragments
    from liandong.report.procedure import procedure_svg
    from liandong.report.write import (
        write_effect,
        write_effect_workbook,
        write_report,
        write_verdict,
        write_verdict_workbook,
        write_workbook,
    )

_HOMES = {
    "Fragments": "fragment",
    "fragments": "fragment",
    "procedure_svg": "procedure",
    "write_effect": "write",
    "write_effect_workbook": "write",
    "write_report": "write",
    "write_verdict": "write",
    "write_verdict_workbook": "write",
    "write_workbook": "write",
}

__getattr__ = loader(__name__, {name: f"{__name__}.{module}" for name, module in _HOMES.items()})

__all__ = [
    "Fragments",
    "fragments",
    "procedure_svg",
    "write_effect",
    "write_effect_workbook",
    "write_report",
    "write_verdict",
    "write_verdict_workbook",
    "write_workbook",
]
