"""What a dossier is written in: Markdown with headings, paragraphs, lists and tables, read into blocks.

Whatever form a dossier is given in - Word, a page, slides - is made from these blocks, so that none says more than another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

#: Numbers before a heading, which the document gives by itself.
_NUMBERED = re.compile(
    r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+(?:\.\d+)*[.．、]\s*|[IVX]+\.\s+)"
)
_TABLE = re.compile(r"\{\{\s*table\.([^{}]+?)\s*\}\}")


@dataclass(frozen=True)
class Run:
    """Words of one kind."""

    text: str
    is_bold: bool = False


@dataclass(frozen=True)
class Heading:
    """A heading: level 2 is that of a section, 1 the title."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """Words on their own."""

    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """The words without their kinds."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Items:
    """A list, numbered or not."""

    items: tuple[tuple[Run, ...], ...]
    is_numbered: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        """The items without the kinds of their words."""
        return tuple("".join(run.text for run in item) for item in self.items)


@dataclass(frozen=True)
class Table:
    """A table as it is read: every cell in words; ``is_number`` tells which columns stand to the right."""

    name: str
    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    is_number: tuple[bool, ...]


@dataclass(frozen=True)
class Placed:
    """Where a table of the results is to stand."""

    name: str


Block = Heading | Paragraph | Items | Table | Placed


def blocks(markdown: str) -> list[Block]:
    """The blocks of a text; HTML in it, comments included, is left out.

    >>> blocks("# 一、背景\\n\\n等**检测**\\n\\n- 船\\n- 车")
    ... # doctest: +NORMALIZE_WHITESPACE
    [Heading(level=1, text='背景'),
     Paragraph(runs=(Run(text='等', is_bold=False), Run(text='检测', is_bold=True))),
     Items(items=((Run(text='船', is_bold=False),), (Run(text='车', is_bold=False),)), is_numbered=False)]
    """
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    return list(_blocks(SyntaxTreeNode(parser.parse(markdown))))


def _blocks(node: SyntaxTreeNode) -> Iterator[Block]:
    for child in node.children:
        match child.type:
            case "heading":
                words = "".join(run.text for run in _runs(child))
                yield Heading(int(child.tag[1:]), _NUMBERED.sub("", words))
            case "paragraph":
                yield _paragraph(_runs(child))
            case "bullet_list" | "ordered_list":
                items = tuple(_runs(item) for item in child.children)
                yield Items(items, is_numbered=child.type == "ordered_list")
            case "table":
                yield _table(child)
            case "blockquote":
                yield from _blocks(child)


def _paragraph(runs: tuple[Run, ...]) -> Block:
    paragraph = Paragraph(runs)
    placed = _TABLE.fullmatch(paragraph.text.strip())
    return Placed(placed[1]) if placed else paragraph


def _table(node: SyntaxTreeNode) -> Table:
    head, *bodies = node.children
    rows = [[_runs(cell) for cell in row.children] for part in (head, *bodies) for row in part.children]
    words = [tuple("".join(run.text for run in cell) for cell in row) for row in rows]
    right = tuple("right" in str(cell.attrs.get("style", "")) for cell in head.children[0].children)
    return Table("", "", words[0], tuple(words[1:]), right)


def _runs(node: SyntaxTreeNode) -> tuple[Run, ...]:
    """The words below a node; those of one kind that follow each other are one run."""
    runs: list[Run] = []
    for text, is_bold in _words(node, is_bold=False):
        if runs and runs[-1].is_bold == is_bold:
            runs[-1] = Run(runs[-1].text + text, is_bold)
        elif text:
            runs.append(Run(text, is_bold))
    return tuple(runs)


def _words(node: SyntaxTreeNode, *, is_bold: bool) -> Iterator[tuple[str, bool]]:
    for child in node.children:
        match child.type:
            case "text" | "code_inline":
                yield child.content, is_bold
            case "softbreak" | "hardbreak":
                yield "\n", is_bold
            case "html_inline":
                pass
            case _:
                yield from _words(child, is_bold=is_bold or child.type == "strong")


def joined(text: str) -> str:
    """The lines of a paragraph as one: Chinese without a blank, other words with one.

    >>> joined("先放行\\n后检测"), joined("released\\nfirst")
    ('先放行后检测', 'released first')
    """
    return re.sub(r"(?<=[\u2e80-\uffef])\n(?=[\u2e80-\uffef])", "", text).replace("\n", " ")
