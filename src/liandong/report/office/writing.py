"""A dossier as a file of the kind its name tells: whole or not there."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from liandong.errors import SettingError
from liandong.files import written_beside
from liandong.report.office.book import dossier_workbook
from liandong.report.office.case_report import Dossier
from liandong.report.office.slides import dossier_slides
from liandong.report.office.web import dossier_page
from liandong.report.office.word_dossier import dossier_word

_WRITERS: Mapping[str, Callable[[Dossier], bytes]] = {
    ".docx": dossier_word,
    ".pptx": dossier_slides,
    ".xlsx": dossier_workbook,
}
KINDS = (".docx", ".html", ".pptx", ".xlsx")


def check_kind(path: str | os.PathLike[str], kinds: Sequence[str] = KINDS) -> None:
    """Raises SettingError unless the name ends in one of these."""
    if Path(path).suffix.lower() not in kinds:
        reason = (f"请用以 {'、'.join(kinds)} 结尾的文件名", f"use a name that ends in {', '.join(kinds)}")
        raise SettingError(setting="-o", value=str(path), reason=reason)


def write_dossier(found: Sequence[Dossier], path: str | os.PathLike[str], *, lang: str = "zh") -> None:
    """Writes the dossier as Word, workbook, page or slides, as the name ends.

    ``found`` are its languages, of which a page holds all and other files the one in ``lang``, or the first. The same
    dossier gives the same bytes. Raises SettingError for another kind of file, OutputError.
    """
    check_kind(path)
    kind = Path(path).suffix.lower()
    if kind == ".html":
        content = dossier_page(found, lang=lang, file_name=Path(path).stem).encode()
    else:
        content = _WRITERS[kind](next((one for one in found if one.lang == lang), found[0]))
    with written_beside(path) as part:
        part.write_bytes(content)
