"""The manifest: which files make up a store. Replacing it, in one rename, is what makes a change happen.

    manifest.json        format, version, time zone, batches taken in, data sheet, and the files below
    names-000002.json    what the codes stand for
    segment-000002.bin   the arrays of some cases, one after the other
    gone-000002.bin      the cases of an older segment that a later one holds anew
    lock                 held by the one program that writes

Files are never changed once written: an append writes new ones beside the old, asks the disk to keep them, and only
then replaces the manifest. Whoever is killed on the way leaves files that no manifest names; the next append clears
them away.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from liandong.errors import FileMissing, StoreBusy, StoreDamaged
from liandong.files import keep, locked, written_beside
from liandong.profile.datasheet import DataSheet

FORMAT, VERSION = "liandong.store", 1
MANIFEST, LOCK = "manifest.json", "lock"


@dataclass(frozen=True)
class SegmentFile:
    """A file of arrays: name -> (type, first byte, entries)."""

    file: str
    bytes: int
    cases: int
    events: int
    #: Microseconds that one step of the times stands for.
    unit: int
    arrays: Mapping[str, tuple[str, int, int]]
    #: The file with the cases that are gone, if any, and how many they are.
    gone: str = ""
    gone_cases: int = 0


@dataclass(frozen=True)
class Manifest:
    """One state of a store."""

    timezone: str
    generation: int = 0
    names: str = ""
    segments: tuple[SegmentFile, ...] = ()
    batches: tuple[str, ...] = ()
    sheet: DataSheet = field(default_factory=DataSheet)

    @property
    def files(self) -> set[str]:
        """All files that this state is made of."""
        mine = {file for segment in self.segments for file in (segment.file, segment.gone) if file}
        return mine | {self.names, MANIFEST, LOCK}


def read(root: Path) -> Manifest:
    """The present state. Raises FileMissing where there is no store, StoreDamaged where it cannot be understood."""
    try:
        content = json.loads((root / MANIFEST).read_text("utf-8"))
        if (content["format"], content["version"]) != (FORMAT, VERSION):
            found = f"{content['format']} {content['version']}"
            reason = (f"是 {found}，本程序读取 {FORMAT} {VERSION}", f"it is {found}, not {FORMAT} {VERSION}")
            raise StoreDamaged(path=root, reason=reason)
        return _manifest(content)
    except (FileNotFoundError, NotADirectoryError):
        raise FileMissing(path=root) from None
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise StoreDamaged(path=root, reason=f"{type(error).__name__}: {error}") from None


def read_or(root: Path, state: Manifest) -> Manifest:
    """The present state, or the one given where there is none yet."""
    return read(root) if (root / MANIFEST).exists() else state


def _manifest(content: dict[str, Any]) -> Manifest:
    sheet = content["sheet"]
    pairs = tuple((zh, en) for zh, en in sheet["assumptions"])
    segments = (
        SegmentFile(**each | {"arrays": {name: tuple(place) for name, place in each["arrays"].items()}})
        for each in content["segments"]
    )
    return Manifest(
        content["timezone"],
        content["generation"],
        content["names"],
        tuple(segments),
        tuple(content["batches"]),
        DataSheet(tuple(sheet["sources"]), sheet["rejected_rows"], pairs, simulated=sheet["simulated"]),
    )


def write(root: Path, manifest: Manifest) -> None:
    """Makes this the state of the store: all or nothing, and lasting."""
    content = {"format": FORMAT, "version": VERSION} | asdict(manifest)
    with written_beside(root / MANIFEST) as part:
        part.write_text(
            json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1, default=str) + "\n", "utf-8"
        )
        keep(part)
    keep(root)


def writing(root: Path) -> AbstractContextManager[None]:
    """The right to write, which one program has at a time. Raises StoreBusy, OutputError."""
    return locked(root / LOCK, StoreBusy(path=root))


def clear(root: Path, manifest: Manifest) -> None:
    """Removes our files that the manifest does not name: those of a writer that was killed, and those replaced."""
    for path in root.iterdir():
        if is_ours(path.name) and path.name not in manifest.files:
            with suppress(
                OSError
            ):  # still read by someone on a system that forbids it; the next writer clears it
                path.unlink()


def is_ours(name: str) -> bool:
    """Whether a file of that name is part of a store, or was meant to be."""
    return name in (MANIFEST, LOCK) or name.startswith(("segment-", "names-", "gone-", f".{MANIFEST}."))
