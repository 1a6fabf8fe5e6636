"""The one place where the hub meets the report room: parts of a report, its files, its style."""

from __future__ import annotations

import re
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from liandong.diagnosis import Diagnosis
    from liandong.report import Fragments

#: The element that holds parts of a report on our pages; the report's style reaches nothing outside it.
SCOPE = ".ld-report"


def parts(found: Diagnosis) -> Fragments:
    """The parts of the report of a diagnosis."""
    from liandong.report import fragments

    return fragments(found)


def markup(drawn: Fragments) -> dict[str, str]:
    """The parts by name, as they are kept."""
    shared = {"patterns": drawn.patterns, "keys": drawn.keys, "process_map": drawn.process_map}
    return {name: str(value) for name, value in {**drawn.sections, **shared}.items()}


def write(found: Diagnosis, drawn: Fragments, *, report: Path, workbook: Path, name: str) -> None:
    """Writes the report as one HTML file, and the workbook with every table."""
    from liandong.files import written_beside
    from liandong.report.page import page
    from liandong.report.workbook import workbook as book

    content = book(found)
    with written_beside(workbook) as part:
        part.write_bytes(content)
    html = page(found, content, lang="zh", file_name=name, parts=drawn)
    with written_beside(report) as part:
        part.write_text(html, "utf-8", newline="\n")


@cache
def script() -> str:
    """The report's script: what makes maps and tables move."""
    return _static("report.js")


@cache
def style() -> str:
    """The report's style, each rule confined to ``SCOPE``."""
    return confined(_static("report.css"))


@cache
def version() -> str:
    """What style and script of this release are called, so that browsers keep them for ever."""
    return sha256((style() + script()).encode()).hexdigest()[:12]


def confined(css: str, scope: str = SCOPE) -> str:
    """The style sheet with every selector below ``scope``; rules for the page itself are left out.

    >>> confined("body { margin: 0 } h2, .a b { top: 0 } :root { --x: 1 } @media print { p { top: 0 } }")
    '.ld-report h2,.ld-report .a b{ top: 0 }.ld-report{ --x: 1 }@media print {.ld-report p{ top: 0 }}'
    """
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return "".join(_confined(head.strip(), body, scope) for head, body in _rules(css))


def _confined(head: str, body: str, scope: str) -> str:
    if head.startswith("@media"):
        return f"{head} {{{confined(body, scope)}}}"
    if head.startswith("@"):
        return ""
    selectors = [made for part in _selectors(head) if (made := _below(part.strip(), scope))]
    return f"{','.join(selectors)}{{{body}}}" if selectors else ""


def _selectors(head: str) -> list[str]:
    """The selectors of a rule, parted at the commas outside of parentheses."""
    return re.split(r",(?![^(]*\))", head)


def _below(selector: str, scope: str) -> str:
    if selector == ":root":
        return scope
    if re.match(r"(html|body)\b", selector):
        return ""
    # The tooltip is put at the end of the page, outside of any part.
    return f"body > {selector}" if selector.startswith(".tooltip") else f"{scope} {selector}"


def _rules(css: str) -> list[tuple[str, str]]:
    """Each rule as its head and what is between its braces."""
    found, depth, start, head = [], 0, 0, ""
    for place, sign in enumerate(css):
        if sign == "{":
            if depth == 0:
                head, start = css[start:place], place + 1
            depth += 1
        elif sign == "}":
            depth -= 1
            if depth == 0:
                found.append((head, css[start:place]))
                start = place + 1
    return found


def _static(name: str) -> str:
    return files("liandong.report").joinpath("static", name).read_text("utf-8")
