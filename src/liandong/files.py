"""Output files that are whole or not there: written beside their place, then moved."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from liandong.errors import OutputError


@contextmanager
def written_beside(path: str | os.PathLike[str]) -> Iterator[Path]:
    """A temporary file in the directory of ``path``; it replaces ``path`` on success and vanishes on any failure.

    A link is followed. Raises OutputError where the place cannot be written to (read-only, full, a device).
    """
    place = Path(path).resolve()
    part: Path | None = None
    try:
        if place.exists() and not place.is_file():
            raise OutputError(path=place, reason="it is a directory or a device, not a file")
        handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.", suffix=place.suffix)
        os.close(handle)
        part = Path(name)
        yield part
        part.chmod(0o666 & ~_umask())
        part.replace(place)
    except OSError as error:
        raise OutputError(path=place, reason=error.strerror or error) from error
    finally:
        if part is not None:
            part.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
