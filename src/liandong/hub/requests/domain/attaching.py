"""Files that come with a request: what they are is read from their content, never from their name."""

from __future__ import annotations

import zipfile
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from liandong.hub.requests.models import Attachment, Entry

MAX_BYTES = 10 * 1024 * 1024
MAX_FILES = 5
#: How files of a kind begin.
_MARKS = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff"}
_OFFICE = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def kind_of(file: Any) -> str:
    """``pdf``, ``png``, ``jpg``, ``docx`` or ``xlsx``; anything else, too large or with macros is refused."""
    if file.size > MAX_BYTES:
        raise ValidationError(_("“%(name)s”超过 10 MB，请压缩后再传。") % {"name": file.name})
    file.seek(0)
    head = file.read(8)
    found = next((kind for kind, mark in _MARKS.items() if head.startswith(mark)), "") or _office(file)
    file.seek(0)
    if not found:
        raise ValidationError(_("“%(name)s”不是 PDF、PNG、JPG、Word 或 Excel 文件。") % {"name": file.name})
    return found


def attach(entry: Entry, files: list[Any]) -> list[Attachment]:
    """The files, kept under names of our own, each with the suffix of what it is."""
    return [
        Attachment.objects.create(
            request=entry.request,
            entry=entry,
            file=file,
            name=f"{PurePath(file.name).stem[:100] or 'file'}.{kind}",
            kind=kind,
            size=file.size,
        )
        for file, kind in [(file, kind_of(file)) for file in files]
    ]


def _office(file: Any) -> str:
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        return ""
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return ""
    return next((kind for kind, part in _OFFICE.items() if part in names), "")
