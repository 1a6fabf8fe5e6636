"""A dossier: the case report of an innovation, its text filled from results, as one frozen value.

Word, workbook, page and slides are all made from it, so that they agree. Its sections are those of ``text/dossier.zh.md``;
tables of results that the text does not place stand in an annex, so that no claim appears without what was computed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from liandong.bundle import facts
from liandong.bundle.contents import complain
from liandong.bundle.facts import Innovation
from liandong.bundle.fields import Text
from liandong.diagnosis.words import choose
from liandong.effect import Effect
from liandong.errors import FileMissing
from liandong.report.office.blocks import Block, Heading, Placed, Table, blocks
from liandong.report.office.evidence import Evidence, Rows, evidence
from liandong.report.office.filling import Flag, filled, typed
from liandong.report.office.imprint import FILE, Imprint, about
from liandong.report.office.results import results
from liandong.report.office.tables import frames, tables

#: What of a folder a dossier is made from.
_PARTS = (
    "assumptions.toml",
    "innovation.toml",
    "parameters.toml",
    "reform.toml",
    "process/*.bpmn",
    "evidence/*",
    "text/*.md",
    "text/*.toml",
)


@dataclass(frozen=True)
class Section:
    """A part of the text under its heading; the words before the first heading have none."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Dossier:
    """A case report in one language."""

    id: str
    version: str
    lang: str
    title: str
    summary: str
    #: Whether any of its figures are simulated: then every form of it says so.
    simulated: bool
    #: Name and value: level sought, units, dates, systems.
    meta: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    #: Every table of results in words, in the order of the text, then those it does not place.
    tables: tuple[Table, ...]
    claims: Rows
    sources: tuple[str, ...]
    imprint: Imprint
    contact: str
    #: Numbers that were typed.
    flags: tuple[Flag, ...]
    #: The tables with all digits, for the workbook.
    frames: Mapping[str, pl.DataFrame] = field(repr=False, compare=False)
    evidence: Evidence = field(repr=False, compare=False)

    def table(self, name: str) -> Table | None:
        """The table of that name, if there is one."""
        return next((one for one in self.tables if one.name == name), None)


def dossier(
    folder: str | os.PathLike[str],
    *,
    lang: str = "zh",
    effect: Effect | None = None,
    verdict: Mapping[str, Any] | None = None,
) -> Dossier:
    """The dossier of the innovation in a folder, its numbers taken from the results there.

    ``effect`` and ``verdict`` (of a stress test, as its JSON) take the place of those in ``evidence/``. Raises FileMissing,
    BundleFaulty, ResultUnknown with the line, and what reading the results raises.
    """
    return dossier_of(members_of(folder), lang=lang, effect=effect, verdict=verdict, path=Path(folder))


def members_of(folder: str | os.PathLike[str]) -> dict[str, bytes]:
    """The files of a folder that a dossier is made from, by path. Raises FileMissing."""
    root = Path(folder)
    if not root.is_dir():
        raise FileMissing(path=root)
    found = {path for part in _PARTS for path in root.glob(part) if path.is_file()}
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(found)}


def gathered_evidence(
    members: Mapping[str, bytes],
    path: Path,
    effect: Effect | None = None,
    verdict: Mapping[str, Any] | None = None,
) -> Evidence:
    """The results among the files. Raises BundleFaulty and what reading them raises."""
    problems: list[Text] = []
    innovation = facts.read(members, problems)
    complain(path, problems)
    return evidence(members, innovation, found=effect, verdict=verdict)


def dossier_of(
    members: Mapping[str, bytes],
    *,
    lang: str,
    effect: Effect | None = None,
    verdict: Mapping[str, Any] | None = None,
    path: Path = Path(),
) -> Dossier:
    """The dossier of files by path, such as those of a bundle; as ``dossier``."""
    found = gathered_evidence(members, path, effect, verdict)
    name = f"text/dossier.{lang}.md"
    if name not in members:
        raise FileMissing(path=path / name)
    source = members[name].decode("utf-8-sig").replace("\r\n", "\n")
    known = tables(found, lang)
    text = list(_placed(blocks(filled(source, results(found, lang), known, str(path / name))), known))
    in_text = [block.name for block in text if isinstance(block, Table) and block.name]
    beside = about(members.get(FILE, b""), lang)
    titles = [block.text for block in text if isinstance(block, Heading) and block.level == 1]
    innovation = found.innovation
    return Dossier(
        id=innovation.id,
        version=innovation.version,
        lang=lang,
        title=titles[0] if titles else choose(lang, *innovation.title),
        summary=choose(lang, *innovation.summary),
        simulated=found.is_simulated,
        meta=(*_meta(innovation, lang), *beside.facts),
        sections=tuple(_sections(text)),
        tables=tuple(known[one] for one in dict.fromkeys((*in_text, *known))),
        claims=found.claims,
        sources=tuple(_sources(found, lang)),
        imprint=beside.imprint,
        contact=beside.contact,
        flags=typed(source),
        frames=frames(found),
        evidence=found,
    )


def unplaced(found: Dossier) -> tuple[Table, ...]:
    """The tables that the text does not place."""
    there = {block.name for section in found.sections for block in section.blocks if isinstance(block, Table)}
    return tuple(one for one in found.tables if one.name not in there)


def _placed(text: list[Block], known: Mapping[str, Table]) -> Iterator[Block]:
    """The blocks with tables where they are to stand."""
    for block in text:
        yield known[block.name] if isinstance(block, Placed) else block


def _sections(text: list[Block]) -> Iterator[Section]:
    title, inside = "", list[Block]()
    for block in text:
        if isinstance(block, Heading) and block.level <= 2:
            if inside or title:
                yield Section(title, tuple(inside))
            title, inside = (block.text if block.level == 2 else ""), []
        else:
            inside.append(block)
    if inside or title:
        yield Section(title, tuple(inside))


def _meta(innovation: Innovation, lang: str) -> Iterator[tuple[str, str]]:
    yield choose(lang, "成果编号", "Innovation"), innovation.name
    yield choose(lang, "来源片区", "Zone of origin"), innovation.origin
    if innovation.systems:
        yield choose(lang, "对应系统", "Systems"), choose(lang, "、", ", ").join(innovation.systems)


def _sources(found: Evidence, lang: str) -> Iterator[str]:
    """Where everything comes from: fingerprints of profiles, the registered stress test, documents of claims."""
    if found.effect is not None:
        told = choose(lang, "（模拟数据）", " (simulated)") if found.effect.simulated else ""
        names = {"before": ("实施前流程画像", "profile before"), "after": ("实施后流程画像", "profile after")}
        for name, words in names.items():
            key = found.effect.inputs.get(name, "—")
            yield choose(lang, f"{words[0]}{told}：SHA-256 {key}", f"{words[1]}{told}: SHA-256 {key}")
    if found.verdict is not None:
        key = found.verdict.get("registration", {}).get("sha256", "—")
        yield choose(
            lang,
            f"压力测试（模拟）登记指纹：SHA-256 {key}",
            f"stress test (simulated), registered: SHA-256 {key}",
        )
    yield from dict.fromkeys(row["source"] for row in found.claims if row.get("source"))
