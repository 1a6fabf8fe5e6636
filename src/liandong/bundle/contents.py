"""What may lie in the folder of an innovation, and whether all of it can be read.

    innovation.toml   id, version, titles, origin, legal basis, what a zone needs to do it
    parameters.toml   the numbers it depends on, each with its range; the local ones a zone may set
    reform.toml       the operators that lead from the procedure before to the one after
    stress.toml       the stress test; its register (``.registered.jsonl``) tells when its criteria were fixed
    assumptions.toml  what simulated figures assume
    README.md         where everything in the folder is from
    process/*.bpmn    procedures
    rules/*.toml      decision tables (see ``decisions``)
    text/             the dossier, in Chinese and English
    evidence/         profiles, and claims.csv, where each figure names its source
    cases/*.toml      test cases with known answers; they are run where the bundle is installed

Data only: nothing here is ever run as code. Counts leave the house as they do everywhere: a profile in ``evidence`` was
shared (cells of at least k) or is simulated, and then the innovation says that it is.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from liandong.bundle import facts
from liandong.bundle.archive import MOST_BYTES, names_refused
from liandong.bundle.decisions import DecisionTable
from liandong.bundle.decisions import faults as faults_of
from liandong.bundle.decisions.table import FOLDER as RULES
from liandong.bundle.facts import Innovation
from liandong.bundle.fields import Fields, Text
from liandong.bundle.kinds import Case, cases_of
from liandong.bundle.procedures import procedures_in
from liandong.errors import BundleFaulty, FileMissing, LiandongError
from liandong.procedure import Procedure
from liandong.profile import Profile
from liandong.profile.sharing import verify

_READ_AS_FACTS = (facts.FACTS, facts.PARAMETERS, facts.REFORM)
FILES = (*_READ_AS_FACTS, "stress.toml", "stress.toml.registered.jsonl", "assumptions.toml", "README.md")
#: What each folder may hold.
FOLDERS = {
    "cases": (".toml",),
    "evidence": (".csv", ".json", ".profile", ".toml"),
    "process": (".bpmn",),
    "rules": (".toml",),
    "text": (".csv", ".docx", ".jpg", ".md", ".pdf", ".png", ".pptx", ".toml", ".xlsx"),
}


def gathered(folder: str | os.PathLike[str]) -> dict[str, bytes]:
    """The files of the folder by path. Hidden ones and those that Office leaves behind are passed over.

    Raises FileMissing, BundleFaulty where a file has no place in a bundle.
    """
    root, problems = Path(folder), list[Text]()
    if not root.is_dir():
        raise FileMissing(path=root)
    members, size = {}, 0
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_dir() or _is_passed_over(PurePosixPath(name)):
            continue
        if path.is_symlink() or not _has_place(PurePosixPath(name)):
            problems.append(_misplaced(name))
            continue
        size += path.stat().st_size
        if size > MOST_BYTES:
            problems.append(
                (f"总大小超过 {MOST_BYTES >> 20} MiB", f"it is larger than {MOST_BYTES >> 20} MiB")
            )
            break
        members[name] = path.read_bytes()
    unfit = names_refused(members)
    complain(root, [*problems, unfit] if unfit else problems)
    return members


def complain(path: object, problems: list[Text]) -> None:
    """Raises BundleFaulty where there are problems."""
    from liandong.bundle.fields import told

    if problems:
        raise BundleFaulty(path=path, count=len(problems), problems=told(problems))


def checked(members: Mapping[str, bytes], path: object) -> Innovation:
    """The facts of these members, all of which can be read. Raises BundleFaulty, which tells all that is wrong."""
    problems: list[Text] = []
    innovation = facts.read(members, problems)
    for folder, wanted in (("process", "BPMN"), ("cases", "TOML")):
        if not any(name.startswith(f"{folder}/") for name in members):
            problems.append((f"{folder}/ 里没有 {wanted} 文件", f"there is no {wanted} file in {folder}/"))
    with laid_out(members) as root:
        for name in members:
            problems += _faults(name, members, root, innovation)
    problems += [] if problems else [*_not_applicable(members, innovation), *_untried(members)]
    complain(path, problems)
    return innovation


@contextmanager
def laid_out(members: Mapping[str, bytes]) -> Iterator[Path]:
    """A folder with the members, gone afterwards."""
    with TemporaryDirectory(prefix="liandong-") as name:
        root = Path(name)
        write_members(members, root)
        yield root


def write_members(members: Mapping[str, bytes], root: Path) -> None:
    """Writes the members under the folder."""
    for name, data in members.items():
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)


def _is_passed_over(path: PurePosixPath) -> bool:
    return any(part.startswith((".", "~$")) or part in ("Thumbs.db", "desktop.ini") for part in path.parts)


def _has_place(path: PurePosixPath) -> bool:
    if len(path.parts) == 1:
        return path.name in FILES
    return path.suffix.lower() in FOLDERS.get(path.parts[0], ())


def _misplaced(name: str) -> Text:
    places = ", ".join((*FILES, *(f"{folder}/*{{{','.join(kinds)}}}" for folder, kinds in FOLDERS.items())))
    return (
        f"{name} 不属于成果包，可放的有：{places}",
        f"{name} has no place in a bundle, which holds {places}",
    )


def _faults(name: str, members: Mapping[str, bytes], root: Path, innovation: Innovation) -> list[Text]:
    """What is wrong with one member."""
    problems: list[Text] = []
    try:
        match PurePosixPath(name):
            case path if path.suffix == ".bpmn":
                Procedure.from_bytes(members[name], name)
            case path if path.suffix == ".profile":
                problems += _unshared(name, Profile.load(root / name), innovation)
            case path if path.parts[0] == "cases":
                Case.read(name, members, problems)
            case path if path.parts[0] == "rules":
                problems += _unsound(name, members[name], innovation)
            case path if path.name == "claims.csv":
                problems += _without_source(name, members[name])
            case path if path.suffix == ".toml" and name not in _READ_AS_FACTS:
                Fields.of_file(members[name], name, problems)
    except LiandongError as error:
        problems.append((f"{name}：{error.text('zh')}", f"{name}: {error.text('en')}"))
    return problems


def _not_applicable(members: Mapping[str, bytes], innovation: Innovation) -> list[Text]:
    """Why the reform cannot be applied to the procedure before it, if so."""
    try:
        procedures_in(members, {}, on=innovation.published)
    except LiandongError as error:
        return [(error.text("zh"), error.text("en"))]
    return []


def _unsound(name: str, data: bytes, innovation: Innovation) -> list[Text]:
    """What is wrong with a decision table."""
    problems: list[Text] = []
    table = DecisionTable.read(name, data, problems)
    if table is None:
        return problems
    acts = {one.id for one in innovation.basis}
    for rule in table.rules:
        if rule.basis and rule.basis not in acts:
            where = (
                f"{name} 第 {rule.number} 行的依据 {rule.basis}",
                f"{name}: the basis {rule.basis} of row {rule.number}",
            )
            problems.append(
                (
                    f"{where[0]} 没有列在 {facts.FACTS} 的 [[basis]] 里",
                    f"{where[1]} is none of [[basis]] in {facts.FACTS}",
                )
            )
    return [*problems, *faults_of(table)]


def _untried(members: Mapping[str, bytes]) -> list[Text]:
    """The decision tables that no case tries."""
    tried = {case.given.get("table") for case in cases_of(members, [])}
    bare = [name for name in members if name.startswith(RULES) and name not in tried]
    return [
        (f'{name} 没有检验用例（kind = "decision"）', f'{name} has no test case (kind = "decision")')
        for name in bare
    ]


def _unshared(name: str, profile: Profile, innovation: Innovation) -> list[Text]:
    """Why the profile must not leave the house as it is, if so."""
    if profile.sheet.simulated:
        told = (
            f"{name} 是模拟数据，{facts.FACTS} 须写 simulated = true",
            f"{name} is simulated, so {facts.FACTS} must say simulated = true",
        )
        return [] if innovation.is_simulated else [told]
    if not profile.sheet.releases:
        return [
            (
                f"{name} 未经共享处理，请先用 `liandong profile share`",
                f"{name} was not shared; use `liandong profile share` first",
            )
        ]
    found = verify(profile)
    return [(f"{name}：{found[0].sentence('zh')}", f"{name}: {found[0].sentence('en')}")] if found else []


def _without_source(name: str, data: bytes) -> list[Text]:
    """The rows of claims that name no source."""
    try:
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        return [(f"{name} 不是 UTF-8 的 CSV", f"{name} is no CSV in UTF-8: {error}")]
    bare = [str(number) for number, row in enumerate(rows, 2) if not (row.get("source") or "").strip()]
    where = ", ".join(bare)
    return (
        [(f"{name} 第 {where} 行没有来源（source）", f"{name}: rows {where} name no source")] if bare else []
    )
