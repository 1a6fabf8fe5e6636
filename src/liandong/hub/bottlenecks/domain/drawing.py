"""The one place where the hub meets the report room: parts of a report, its files, its style."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from liandong.report.confining import confined

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
    return confined(_static("report.css"), SCOPE)


@cache
def version() -> str:
    """What style and script of this release are called, so that browsers keep them for ever."""
    return sha256((style() + script()).encode()).hexdigest()[:12]


def _static(name: str) -> str:
    return files("liandong.report").joinpath("static", name).read_text("utf-8")
