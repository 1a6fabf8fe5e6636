"""A file, before anything is known about it: what it holds, by its first bytes, and its bytes, counted.

Reading is always bounded: bytes are counted after decompression, so a small file cannot unpack into memory
without end. The name's extension is only a hint; the content decides.
"""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from liandong.errors import FileDamaged, FileEmpty, FileMissing, FileTooLarge, FormatUnknown, InputError

Progress = Callable[[int, int], None]

MAX_BYTES = 4 << 30
KNOWN = ".xes .xes.gz .csv .tsv .txt .csv.gz .xlsx .xls .parquet .jsonocel .xmlocel .sqlite .jsonld .json"

#: Extension (without .gz) -> the format it promises.
EXTENSIONS = {
    ".csv": "csv",
    ".db": "ocel-sqlite",
    ".json": "json",
    ".jsonl": "json",
    ".jsonld": "epcis",
    ".jsonocel": "ocel-json",
    ".ndjson": "json",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".sqlite": "ocel-sqlite",
    ".sqlite3": "ocel-sqlite",
    ".tab": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".xes": "xes",
    ".xls": "xls",
    ".xlsm": "xlsx",
    ".xlsx": "xlsx",
    ".xml": "xml",
    ".xmlocel": "ocel-xml",
}
#: Extensions that promise one of several formats.
_GENERIC = {"json": ("ocel-json", "epcis", "dcsa"), "xml": ("xes", "ocel-xml")}
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
#: How much of a file is looked at to tell what it is.
HEAD_BYTES = 1 << 16


@dataclass(frozen=True)
class Source:
    """A readable file and the format its content shows."""

    path: Path
    format: str
    head: bytes
    is_gzip: bool
    max_bytes: int = MAX_BYTES
    progress: Progress | None = None

    @property
    def name(self) -> str:
        """The file's own name, as findings show it."""
        return self.path.name

    @property
    def stem(self) -> str:
        """The name without extensions: what a zone is called when the file does not say."""
        name = self.path.name
        while Path(name).suffix.lower() in {".gz", *EXTENSIONS}:
            name = Path(name).stem
        return name or self.path.name

    @property
    def has_misleading_name(self) -> bool:
        """Whether the extension promises another format than the content shows."""
        suffixes = [s.lower() for s in self.path.suffixes if s.lower() != ".gz"]
        promised = EXTENSIONS.get(suffixes[-1]) if suffixes else None
        return promised is not None and self.format not in _GENERIC.get(promised, (promised,))

    def open(self) -> CountedReader:
        """The bytes, decompressed, counted, and reported to ``progress``."""
        return CountedReader(self)

    def read(self) -> bytes:
        """All bytes at once."""
        with self.open() as stream:
            return stream.read()


class CountedReader(io.RawIOBase):
    """A stream that stops a file from unpacking beyond its limit and tells how far it has got."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._file = source.path.open("rb")
        self._stream: BinaryIO = (
            cast(BinaryIO, gzip.GzipFile(fileobj=self._file)) if source.is_gzip else self._file
        )
        self._total = source.path.stat().st_size
        self.count = 0
        self.has_nul = False

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """Up to ``size`` bytes, or all that are left."""
        if size is None or size < 0:
            return b"".join(iter(lambda: self.read(1 << 22), b""))
        try:
            block = self._stream.read(size)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise FileDamaged(path=self._source.path, reason=f"gzip: {error}") from None
        except OSError as error:
            raise InputError(path=self._source.path, reason=error.strerror or str(error)) from None
        self.count += len(block)
        self.has_nul = self.has_nul or b"\0" in block
        if self.count > self._source.max_bytes:
            raise FileTooLarge(path=self._source.path, limit=self._source.max_bytes)
        if self._source.progress is not None:
            self._source.progress(self._file.tell(), self._total)
        return block

    def close(self) -> None:
        self._file.close()
        super().close()


def open_source(path: str | Path, *, max_bytes: int = MAX_BYTES, progress: Progress | None = None) -> Source:
    """The file with its format, or an error that says why it cannot be read."""
    path = Path(path)
    if not path.is_file():
        raise FileMissing(path=path)
    try:
        with path.open("rb") as file:
            is_gzip = file.read(2) == b"\x1f\x8b"
    except OSError as error:
        raise InputError(path=path, reason=error.strerror or str(error)) from None
    probe = Source(path, "", b"", is_gzip, max(max_bytes, HEAD_BYTES), None)
    with probe.open() as stream:
        head = stream.read(HEAD_BYTES)
    source = Source(path, _format(path, head), head, is_gzip, max_bytes, progress)
    if source.format in ("xlsx", "xls", "parquet", "ocel-sqlite"):
        _check_whole(source)
    return source


def _format(path: Path, head: bytes) -> str:
    """The format the first bytes show."""
    if not head.strip(b"\0 \t\r\n") or head.strip() in _BOMS:
        raise FileEmpty(path=path)
    signatures = {b"PAR1": "parquet", b"SQLite format 3\0": "ocel-sqlite", b"PK\x03\x04": "xlsx"}
    for signature, name in signatures.items():
        if head.startswith(signature):
            return name
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return "xls"
    text = _plain(head).lstrip()
    if text.startswith("<"):
        return _xml_format(path, text)
    if text.startswith(("{", "[{", "[\n", "[\r", "[ ")):
        return _json_format(text)
    if head.startswith((b"%PDF", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf", b"Rar!")):
        raise FormatUnknown(path=path, reason=("另一种二进制格式", "another binary format"), known=KNOWN)
    return "csv"


def _plain(head: bytes) -> str:
    """The head as text, well enough to recognise markup."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace")
    return head.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")


#: What tells supply-chain events from OCEL: names that only they use, as keys or as the type of an object.
_DCSA = re.compile(
    r'"(?:eventClassifierCode|eventClassification|(?:shipment|transport|equipment)EventTypeCode|retractedEventID)"\s*:'
)
_EPCIS = re.compile(
    r'"(?:epcisBody|eventTimeZoneOffset)"\s*:|"EPCIS(?:Query)?Document"'
    r'|"type"\s*:\s*"(?:epcis:)?(?:Object|Aggregation|Transaction|Transformation|Association)Event"'
)
_OCEL = re.compile(r'"(?:ocel:[a-z-]+|objectTypes|eventTypes)"\s*:')


def _json_format(text: str) -> str:
    """OCEL, EPCIS or DCSA; a list that is none of them may yet be a table with brackets."""
    if not _OCEL.search(text):
        for name, marks in (("dcsa", _DCSA), ("epcis", _EPCIS)):
            if marks.search(text):
                return name
    return "ocel-json" if text.startswith("{") else "csv"


def _xml_format(path: Path, text: str) -> str:
    lower = text.lower()
    if "<html" in lower or "<table" in lower:
        reason = (
            "是改了扩展名的网页；请用表格软件打开后另存为 .xlsx",
            "a web page saved under another name; open it in a spreadsheet and save it as .xlsx",
        )
        raise FormatUnknown(path=path, reason=reason, known=KNOWN)
    if "epcisdocument" in lower:
        reason = (
            "EPCIS XML；请导出为 EPCIS 2.0 JSON-LD",
            "EPCIS in XML; export it as EPCIS 2.0 JSON-LD",
        )
        raise FormatUnknown(path=path, reason=reason, known=KNOWN)
    is_objects = "<object-types" in lower or "<event-types" in lower or "<objects" in lower
    return "ocel-xml" if is_objects else "xes"


def _check_whole(source: Source) -> None:
    """For formats read from disk by name: not gzipped, not larger than the limit."""
    if source.is_gzip:
        reason = (f"gzip 里的 {source.format}；请先解压", f"{source.format} inside gzip; unpack it first")
        raise FormatUnknown(path=source.path, reason=reason, known=KNOWN)
    if source.path.stat().st_size > source.max_bytes:
        raise FileTooLarge(path=source.path, limit=source.max_bytes)
