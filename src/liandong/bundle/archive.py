"""The one way to write members as a zip, so that equal members are equal bytes and no bit changes unseen.

Members are stored as they are (what a compressor writes depends on its version), sorted by name, dated 1980, readable
by all. The writer is our own, 30 lines after APPNOTE 6.3.10, as nothing in it may change with the version of Python.
What is read is written again and must give the same bytes: so comments, extra fields, hidden data between members,
links, encryption, compression and with it every bomb are refused, whatever trick they use. Names are checked by what
Windows, macOS and Linux take alike.
"""

from __future__ import annotations

import io
import os
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from liandong.errors import BundleDamaged, FileMissing

#: The most bytes of a whole file.
MOST_BYTES = 64 << 20
_MOST_MEMBERS = 4096
_MOST_NAME = 200
_DATE, _TIME = 0x0021, 0  # 1 January 1980, midnight
_UTF8 = 0x0800
_VERSION = 20
_MADE_ON_UNIX = 3 << 8 | _VERSION
_REGULAR_FILE = 0o100644 << 16
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\]')
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
_DAMAGE = (zipfile.BadZipFile, RuntimeError, ValueError, OSError, EOFError, zlib.error, struct.error)

Text = tuple[str, str]


def packed(members: Mapping[str, bytes]) -> bytes:
    """The zip of the members.

    >>> packed({"b": b"2", "a": b"1"}) == packed({"a": b"1", "b": b"2"})
    True
    """
    body, directory = bytearray(), bytearray()
    for name in sorted(members):
        data, raw = members[name], name.encode()
        common = struct.pack(
            "<HHHHHIIIHH",
            _VERSION,
            _UTF8,
            0,
            _TIME,
            _DATE,
            zlib.crc32(data),
            len(data),
            len(data),
            len(raw),
            0,
        )
        directory += b"PK\x01\x02" + struct.pack("<H", _MADE_ON_UNIX) + common
        directory += struct.pack("<HHHII", 0, 0, 0, _REGULAR_FILE, len(body)) + raw
        body += b"PK\x03\x04" + common + raw + data
    count = len(members)
    end = struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), len(body), 0)
    return bytes(body + directory + b"PK\x05\x06" + end)


def read(path: str | os.PathLike[str]) -> dict[str, bytes]:
    """The members of the file. Raises FileMissing, BundleDamaged."""
    place = Path(path)
    if not place.is_file():
        raise FileMissing(path=place)
    if place.stat().st_size > MOST_BYTES:
        raise BundleDamaged(path=place, reason=_too_large())
    return unpacked(place.read_bytes(), place)


def unpacked(data: bytes, path: object) -> dict[str, bytes]:
    """The members of the bytes, ``path`` only to be named. Raises BundleDamaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            reason = _refusal(infos)
            members = {} if reason else {info.filename: archive.read(info) for info in infos}
    except _DAMAGE as error:
        reason = ("不是完整的成果包文件", f"it is no whole zip file: {error}")
    if not reason and packed(members) != data:
        reason = (
            "文件里有不属于任何成员的内容，或被别的压缩工具改写过",
            "it holds more than its members, or another zip program wrote it",
        )
    if reason:
        raise BundleDamaged(path=path, reason=reason)
    return members


def _refusal(infos: list[zipfile.ZipInfo]) -> Text | None:
    """Why these members must not be unpacked, if so."""
    if len(infos) > _MOST_MEMBERS or sum(info.file_size for info in infos) > MOST_BYTES:
        return _too_large()
    for info in infos:
        name = info.orig_filename
        if info.external_attr >> 28 == 0o12:
            return f"成员 {name!r} 是符号链接", f"the member {name!r} is a symbolic link"
        if info.compress_type != zipfile.ZIP_STORED or info.file_size != info.compress_size:
            return (
                f"成员 {name!r} 是压缩的，成果包不压缩",
                f"the member {name!r} is compressed; bundles are not",
            )
    return names_refused([info.orig_filename for info in infos])


def names_refused(names: Iterable[str]) -> Text | None:
    """Why files of these names cannot be laid out alike on every system, if so.

    >>> names_refused(["text/a.md", "text/A.md"])[1]
    "'text/A.md' and 'text/a.md' would be one file on some systems"
    """
    seen: dict[str, str] = {}
    for name in names:
        wrong = _name_refused(name)
        if wrong:
            return f"成员名 {name!r} 不可用：{wrong[0]}", f"the name {name!r} cannot be used: {wrong[1]}"
        other = seen.setdefault(name.casefold(), name)
        if other is not name:
            return (
                f"{name!r} 与 {other!r} 在有的系统上是同一个文件",
                f"{name!r} and {other!r} would be one file on some systems",
            )
    return None


def _name_refused(name: str) -> Text | None:
    parts = name.split("/")
    if name.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", name):
        return "是绝对路径", "it is an absolute path"
    if ".." in parts or "." in parts or "" in parts:
        return "含有 ..、. 或空的一段", "a part of it is .., . or empty"
    if _FORBIDDEN.search(name) or len(name.encode()) > _MOST_NAME:
        return "过长，或含有不许用的字符", "it is too long, or has a forbidden character"
    if any(_DEVICES.fullmatch(part) or part[-1] in ". " for part in parts):
        return "Windows 上不能这样命名", "Windows has no such file"
    if unicodedata.normalize("NFC", name) != name:
        return "字符不是 NFC 规范形式", "its characters are not in the normal form NFC"
    return None


def _too_large() -> Text:
    limit = f"{MOST_BYTES >> 20} MiB"
    return (
        f"超过 {limit} 或 {_MOST_MEMBERS} 个成员",
        f"it is larger than {limit} or has more than {_MOST_MEMBERS} members",
    )
