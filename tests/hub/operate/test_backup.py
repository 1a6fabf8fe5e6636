"""A copy holds everything, is checked whole before it is used, and never overwrites by accident."""

import sqlite3
import zipfile

import pytest

from liandong.errors import FileDamaged, FileMissing, OutputError
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
    with pytest.raises(OutputError, match="--force"):
        restore(tmp_path / "a.zip")
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
