"""A copy holds everything, is checked whole before it is used, and never overwrites by accident."""

import sqlite3
import subprocess
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from liandong.errors import FileDamaged, FileMissing, Occupied
from liandong.hub.database import database as parse
from liandong.hub.operate import backup as operate


@pytest.fixture
def place(tmp_path, monkeypatch):
    """An installation of one row and one file."""
    home = tmp_path / "home"
    (home / "files").mkdir(parents=True)
    (home / "files" / "证据.txt").write_text("证据")
    (home / "secret.key").write_text("s")
    monkeypatch.setenv("LIANDONG_HOME", str(home))
    _say(home, "一")
    return home


def backup(target, **options):
    return operate.backup(target, database=database(), **options)


def restore(source, **options):
    return operate.restore(source, database=database(), **options)


def database():
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(operate.home() / "liandong.sqlite")}


def _say(home, text):
    with sqlite3.connect(home / "liandong.sqlite") as database:
        database.execute("CREATE TABLE IF NOT EXISTS said (text)")
        database.execute("INSERT INTO said VALUES (?)", [text])
    database.close()


def _said(home):
    database = sqlite3.connect(home / "liandong.sqlite")
    try:
        return [row[0] for row in database.execute("SELECT text FROM said")]
    finally:
        database.close()


def test_a_copy_brings_back_rows_and_files_and_keeps_the_former_state(place, tmp_path):
    backup(tmp_path / "a.zip")
    _say(place, "二")
    (place / "files" / "证据.txt").unlink()
    kept = restore(tmp_path / "a.zip", force=True)
    assert (_said(place), (place / "files" / "证据.txt").read_text()) == (["一"], "证据")
    assert _said(kept) == ["一", "二"]


def test_the_secret_stays_out_unless_asked_for(place, tmp_path):
    plain, full = backup(tmp_path / "a.zip"), backup(tmp_path / "b.zip", secrets=True)
    assert set(full["files"]) - set(plain["files"]) == {"secret.key"}


def test_an_installation_is_not_replaced_by_accident(place, tmp_path):
    backup(tmp_path / "a.zip")
    with pytest.raises(Occupied, match="--force") as caught:
        restore(tmp_path / "a.zip")
    assert str(place) in caught.value.text("zh")
    assert " -o" not in caught.value.text("zh")
    assert _said(place) == ["一"]


@pytest.mark.parametrize("how", ["cut", "changed", "climbs", "not a zip"])
def test_a_damaged_copy_changes_nothing(place, tmp_path, how):
    source = tmp_path / "a.zip"
    backup(source)
    _damage(source, how)
    with pytest.raises(FileDamaged):
        restore(source, force=True)
    assert (_said(place), [path.name for path in tmp_path.iterdir() if "before" in path.name]) == (["一"], [])


def _damage(source, how):
    if how == "cut":
        source.write_bytes(source.read_bytes()[:-60])
    elif how == "not a zip":
        source.write_text("hello")
    else:
        with zipfile.ZipFile(source) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        members["../x" if how == "climbs" else "files/证据.txt"] = b"x"
        with zipfile.ZipFile(source, "w") as archive:
            for name, content in members.items():
                archive.writestr(name, content)


def test_a_copy_that_is_not_there_is_an_error(place, tmp_path):
    with pytest.raises(FileMissing):
        restore(tmp_path / "no.zip")


def test_a_copy_of_a_running_hub_is_of_one_moment(place, tmp_path):
    database = sqlite3.connect(place / "liandong.sqlite")
    database.execute("BEGIN IMMEDIATE")
    database.execute("INSERT INTO said VALUES ('半')")
    backup(tmp_path / "a.zip")
    database.rollback()
    database.close()
    restore(tmp_path / "a.zip", force=True)
    assert _said(place) == ["一"]


def test_the_folders_that_are_copied_are_those_that_hold_what_is_irreplaceable():
    assert operate._FOLDERS == ("files",)


@pytest.fixture
def server(place):
    """A PostgreSQL with a table of one row in it: the entry of Django's settings."""
    if not list(Path("/usr/lib/postgresql").glob("*/bin")):
        pytest.skip("PostgreSQL is not installed")
    script = str(Path(__file__).parents[3] / ".ci/postgresql")
    run = {"capture_output": True, "text": True, "cwd": "/"}
    # Root's server runs as another user, who may not enter pytest's own folders.
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        address = subprocess.run([script, f"{folder}/pg"], check=True, **run).stdout.strip()
        yield parse(address, place)
        subprocess.run([script, f"{folder}/pg", "stop"], check=True, **run)


def _ask(server, text):
    return _sql(server, text).split()


def _sql(server, text):
    command = ["psql", "-XtAc", text, server["NAME"]]
    done = subprocess.run(command, env=operate._libpq(server), capture_output=True, text=True, check=True)
    return done.stdout


def test_postgresql_is_not_replaced_without_force_and_its_former_state_is_kept(server, place, tmp_path):
    _sql(server, "CREATE TABLE django_migrations (said text); INSERT INTO django_migrations VALUES ('one')")
    operate.backup(tmp_path / "a.zip", database=server)
    _sql(server, "INSERT INTO django_migrations VALUES ('two')")
    with pytest.raises(Occupied, match=r"postgresql://127\.0\.0\.1/liandong"):
        operate.restore(tmp_path / "a.zip", database=server)
    assert _ask(server, "SELECT said FROM django_migrations") == ["one", "two"]
    kept = operate.restore(tmp_path / "a.zip", database=server, force=True)
    assert _ask(server, "SELECT said FROM django_migrations") == ["one"]
    assert (kept / "files" / "证据.txt").read_text() == "证据"
    # What was kept can be put back by PostgreSQL's own means.
    command = [
        "pg_restore",
        "--clean",
        "--if-exists",
        f"--dbname={server['NAME']}",
        str(kept / "liandong.pgdump"),
    ]
    subprocess.run(command, env=operate._libpq(server), check=True)
    assert _ask(server, "SELECT said FROM django_migrations") == ["one", "two"]


def test_an_empty_postgresql_is_filled_without_force(server, place, tmp_path):
    _sql(server, "CREATE TABLE django_migrations (said text)")
    operate.backup(tmp_path / "a.zip", database=server)
    _sql(server, "DROP TABLE django_migrations")
    assert operate.restore(tmp_path / "a.zip", database=server) is None
    assert _ask(server, "SELECT count(*) FROM django_migrations") == ["0"]


def test_a_copy_of_one_kind_of_database_is_not_put_into_the_other(server, place, tmp_path):
    backup(tmp_path / "a.zip")
    with pytest.raises(FileDamaged, match="PostgreSQL"):
        operate.restore(tmp_path / "a.zip", database=server, force=True)
    assert _said(place) == ["一"]


def test_a_copy_is_its_owners_to_read(place, tmp_path):
    backup(tmp_path / "a.zip")
    restore(tmp_path / "a.zip", force=True)
    modes = [path.stat().st_mode & 0o077 for path in (tmp_path / "a.zip", place / "liandong.sqlite")]
    assert modes == [0, 0]
