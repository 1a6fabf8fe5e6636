"""Office output: dossiers as Word (GB/T 9704), workbook, page and slides; minutes of joint meetings as Word."""

from typing import TYPE_CHECKING

from liandong._lazy import loader

if TYPE_CHECKING:
    from liandong.report.office.book import dossier_workbook, read_tables
    from liandong.report.office.case_report import Dossier, dossier, dossier_of
    from liandong.report.office.minute_book import Decision, Meeting, minutes, read_meeting
    from liandong.report.office.slides import dossier_slides
    from liandong.report.office.web import dossier_page
    from liandong.report.office.word_dossier import dossier_word
    from liandong.report.office.writing import write_dossier

_HOMES = {
    "Decision": "minute_book",
    "Dossier": "case_report",
    "Meeting": "minute_book",
    "dossier": "case_report",
    "dossier_of": "case_report",
    "dossier_page": "web",
    "dossier_slides": "slides",
    "dossier_word": "word_dossier",
    "dossier_workbook": "book",
    "minutes": "minute_book",
    "read_meeting": "minute_book",
    "read_tables": "book",
    "write_dossier": "writing",
}

__getattr__ = loader(__name__, {name: f"{__name__}.{module}" for name, module in _HOMES.items()})

__all__ = [
    "Decision",
    "Dossier",
    "Meeting",
    "dossier",
    "dossier_of",
    "dossier_page",
    "dossier_slides",
    "dossier_word",
    "dossier_workbook",
    "minutes",
    "read_meeting",
    "read_tables",
    "write_dossier",
]
