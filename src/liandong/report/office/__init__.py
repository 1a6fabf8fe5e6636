"""Office output: dossiers as Word (GB/T 9704), workbook, page and slides; minutes of joint meetings as Word."""

from typing import TYPE_CHECKING

from liandong._lazy import loader

if TYPE_CHECKING:
    from liandong.report.office.case_report import Dossier, dossier

_HOMES = {"Dossier": "case_report", "dossier": "case_report"}

__getattr__ = loader(__name__, {name: f"{__name__}.{module}" for name, module in _HOMES.items()})

__all__ = ["Dossier", "dossier"]
