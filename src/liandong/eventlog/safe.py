"""Writing that leaves either the whole file or nothing: beside the target first, then one rename."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from liandong.errors import OutputError


@contextmanager
def written_beside(path: Path) -> Iterator[Path]:
    """A temporary path beside ``path`` that takes its place when the block ends well, or is removed."""
    if path.is_dir():
        raise OutputError(path=path, reason="it is a directory")
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        os.close(handle)
    except OSError as error:
        raise OutputError(path=path, reason=error.strerror or str(error)) from None
    beside = Path(name)
    try:
        yield beside
        beside.chmod(0o666 & ~_umask())
        beside.replace(path)
    except OSError as error:
        raise OutputError(path=path, reason=error.strerror or str(error)) from error
    finally:
        beside.unlink(missing_ok=True)


def _umask() -> int:
    """The process's mask of permissions; there is no way to ask for it but to set it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
