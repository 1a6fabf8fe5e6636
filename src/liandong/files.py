"""Output files that are whole or not there: written beside their place, then moved."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from liandong.errors import OutputError

_REFUSALS = {
    errno.EACCES: "没有权限",
    errno.EDQUOT: "超出磁盘配额",
    errno.EIO: "设备读写出错",
    errno.EISDIR: "它是目录",
    errno.ENAMETOOLONG: "名称过长",
    errno.ENOENT: "文件或目录不存在",
    errno.ENOSPC: "磁盘已满",
    errno.ENOTDIR: "路径中有一段不是目录",
    errno.EPERM: "不允许这样操作",
    errno.EROFS: "只读文件系统",
}


def refused(error: OSError) -> tuple[str, str]:
    """Why the system refused, in Chinese and in English; in English only where the reason is rare."""
    english = error.strerror or str(error)
    return _REFUSALS.get(error.errno or 0, english), english


@contextmanager
def written_beside(path: str | os.PathLike[str]) -> Iterator[Path]:
    """A temporary file in the directory of ``path``; it replaces ``path`` on success and vanishes on any failure.

    A link is followed. Raises OutputError where the place cannot be written to (read-only, full, a device).
    """
    place = Path(path).resolve()
    part: Path | None = None
    try:
        if place.exists() and not place.is_file():
            raise OutputError(
                path=place, reason=("它是目录或设备，不是文件", "it is a directory or a device, not a file")
            )
        handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.", suffix=place.suffix)
        os.close(handle)
        part = Path(name)
        yield part
        part.chmod(0o666 & ~_umask())
        part.replace(place)
    except OSError as error:
        raise OutputError(path=place, reason=refused(error)) from error
    finally:
        if part is not None:
            part.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
