"""Installing: a bundle becomes a folder of a zone, whole or not at all.

    DIR/<id>/<version>/…             the files
    DIR/<id>/<version>/bundle.fip    the bundle they came in, so that all can be checked again at any time
    DIR/<id>/<version>/installed.json    when, signed by whom, how it fits, the parameters the zone chose
    DIR/catalogues/<sha256 of name>  the last catalogue used of each name; an older one is refused from then on

The folder is made beside and given its name at the end, in one step, so a computer that stops in between leaves nothing
that looks installed. One program installs at a time. Installing the same bundle twice changes nothing; an older version
than the one that is there is refused, as is another bundle of the same version.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import rfc8785

from liandong.bundle.bundle import Bundle
from liandong.bundle.catalogue import Catalogue, accepted
from liandong.bundle.contents import laid_out, write_members
from liandong.bundle.facts import version_key
from liandong.bundle.fields import Text
from liandong.bundle.fitting import Fit, fit
from liandong.bundle.kinds import Outcome, cases_of
from liandong.bundle.trust import Trust
from liandong.bundle.zone import Zone
from liandong.errors import BundleDamaged, BundleError, CasesFailed, OutputError, SignatureRefused
from liandong.files import keep, locked, refused
from liandong.profile import Profile

BUNDLE, RECORD, CATALOGUES = "bundle.fip", "installed.json", "catalogues"
_PART = ".part-"


@dataclass(frozen=True)
class Installed:
    """A bundle that is installed: where, since when, signed by whom, and how it fits the zone (None: not checked)."""

    folder: Path
    bundle: Bundle
    installed_on: date
    signers: tuple[str, ...]
    zone: str
    is_fitting: bool | None
    parameters: dict[str, float]


def run_cases(bundle: Bundle) -> list[Outcome]:
    """What the bundle's test cases give here. Raises BundleDamaged where one cannot be read."""
    problems: list[Text] = []
    cases = cases_of(bundle.files, problems)
    if problems:
        raise BundleDamaged(path=bundle.source, reason=problems[0])
    with laid_out(bundle.files) as root:
        return [case.run(root) for case in cases]


def install(
    bundle: Bundle,
    into: str | os.PathLike[str],
    *,
    trust: Trust,
    now: date,
    zone: Zone | None = None,
    profile: Profile | None = None,
    catalogue: Catalogue | None = None,
) -> Installed:
    """The bundle as it is installed under ``into``: signed by somebody trusted, its cases reproduced, fitting the zone.

    Raises SignatureRefused, CatalogueRefused, CasesFailed, NotFitting, BundleError, OutputError; then nothing is installed.
    A catalogue that can be used is remembered in any case.
    """
    root = Path(into)
    try:
        root.mkdir(parents=True, exist_ok=True)
        with locked(root / ".lock", OutputError(path=root, reason=_BUSY)):
            if catalogue is not None:
                catalogue.check(trust, now=now, last=last_catalogue(root, catalogue.name))
                catalogue.save(_place_of(root, catalogue.name))
            signers = accepted(bundle, trust, catalogue=catalogue)
            there = _standing(root, bundle)
            if there is not None:
                return there
            _reproduce(bundle)
            found = None if zone is None else fit(bundle, zone, now=now, profile=profile)
            if found is not None:
                found.demand(bundle)
            _lay(root, bundle, _record(bundle, signers, found, now))
    except OSError as error:
        raise OutputError(path=root, reason=refused(error)) from error
    return _read(root / bundle.innovation.id / bundle.innovation.version)


def installed(into: str | os.PathLike[str]) -> list[Installed]:
    """Everything installed there, by id and version. Raises BundleDamaged where a folder was tampered with."""
    root = Path(into)
    folders = [path.parent for path in root.glob(f"*/*/{RECORD}") if not path.parent.name.startswith(".")]
    found = [_read(folder) for folder in folders]
    return sorted(
        found, key=lambda one: (one.bundle.innovation.id, version_key(one.bundle.innovation.version))
    )


def last_catalogue(into: str | os.PathLike[str], name: str) -> Catalogue | None:
    """The last catalogue of that name that was used there."""
    path = _place_of(Path(into), name)
    return Catalogue.load(path) if path.is_file() else None


def _place_of(root: Path, name: str) -> Path:
    # A name may be no file's name.
    (root / CATALOGUES).mkdir(exist_ok=True)
    return root / CATALOGUES / sha256(name.encode()).hexdigest()


_BUSY = ("另一个程序正在安装，请等它结束", "another program is installing; wait until it is done")


def _standing(root: Path, bundle: Bundle) -> Installed | None:
    """The same bundle where it is installed already. Raises BundleError where another or a later one is."""
    facts = bundle.innovation
    for one in installed(root):
        other = one.bundle.innovation
        if other.id != facts.id:
            continue
        if one.bundle.digest == bundle.digest:
            return one
        if other.version == facts.version:
            reason = (
                f"已装有内容不同的 {facts.name}，同一版本号不能有两种内容",
                f"{facts.name} is installed with other contents; a version has one content",
            )
            raise BundleError(reason=reason)
        if version_key(other.version) > version_key(facts.version):
            reason = (
                f"已装有较新的 {other.name}，不能退回 {facts.version}",
                f"{other.name} is installed, and {facts.version} would go back behind it",
            )
            raise BundleError(reason=reason)
    return None


def _reproduce(bundle: Bundle) -> None:
    outcomes = run_cases(bundle)
    bad = [one for one in outcomes if one.differences]
    if bad:
        zh, en = (f"{bad[0].case.name} {text}" for text in bad[0].differences[0])
        raise CasesFailed(bundle=bundle.innovation.name, failed=len(bad), count=len(outcomes), first=(zh, en))


def _record(bundle: Bundle, signers: list[str], found: Fit | None, now: date) -> dict[str, Any]:
    return {
        "digest": bundle.digest,
        "installed_on": now.isoformat(),
        "signers": signers,
        "zone": "" if found is None else found.zone,
        "is_fitting": None if found is None else found.is_good,
        "parameters": {} if found is None else found.parameters,
    }


def _lay(root: Path, bundle: Bundle, record: dict[str, Any]) -> None:
    """Makes the folder beside its place and gives it its name when the disk holds it all."""
    home = root / bundle.innovation.id
    home.mkdir(exist_ok=True)
    with _beside(home) as part:
        write_members({**bundle.files, BUNDLE: bundle.to_bytes(), RECORD: rfc8785.dumps(record)}, part)
        for path in part.rglob("*"):
            keep(path)
        part.rename(home / bundle.innovation.version)
    keep(home)


@contextmanager
def _beside(home: Path) -> Iterator[Path]:
    """A folder for what is being made; what an earlier try has left behind goes first."""
    for left in home.glob(f"{_PART}*"):
        shutil.rmtree(left, ignore_errors=True)
    part = Path(mkdtemp(prefix=_PART, dir=home))
    try:
        part.chmod(0o755)
        yield part
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _read(folder: Path) -> Installed:
    """What is installed in the folder, every file of which is that of its bundle. Raises BundleDamaged."""
    try:
        record = json.loads((folder / RECORD).read_bytes())
        bundle = Bundle.open(folder / BUNDLE)
        is_same = record["digest"] == bundle.digest and all(
            (folder / name).read_bytes() == data for name, data in bundle.files.items()
        )
        if not is_same:
            raise ValueError("changed")
        return Installed(
            folder,
            bundle,
            date.fromisoformat(record["installed_on"]),
            tuple(record["signers"]),
            record["zone"],
            record["is_fitting"],
            record["parameters"],
        )
    except (OSError, ValueError, LookupError, TypeError, SignatureRefused):
        reason = ("安装后被改动过", "it was changed after it was installed")
        raise BundleDamaged(path=folder, reason=reason) from None
