"""A lock is held by one program at a time and ends with it; what is kept can be read."""

import os
import subprocess
import sys

import pytest

from liandong.errors import OutputError, StoreBusy
from liandong.files import keep, keep_private, locked

HOLD = """
import sys
from pathlib import Path
from liandong.errors import StoreBusy
from liandong.files import locked
with locked(Path(sys.argv[1]), StoreBusy(path=sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_lock_is_refused_to_another_program_and_free_when_its_holder_is_killed(tmp_path):
    place, busy = tmp_path / "lock", StoreBusy(path=tmp_path)
    command = [sys.executable, "-c", HOLD, str(place)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(StoreBusy), locked(place, busy):
            pass
        other.kill()
    with locked(place, busy):
        assert place.exists()


def test_a_lock_where_nothing_can_be_made_is_told(tmp_path):
    with pytest.raises(OutputError), locked(tmp_path / "nowhere" / "lock", StoreBusy(path=tmp_path)):
        pass


def test_files_and_directories_are_kept_as_they_are(tmp_path):
    (tmp_path / "a").write_text("甲", "utf-8")
    keep(tmp_path / "a")
    keep(tmp_path)
    assert (tmp_path / "a").read_text("utf-8") == "甲"


def test_a_private_file_is_on_the_disk_with_its_name_before_anything_rests_on_it(tmp_path, monkeypatch):
    held, sync = [], os.fsync
    monkeypatch.setattr(os, "fsync", lambda handle: held.append(os.fstat(handle).st_ino) or sync(handle))
    keep_private(tmp_path / "key", b"secret")
    assert held == [(tmp_path / "key").stat().st_ino, tmp_path.stat().st_ino]
