"""Files that people attach: what they are is read from their content, never from their name."""

from __future__ import annotations

import secrets
import zipfile
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.http import FileResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

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


def values_of(file: Any) -> dict[str, Any]:
    """What is kept of a file: it itself, a name with the suffix of what it is, its kind and size."""
    kind = kind_of(file)
    name = f"{PurePath(file.name).stem[:100] or 'file'}.{kind}"
    return {"file": file, "name": name, "kind": kind, "size": file.size}


def place(folder: str) -> str:
    """A path for a file: what the uploader called it never becomes one."""
    return f"{folder}/{secrets.token_hex(16)}"


def download(kept: Any) -> FileResponse:
    """The file as a download, which the browser neither shows nor runs."""
    response = FileResponse(kept.file.open("rb"), content_type=TYPES[kept.kind])
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Disposition"] = content_disposition_header(True, kept.name) or "attachment"
    return response


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
