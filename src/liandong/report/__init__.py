"""Reports: a diagnosis as one HTML file or one Excel workbook."""

from typing import TYPE_CHECKING

from liandong._lazy import loader

if TYPE_CHECKING:
    from liandong.report.write import write_report, write_workbook

_HOMES = {"write_report": "write", "write_workbook": "write"}

__getattr__ = loader(__name__, {name: f"{__name__}.{module}" for name, module in _HOMES.items()})

__all__ = ["write_report", "write_workbook"]
