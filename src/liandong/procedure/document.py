"""A BPMN file as it is: opened, edited in place, saved with nothing lost.

The tree is lxml's. Entities are refused, nothing is fetched, and a file has a largest size. What is not understood is
kept: extensions of other tools, comments, colours, the prefixes of namespaces.
"""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from liandong.errors import FileDamaged, FileMissing, FormatUnknown, InputError
from liandong.files import written_beside
from liandong.procedure.names import BPMN
from liandong.procedure.source import Source

#: The largest file that is read, in bytes; the largest model known to us has two million.
MOST_BYTES = 64 << 20
_DECLARED = re.compile(r"<\?xml[^>]*encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
#: How a file begins that says by its first bytes how it is written: the mark, else how a "<" looks (XML 1.0, F.1).
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FIRSTS = tuple(("<".encode(it), it) for it in ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be"))


class Document:
    """The tree of one BPMN file. Two documents are equal when their files are."""

    def __init__(self, data: bytes, name: str = "") -> None:
        """Reads the bytes of a file. Raises FileDamaged where they are no XML, FormatUnknown where no BPMN."""
        self.name = name
        self._data = data
        self._mark = next((mark for mark, _ in _MARKS if data.startswith(mark)), b"")
        self._encoding, text = _decoded(data, name)
        self.root = _parsed(text, name)
        self._source = Source(text, self.root)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Document:
        """The document in the file. Raises InputError and its kin where it cannot be read."""
        place = Path(path)
        if not place.is_file():
            raise FileMissing(path=place)
        if place.stat().st_size > MOST_BYTES:
            limit = f"{MOST_BYTES >> 20} MiB"
            reason = (f"文件超过 {limit}", f"it is larger than {limit}")
            raise InputError(path=place, reason=reason)
        return cls(place.read_bytes(), str(place))

    def to_bytes(self) -> bytes:
        """The file as it is to be saved: the same bytes where nothing was changed."""
        text = self._source.written(self.root)
        if text == self._source.text:
            return self._data
        return self._mark + text.encode(self._encoding, "xmlcharrefreplace")

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the file; an old one stays until the new one is whole."""
        with written_beside(path) as part:
            part.write_bytes(self.to_bytes())

    def copy(self) -> Document:
        """Another document with the same content, to be edited apart."""
        return Document(self.to_bytes(), self.name)

    def by_id(self) -> dict[str, etree._Element]:
        """The elements of the model (not of its picture) by id; of two with one id the first."""
        found: dict[str, etree._Element] = {}
        for element in self.model_elements():
            if key := element.get("id"):
                found.setdefault(key, element)
        return found

    def model_elements(self) -> Iterator[etree._Element]:
        """The elements in the BPMN namespace, in the order of the file."""
        return self.root.iter(f"{{{BPMN}}}*")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Document) and self.to_bytes() == other.to_bytes()

    def __hash__(self) -> int:
        return hash(self.to_bytes())


def _decoded(data: bytes, name: str) -> tuple[str, str]:
    """The encoding of the file and its text, without the mark it may begin with."""
    declared = _DECLARED.search(data[:256].decode("latin-1"))
    begins = (encoding for begin, encoding in (*_MARKS, *_FIRSTS) if data.startswith(begin))
    encoding = next(begins, declared[1] if declared else "utf-8")
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
    except (LookupError, UnicodeDecodeError) as error:
        reason = (f"不是 {encoding} 编码的文本", f"it is no text in {encoding}")
        raise FileDamaged(path=name, reason=reason) from error
    if declared and not text.startswith("<?xml"):
        reason = (f"声明的编码是 {encoding}，内容却不是", f"it says it is written in {encoding} and is not")
        raise FileDamaged(path=name, reason=reason)
    return encoding, text


def _parsed(text: str, name: str) -> etree._Element:
    # Comments and CDATA stay; the text is ours already, so its declared encoding no longer holds.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, strip_cdata=False, encoding="utf-8"
    )
    try:
        root = etree.fromstring(_without_declaration(text).encode(), parser)
    except etree.XMLSyntaxError as error:
        raise FileDamaged(path=name, reason=str(error).partition("(<")[0].strip()) from None
    if root.getroottree().docinfo.doctype:
        reason = (
            "文件里有 DOCTYPE，可能声明 DTD 或 XML 实体，为安全起见不予读取；删去 <!DOCTYPE …> 后重试",
            "it has a DOCTYPE, which may declare a DTD or XML entities and is refused; take <!DOCTYPE …> out and try again",
        )
        raise InputError(path=name, reason=reason)
    if root.tag != f"{{{BPMN}}}definitions":
        reason = ("根元素不是 BPMN 2.0 的 definitions", "its root is not definitions of BPMN 2.0")
        raise FormatUnknown(path=name, reason=reason, known="BPMN 2.0")
    return root


def _without_declaration(text: str) -> str:
    """The text with blanks in place of its XML declaration, so that lines keep their numbers."""
    return re.sub(
        r"^<\?xml .*?\?>", lambda it: re.sub(r"[^\n]", " ", it[0]), text, count=1, flags=re.DOTALL
    ).lstrip(" ")
