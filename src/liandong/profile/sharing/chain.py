"""An append-only file of records, each with the hash of the one before: what was written stays written.

One JSON object a line. ``before`` is the SHA-256 of the line before (of nothing for the first), so a record that is
changed, taken out or put in is found by whoever reads the file. Records cut off at the end are found by whoever kept
the last hash (``Chain.head``), which is why each release names it. One program writes at a time: the file is locked.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from liandong.errors import ChainBroken, OutputError
from liandong.files import lock, refused

Record = dict[str, Any]


@dataclass(frozen=True)
class Chain:
    """The records of a file, as they were when it was read or locked."""

    path: Path
    records: tuple[Record, ...] = ()
    #: The hash of the last line.
    head: str = sha256().hexdigest()

    @classmethod
    def read(cls, path: Path) -> Chain:
        """The records of the file, none where there is no file. Raises ChainBroken."""
        try:
            lines = path.read_bytes().splitlines(keepends=True) if path.exists() else []
        except OSError as error:
            raise ChainBroken(path=path, line=0, reason=refused(error)) from None
        chain = cls(path)
        for number, line in enumerate(lines, 1):
            chain = cls(
                path, (*chain.records, _checked(path, number, line, chain.head)), sha256(line).hexdigest()
            )
        return chain

    @classmethod
    @contextmanager
    def locked(cls, path: Path) -> Iterator[tuple[Chain, Appender]]:
        """The records and a way to append one; nobody else appends meanwhile. Raises ChainBroken, OutputError."""
        try:
            file = path.open("ab")
        except OSError as error:
            raise OutputError(path=path, reason=refused(error)) from error
        with file:
            lock(file.fileno(), wait=True)
            chain = cls.read(path)
            yield chain, Appender(file, chain.head)


@dataclass
class Appender:
    """Appends records to a locked file."""

    file: IO[bytes]
    head: str

    def append(self, record: Record) -> None:
        """Writes the record to the disk, chained to the one before."""
        line = (
            json.dumps({**record, "before": self.head}, ensure_ascii=False, sort_keys=True).encode() + b"\n"
        )
        try:
            self.file.write(line)
            self.file.flush()
            os.fsync(self.file.fileno())
        except OSError as error:
            raise OutputError(path=self.file.name, reason=refused(error)) from error
        self.head = sha256(line).hexdigest()


def _checked(path: Path, number: int, line: bytes, before: str) -> Record:
    """The record of a line that follows the line with that hash."""
    try:
        record = json.loads(line)
        found = record["before"]
    except (ValueError, KeyError, TypeError):
        reason = ("不是完整的记录", "not a whole record")
        raise ChainBroken(path=path, line=number, reason=reason) from None
    if found != before or not line.endswith(b"\n"):
        reason = ("与上一行的指纹不符", "it does not follow the line before")
        raise ChainBroken(path=path, line=number, reason=reason)
    return dict(record)
