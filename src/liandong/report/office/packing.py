"""An Office file is a zip archive: packed again here so that the same content gives the same bytes."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

#: The earliest time a zip archive can hold; documents bear their dates in words.
_DATE = (1980, 1, 1, 0, 0, 0)
WHEN = datetime(*_DATE)  # noqa: DTZ001 - the format knows no zone


def packed(parts: dict[str, bytes]) -> bytes:
    """The archive of these parts, the list of their types first, without times."""
    target = BytesIO()
    first = "[Content_Types].xml"
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda name: (name != first, name)):
            archive.writestr(ZipInfo(name, _DATE), parts[name], ZIP_DEFLATED, 6)
    return target.getvalue()


def repacked(raw: bytes) -> bytes:
    """An archive again, without times."""
    with ZipFile(BytesIO(raw)) as archive:
        return packed({name: archive.read(name) for name in archive.namelist()})
