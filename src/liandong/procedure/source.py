"""A model's text, piece by piece, so that saving writes again what nobody changed.

A tree does not know how its text was written: quotes, blanks inside a tag, CDATA, character references and line ends
are lost when it is written anew. So the text is cut into its tags once; each node of the tree remembers its pieces and
what they meant. Where node and meaning still agree the old pieces are written, where not, only the piece that changed.
A model that was not edited is the same file, byte by byte; one with a task more differs in the lines of that task.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

#: Comments, CDATA, instructions, closing tags, opening tags, text; the text is well-formed, lxml has read it.
_PIECE = re.compile(
    r"(?P<comment><!--.*?-->)|(?P<cdata><!\[CDATA\[.*?\]\]>)|(?P<instruction><\?.*?\?>)|(?P<close></[^>]*>)"
    r"|(?P<open><(?:[^>\"']|\"[^\"]*\"|'[^']*')*>)|(?P<text>[^<]+)",
    re.DOTALL,
)
_XML = "{http://www.w3.org/XML/1998/namespace}"


@dataclass
class _Pieces:
    """What was written for a node, and what it meant."""

    opening: str
    tag: object
    attributes: dict[str, str]
    closing: str = ""
    text: str = ""
    tail: str = ""
    text_meant: str | None = None
    tail_meant: str | None = None


class Source:
    """The text of a model and the pieces of each node of its tree."""

    def __init__(self, text: str, root: etree._Element) -> None:
        self.text = text
        self._line_end = _line_end(text)
        self._pieces: dict[etree._Element, _Pieces] = {}
        self._before, self._after = self._cut(root)

    def _cut(self, root: etree._Element) -> tuple[str, str]:
        """Gives every node its pieces; returns what stands before the root and after it."""
        nodes = root.iter()
        stack: list[_Pieces] = []
        last: _Pieces | None = None  # the node whose tail is being read
        before = after = ""
        for match in _PIECE.finditer(self.text):
            kind, piece = match.lastgroup, match.group()
            is_inside = bool(stack)
            if kind == "open" or (is_inside and kind in ("comment", "instruction")):
                pieces = self._remember(next(nodes), piece)
                if kind == "open" and not piece.endswith("/>"):
                    stack.append(pieces)
                    last = None
                else:
                    last = pieces
            elif kind == "close":
                last = stack.pop()
                last.closing = piece
            elif is_inside and last is None:
                stack[-1].text += piece
            elif is_inside and last is not None:
                last.tail += piece
            elif last is None:
                before += piece
            else:
                after += piece
        return before, after

    def _remember(self, node: etree._Element, piece: str) -> _Pieces:
        pieces = _Pieces(piece, node.tag, dict(node.attrib), text_meant=node.text, tail_meant=node.tail)
        self._pieces[node] = pieces
        return pieces

    def written(self, root: etree._Element) -> str:
        """The text of the tree as it is now."""
        return self._before + "".join(self._node(root)) + self._after

    def _node(self, node: etree._Element) -> Iterator[str]:
        pieces = self._pieces.get(node)
        if not isinstance(node.tag, str):
            is_same = pieces is not None and pieces.text_meant == node.text
            yield (
                pieces.opening
                if pieces and is_same
                else etree.tostring(node, encoding="unicode", with_tail=False)
            )
            return
        if pieces is None or pieces.tag != node.tag:
            yield from self._new(node)
            return
        opening = _patched(pieces.opening, pieces.attributes, node)
        yield from self._element(node, opening, pieces)

    def _new(self, node: etree._Element) -> Iterator[str]:
        attributes = "".join(f" {_name(node, key)}={quoteattr(value)}" for key, value in node.attrib.items())
        yield from self._element(node, f"<{_name(node)}{_declared(node)}{attributes}/>", None)

    def _element(self, node: etree._Element, opening: str, pieces: _Pieces | None) -> Iterator[str]:
        was_closed = opening.endswith("/>")
        if was_closed and not len(node) and not node.text:
            yield opening
            return
        yield opening.removesuffix("/>").rstrip() + ">" if was_closed else opening
        yield self._kept(node.text, pieces.text_meant, pieces.text) if pieces else self._escaped(node.text)
        for child in node:
            yield from self._node(child)
            known = self._pieces.get(child)
            yield self._kept(child.tail, known.tail_meant, known.tail) if known else self._escaped(child.tail)
        yield pieces.closing if pieces and pieces.closing else f"</{_name(node)}>"

    def _kept(self, now: str | None, meant: str | None, piece: str) -> str:
        return piece if now == meant else self._escaped(now)

    def _escaped(self, text: str | None) -> str:
        """New text, its lines ended as those of the file; a return that the text itself holds stays one."""
        return escape(text or "", {"\r": "&#13;"}).replace("\n", self._line_end)


def _line_end(text: str) -> str:
    """How most lines of the text end."""
    counts = {end: text.count(end) for end in ("\n", "\r", "\r\n")}
    for end in ("\n", "\r"):
        counts[end] -= counts["\r\n"]
    return max(counts, key=lambda it: counts[it])


def _name(node: etree._Element, key: str | None = None) -> str:
    """The name with its prefix, of the node or of one of its attributes."""
    name = etree.QName(key if key is not None else node)
    if key is None:
        return f"{node.prefix}:{name.localname}" if node.prefix else name.localname
    if not name.namespace:
        return name.localname
    if key.startswith(_XML):
        return f"xml:{name.localname}"
    return next(f"{it}:{name.localname}" for it, uri in node.nsmap.items() if it and uri == name.namespace)


def _declared(node: etree._Element) -> str:
    """The namespaces that a new node declares itself, those its parent does not know."""
    parent = node.getparent()
    known = parent.nsmap if parent is not None else {}
    fresh = sorted(((it or "", uri) for it, uri in node.nsmap.items() if known.get(it) != uri))
    return "".join(f" xmlns{':' if it else ''}{it}={quoteattr(uri)}" for it, uri in fresh)


def _patched(opening: str, before: dict[str, str], node: etree._Element) -> str:
    """The opening tag with only those attributes written anew that changed."""
    now = dict(node.attrib)
    if now == before:
        return opening
    for key, value in before.items():
        if now.get(key) != value:
            opening = _with_value(opening, _name(node, key), now.get(key))
    added = "".join(f" {_name(node, key)}={quoteattr(now[key])}" for key in now if key not in before)
    end = "/>" if opening.endswith("/>") else ">"
    return f"{opening.removesuffix(end).rstrip()}{added}{end}" if added else opening


def _with_value(opening: str, name: str, value: str | None) -> str:
    """The opening tag with another value of the attribute, or without it."""
    pattern = rf"(\s+{re.escape(name)}\s*=\s*)(?:\"[^\"]*\"|'[^']*')"
    return re.sub(pattern, lambda it: "" if value is None else it[1] + quoteattr(value), opening, count=1)
