"""XML read safely: one parser that refuses entity declarations, so no bomb can expand and no file can be
fetched.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from xml.parsers import expat

from liandong.errors import FileDamaged
from liandong.eventlog.source import Source

_BLOCK = 1 << 20
#: Encodings the parser knows by itself; others are decoded here first.
_NATIVE = ("utf-8", "utf8", "utf-16", "us-ascii", "ascii", "iso-8859-1", "latin-1")
_DECLARED = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")

Begin = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


def parse_xml(source: Source, begin: Begin, end: End, text: Text | None = None) -> None:
    """Call ``begin(tag, attributes)``, ``end(tag)`` and ``text(data)`` for the elements, prefixes cut off."""
    parser = expat.ParserCreate(_override(source))
    parser.buffer_text = True
    parser.StartElementHandler = lambda tag, attributes: begin(_local(tag), attributes)
    parser.EndElementHandler = lambda tag: end(_local(tag))
    parser.CharacterDataHandler = text

    def refuse(*_: object) -> None:
        reason = ("文件里声明了 XML 实体，不予读取", "it declares XML entities, which are refused")
        raise FileDamaged(path=source.path, reason=reason)

    parser.EntityDeclHandler = refuse
    decode = _decoder(source)
    with source.open() as stream:
        try:
            while block := stream.read(_BLOCK):
                parser.Parse(decode(block), False)
            parser.Parse(b"", True)
        except (expat.ExpatError, UnicodeDecodeError) as error:
            raise FileDamaged(path=source.path, reason=str(error)) from None


def _local(tag: str) -> str:
    return tag.rpartition(":")[2] if ":" in tag else tag


def declared_encoding(head: bytes) -> str:
    """The encoding an XML file declares; UTF-8 if it declares none."""
    match = _DECLARED.search(head)
    return match[1].decode().lower() if match else "utf-8"


def _override(source: Source) -> str | None:
    return None if declared_encoding(source.head) in _NATIVE else "utf-8"


def _decoder(source: Source) -> Callable[[bytes], bytes]:
    """Blocks as the parser can read them: GB18030 and the like are turned into UTF-8."""
    encoding = declared_encoding(source.head)
    if encoding in _NATIVE:
        return lambda block: block
    try:
        incremental = codecs.getincrementaldecoder(encoding)()
    except LookupError:
        reason = (f"未知的编码 {encoding}", f"unknown encoding {encoding}")
        raise FileDamaged(path=source.path, reason=reason) from None
    return lambda block: incremental.decode(block).encode("utf-8")
