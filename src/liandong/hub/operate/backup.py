"""Copies of an installation: one zip with the database, the files and their SHA-256 sums.

SQLite is copied by its own online backup, so that a running hub may go on writing; PostgreSQL by ``pg_dump``. The
secret key and the zones' signing keys stay out unless asked for: with the first, sessions go on after a restore, without it
everybody signs in anew; without the others, zones sign with new ones.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path, PurePosixPath
from typing import Any

from liandong.errors import FileDamaged, FileMissing, Occupied
from liandong.files import written_beside
from liandong.hub.core.domain import heads
from liandong.hub.home import home

Database = dict[str, Any]

FORMAT = 1
_FOLDERS = ("files",)
_LITE = ("liandong.sqlite", "liandong.sqlite-wal", "liandong.sqlite-shm")
_SECRETS = ("secret.key", "demo.json")
#: A copy larger than this when unpacked is not restored without being asked twice.
_MOST = 1 << 40


def backup(target: Path, *, database: Database, secrets: bool = False) -> dict[str, Any]:
    """Write the copy; its manifest. ``database`` is the entry of Django's settings."""
    with written_beside(target, is_private=True) as part, tempfile.TemporaryDirectory(dir=home()) as room:
        dump = _dump(database, Path(room))
        members = {dump.name: dump, **dict(_members(secrets))}
        manifest = {
            "format": FORMAT,
            "database": dump.name,
            "files": {n: _sum(p) for n, p in members.items()},
        }
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, path in members.items():
                archive.write(path, name)
            archive.writestr("manifest.json", json.dumps(manifest, indent=1, sort_keys=True))
    return manifest


def restore(source: Path, *, database: Database, force: bool = False) -> Path | None:
    """Put the copy in place of this installation; the directory the former state is kept in, if there was one.

    The copy is checked whole before anything is touched. What is there is kept beside the home: SQLite and the files
    are moved, PostgreSQL is dumped first as ``liandong.pgdump``. Raises FileMissing, FileDamaged, and Occupied
    where an installation is there already and ``force`` was not given.
    """
    if not source.is_file():
        raise FileMissing(path=source)
    with tempfile.TemporaryDirectory(dir=home().parent) as room:
        manifest = _unpacked(source, Path(room))
        _check_kind(source, manifest, database)
        there = _is_there(database)
        if there and not force:
            raise Occupied(place=_place(database), option="--force")
        kept = _kept_aside(database) if there else None
        _put(Path(room), manifest, database)
    return kept


def _is_lite(database: Database) -> bool:
    return bool(database["ENGINE"].endswith("sqlite3"))


def _place(database: Database) -> str:
    """Where the data is, for people: without the password."""
    if _is_lite(database):
        return str(home())
    return f"postgresql://{database.get('HOST') or 'localhost'}/{database['NAME']}"


def _check_kind(source: Path, manifest: dict[str, Any], database: Database) -> None:
    if manifest["database"].endswith(".pgdump") == _is_lite(database):
        reason = (
            "备份和目标是两种数据库，一个是 SQLite，另一个是 PostgreSQL",
            "one of the copy and this installation is on SQLite, the other on PostgreSQL",
        )
        raise FileDamaged(path=source, reason=reason)


def _is_there(database: Database) -> bool:
    """Whether there is anything that a restore would replace: the file, or any table of ours."""
    if _is_lite(database):
        return Path(database["NAME"]).exists()
    asked = "SELECT count(*) FROM pg_tables WHERE tablename = 'django_migrations'"
    command = ["psql", "--no-psqlrc", "--tuples-only", "--no-align", f"--command={asked}", database["NAME"]]
    told = subprocess.run(command, check=True, env=_libpq(database), capture_output=True, text=True)
    return told.stdout.strip() != "0"


def _members(secrets: bool) -> Iterator[tuple[str, Path]]:
    for folder in _FOLDERS:
        for path in sorted((home() / folder).rglob("*")):
            if path.is_file():
                yield path.relative_to(home()).as_posix(), path
    for name in _SECRETS if secrets else ():
        if (home() / name).exists():
            yield name, home() / name
    for path in sorted((home() / "keys").glob("*/*")) if secrets else ():
        yield path.relative_to(home()).as_posix(), path


def _dump(database: Database, room: Path) -> Path:
    if _is_lite(database):
        copy = room / "liandong.sqlite"
        with closing(sqlite3.connect(database["NAME"])) as live, closing(sqlite3.connect(copy)) as other:
            live.backup(other)
        return copy
    copy = room / "liandong.pgdump"
    command = ["pg_dump", "--format=custom", "--no-owner", f"--file={copy}", database["NAME"]]
    subprocess.run(command, check=True, env=_libpq(database))
    return copy


def _libpq(database: Database) -> dict[str, str]:
    """The way to the server in libpq's variables: a password on a command line could be read by others."""
    keys = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    return {**os.environ, **{name: str(database[key]) for name, key in keys.items() if database.get(key)}}


def _unpacked(source: Path, room: Path) -> dict[str, Any]:
    """The copy, unpacked into the room, every name and sum checked; its manifest."""
    try:
        with zipfile.ZipFile(source) as archive:
            _check_names(source, archive)
            manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
            for name in manifest["files"]:
                archive.extract(name, room)
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError) as error:
        raise FileDamaged(path=source, reason=str(error)) from None
    for name, expected in manifest["files"].items():
        if _sum(room / name) != expected:
            raise FileDamaged(path=source, reason=name)
    return manifest


def _check_names(source: Path, archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    bad = [name for name in names if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts]
    if bad or len(set(names)) != len(names):
        raise FileDamaged(path=source, reason=(bad or ["duplicate names"])[0])
    if sum(entry.file_size for entry in archive.infolist()) > _MOST:
        raise FileDamaged(path=source, reason=f"> {_MOST} bytes")


def _kept_aside(database: Database) -> Path:
    """The former state, in a directory of its own beside the home."""
    kept = Path(tempfile.mkdtemp(prefix=f"{home().name}-before-restore-", dir=home().parent))
    if not _is_lite(database):
        _dump(database, kept)
    for name in (*_LITE, heads.FILE, *_FOLDERS):
        if (home() / name).exists():
            shutil.move(str(home() / name), str(kept / name))
    return kept


def _put(room: Path, manifest: dict[str, Any], database: Database) -> None:
    if manifest["database"].endswith(".pgdump"):
        whole = ["--clean", "--if-exists", "--no-owner", "--single-transaction"]
        command = ["pg_restore", *whole, f"--dbname={database['NAME']}"]
        subprocess.run([*command, str(room / manifest["database"])], check=True, env=_libpq(database))
    for name in manifest["files"]:
        if not name.endswith(".pgdump"):
            place = home() / name
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(str(room / name), str(place))
            place.chmod(0o600)
    shutil.rmtree(home() / "search", ignore_errors=True)  # made anew from the tables


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
