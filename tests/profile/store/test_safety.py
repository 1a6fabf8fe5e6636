"""A store survives whatever happens to the program that writes to it."""

import errno
import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from tests.profile.strategies import MONDAY, log_of

import liandong as ld
from liandong.errors import FileMissing, OutputError, SettingError, StoreBusy, StoreDamaged, StoreTaken
from liandong.profile.store import appending, manifest, segment

NOBODY = (None, None, None, "青岛", "case")


def log_with(*cases, hour=0):
    return log_of([(case, "申报", None, MONDAY + timedelta(hours=hour), *NOBODY) for case in cases])


@pytest.fixture
def store(tmp_path):
    return ld.Store.create(log_with("a", "b"), tmp_path / "a.store", batch="1")


def files(store):
    return sorted(path.name for path in store.root.iterdir())


def test_a_batch_is_taken_in_once(store):
    before = store.profile()
    assert store.append(log_with("c"), batch="1") is False
    assert (store.profile(), store.batches) == (before, ("1",))


KILLED = """
import os, signal, sys
import liandong as ld
from liandong.profile.store import appending, manifest
place, where = sys.argv[1:]
home, name = {"names": (appending.StoreNames, "write"), "manifest": (manifest, "write"), "rename": (os, "fsync")}[where]
def die(*_): os.kill(os.getpid(), signal.SIGKILL)
if where == "rename":
    seen, real = [], os.fsync
    def die(handle):
        seen.append(handle)
        real(handle)
        if len(seen) == 3: os.kill(os.getpid(), signal.SIGKILL)  # the third is the new manifest, not yet in its place
setattr(home, name, die)
log = ld.Store.open(place).append(ld.read_log(place + ".csv", zone="青岛"), batch="2")
"""


@pytest.mark.parametrize(
    "where",
    [
        pytest.param("names", marks=pytest.mark.slow),
        "manifest",
        pytest.param("rename", marks=pytest.mark.slow),
    ],
)
def test_an_append_that_is_killed_leaves_the_old_state_and_the_next_one_clears_up(store, where):
    before, old = store.profile(), files(store)
    store.root.with_name(store.root.name + ".csv").write_text(
        "办件编号,环节,时间\na,放行,2024-05-07 10:00:00\n", "utf-8"
    )
    done = subprocess.run([sys.executable, "-c", KILLED, str(store.root), where], check=False)
    assert done.returncode == -signal.SIGKILL
    assert set(files(store)) > set(old)
    again = ld.Store.open(store.root)
    assert (again.profile(), again.batches) == (before, ("1",))
    assert again.append(log_with("a", hour=30), batch="2")
    assert (again.cases(), again.events, again.batches) == (2, 3, ("1", "2"))
    assert len(files(again)) == len(old)


def test_a_full_disk_leaves_the_old_state_and_is_told(store, monkeypatch):
    before, old = store.profile(), files(store)

    def full(*_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    for home, name in ((segment, "keep"), (appending.StoreNames, "write"), (manifest, "written_beside")):
        with monkeypatch.context() as patch:
            patch.setattr(home, name, full)
            with pytest.raises(OutputError) as told:
                store.append(log_with("a", "d"), batch="2")
        assert "磁盘已满" in told.value.text("zh")
        assert (files(store), ld.Store.open(store.root).profile()) == (old, before)


@pytest.mark.slow
def test_a_disk_that_the_system_says_is_full_is_told(store, tmp_path):
    (tmp_path / "x.csv").write_text(
        "办件编号,环节,时间\n" + "".join(f"{k:0200},放行,2024-05-07 10:00:00\n" for k in range(999)), "utf-8"
    )
    program = """
import resource, signal, sys
import liandong as ld
log = ld.read_log(sys.argv[2], zone="青岛")
store = ld.Store.open(sys.argv[1])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    store.append(log)
except ld.LiandongError as error:
    print(type(error).__name__)
"""
    old = files(store)
    done = subprocess.run(
        [sys.executable, "-c", program, str(store.root), str(tmp_path / "x.csv")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout, files(store)) == ("OutputError\n", old)


def test_two_writers_are_refused_and_readers_are_not(store):
    with manifest.writing(store.root):
        with pytest.raises(StoreBusy):
            store.append(log_with("c"))
        assert ld.Store.open(store.root).cases() == 2
    assert store.append(log_with("c"))


def test_an_open_store_stays_as_it_was_while_another_program_appends(store):
    reader = ld.Store.open(store.root)
    store.append(log_with("a", "c", hour=5))
    assert (reader.cases(), reader.profile().case["n"].sum(), store.cases()) == (2, 2, 3)


def test_a_place_that_is_taken_or_no_store_is_told(store, tmp_path):
    with pytest.raises(StoreTaken):
        ld.Store.create(log_with("a"), store.root)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear", "utf-8")
    for place in (tmp_path / "mine", tmp_path / "mine" / "letter.txt"):
        with pytest.raises(StoreTaken):
            ld.Store.create(log_with("a"), place)
    for place in (tmp_path / "mine", tmp_path / "none"):
        with pytest.raises(ld.LiandongError):
            ld.Store.open(place)


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"format": "x", "version": 1}', '{"format": "liandong.store", "version": 1}']
)
def test_a_manifest_that_is_none_is_told(store, content):
    (store.root / "manifest.json").write_text(content, "utf-8")
    with pytest.raises(StoreDamaged):
        ld.Store.open(store.root)


def test_a_segment_that_is_cut_off_or_gone_is_told(store):
    path = next(store.root.glob("segment-*"))
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(StoreDamaged):
        ld.Store.open(store.root)
    path.unlink()
    with pytest.raises(StoreDamaged):
        ld.Store.open(store.root)


def test_a_log_of_another_time_zone_is_refused(store):
    with pytest.raises(SettingError):
        store.append(log_of([("z", "申报", None, MONDAY, *NOBODY)], timezone="UTC"))
    with pytest.raises(SettingError):
        store.profile(calendar=ld.Calendar.weekdays(timezone="UTC"))


def test_a_store_that_is_not_there_is_told(tmp_path):
    with pytest.raises(FileMissing):
        ld.Store.open(tmp_path / "none")
