"""A case report as a file: Word after GB/T 9704, workbook, slides for a briefing, or a page."""

from __future__ import annotations

from liandong.errors import LiandongError
from liandong.hub.effects.domain.writing import report
from liandong.hub.effects.models import Dossier

KINDS = ("docx", "html", "pptx", "xlsx")


def printed(dossier: Dossier, kind: str, lang: str) -> bytes:
    """The file; a page holds both languages. Raises what the library raises where a result is missing."""
    from liandong.report.office import dossier_page, dossier_slides, dossier_word, dossier_workbook

    if kind == "html":
        found = [report(dossier, it) for it in sorted(dossier.texts, key=lambda it: it != lang)]
        return dossier_page(found, lang=lang, file_name=dossier.title).encode()
    writers = {"docx": dossier_word, "pptx": dossier_slides, "xlsx": dossier_workbook}
    return writers[kind](report(dossier, lang))


def shown(dossier: Dossier, lang: str) -> tuple[object, list[str], str]:
    """The parts of the page with the titles of its sections, and why there are none where a result is missing."""
    from liandong.report.office.web import parts

    try:
        found = report(dossier, lang)
        return parts(found), [one.title for one in found.sections], ""
    except LiandongError as error:
        return None, [], error.text(lang)
