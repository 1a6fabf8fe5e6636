"""Output files that are whole or not there, that last, and that one program writes at a time."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from liandong.errors import LiandongError, OutputError

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
def written_beside(path: str | os.PathLike[str], *, is_private: bool = False) -> Iterator[Path]:
    """A temporary file in the directory of ``path``; it replaces ``path`` on success and vanishes on any failure.

    A link is followed; what is private only its owner may read. Raises OutputError where the place cannot be written to (read-only, full, a device).
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
        part.chmod(0o600 if is_private else 0o666 & ~_umask())
        part.replace(place)
    except OSError as error:
        raise OutputError(path=place, reason=refused(error)) from error
    finally:
        if part is not None:
            part.unlink(missing_ok=True)


def keep_private(path: Path, data: bytes) -> None:
    """Writes a file for its owner's eyes only, such as a key; one that is there is never replaced.

    The disk holds it when this returns: what a lost key has signed can be signed by nobody else. Raises OutputError.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        keep(path.parent)
    except FileExistsError:
        reason = ("文件已存在，密钥不会被覆盖", "the file is there, and keys are never overwritten")
        raise OutputError(path=path, reason=reason) from None
    except OSError as error:
        raise OutputError(path=path, reason=refused(error)) from error


def keep(path: Path) -> None:
    """Waits until the disk holds the file, or the entries of the directory."""
    if os.name == "nt" and path.is_dir():
        return  # Windows keeps the entries of a directory by itself
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def locked(path: Path, busy: LiandongError) -> Iterator[None]:
    """The right that goes with the file, which one program has at a time and loses when it ends, however it ends.

    Raises ``busy`` where another has it, OutputError where the file cannot be made.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise OutputError(path=path.parent, reason=refused(error)) from None
    try:
        if not lock(handle, wait=False):
            raise busy
        yield
    finally:
        os.close(handle)


def lock(handle: int, *, wait: bool) -> bool:
    """Locks an open file until it is closed; False where another program has it and there is no waiting."""
    try:
        if os.name == "nt":
            import msvcrt

            mode = msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK  # type: ignore[attr-defined, unused-ignore]
            msvcrt.locking(handle, mode, 1)  # type: ignore[attr-defined, unused-ignore]
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        if wait:
            raise
        return False
    return True


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
