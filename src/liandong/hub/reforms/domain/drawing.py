"""The picture of a procedure on a page: its style in a file, its activities links to choose them by.

The library draws SVG with its style inside, which a strict policy refuses on a page. Here the style is served as a
file confined to the picture. As an image of its own a picture keeps its style inside.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from liandong.errors import LiandongError
from liandong.files import written_beside
from liandong.procedure import Procedure
from liandong.report.confining import confined
from liandong.report.procedure.drawing import HEAT_STYLE, STYLE, procedure_svg

if TYPE_CHECKING:
    from liandong.profile import Profile

_SVG = "{http://www.w3.org/2000/svg}"
#: The element that holds a picture on our pages.
SCOPE = ".rf-map"
#: New and changed elements, those that go, the one that was chosen.
MARKS = "".join(
    f"g.{mark} .task,g.{mark} .gateway,g.{mark} .event,g.{mark} .frame{{stroke:{colour};stroke-width:3{more}}}"
    for mark, colour, more in (
        ("new", "#16803c", ""),
        ("changed", "#1f5fbf", ""),
        ("gone", "#c2261c", ";stroke-dasharray:5 3"),
    )
)
_ON_PAGE = (
    "a:hover .task,a:focus .task{fill:#e8f1fd}a.chosen .task{fill:#d6e6fb;stroke:#1f5fbf;stroke-width:3}"
)


@cache
def style() -> str:
    """The style of pictures on pages."""
    return confined(STYLE + HEAT_STYLE + MARKS + _ON_PAGE, SCOPE)


@cache
def version() -> str:
    """What the style of this release is called, so that browsers keep it for ever."""
    return sha256(style().encode()).hexdigest()[:12]


def keep_heat(folder: Path, procedure: Procedure, profile: Profile | None) -> None:
    """Draw the procedure as it is, with where its time goes, in both languages: the profile is read here only."""
    for lang in ("zh", "en"):
        try:
            content = procedure_svg(procedure, profile=profile, lang=lang)
        except LiandongError:
            content = procedure_svg(procedure, lang=lang)
        with written_beside(folder / f"before.{lang}.svg") as part:
            part.write_text(content, "utf-8", newline="\n")


def heat(folder: Path, lang: str) -> str:
    """The picture that ``keep_heat`` drew."""
    return (folder / f"before.{lang}.svg").read_text("utf-8")


@lru_cache(maxsize=64)
def drawn(content: bytes, lang: str) -> str:
    """The picture of the procedure in a file."""
    return procedure_svg(Procedure.from_bytes(content), lang=lang)


def marked(svg: str, **marks: Iterable[str]) -> str:
    """The picture with elements marked: ``marked(svg, new=[...], gone=[...])``."""
    root = _parsed(svg)
    for name, keys in marks.items():
        wanted = set(keys)
        for group in root.iter(f"{_SVG}g"):
            if group.get("data-id") in wanted:
                group.set("class", name)
    inside = next(root.iter(f"{_SVG}style"), None)
    if inside is not None:
        inside.text = (inside.text or "") + MARKS
    return _text(root)


def on_page(svg: str, *, labels: dict[str, str], link: str, chosen: str = "", label: str = "") -> str:
    """The picture for a page: no style inside, each labelled element a link that chooses it."""
    root = _parsed(svg)
    for it in list(root.iter(f"{_SVG}style")):
        root.remove(it)
    for group in list(root.iter(f"{_SVG}g")):
        key = group.get("data-id", "")
        if key in labels:
            _linked(group, f"{link}{key}#step", labels[key], is_chosen=key == chosen)
    root.set("role", "group")
    root.set("aria-label", label)
    return _text(root)


def _linked(group: etree._Element, address: str, label: str, *, is_chosen: bool) -> None:
    above = group.getparent()
    assert above is not None
    link = etree.Element(f"{_SVG}a", {"href": address, "aria-label": label})
    if is_chosen:
        link.set("class", "chosen")
    above.replace(group, link)
    link.append(group)


def _parsed(svg: str) -> etree._Element:
    return etree.fromstring(svg.encode(), etree.XMLParser(resolve_entities=False, no_network=True))


def _text(root: etree._Element) -> str:
    return etree.tostring(root, encoding="unicode")
