"""Profile files: what is saved is loaded, equal profiles are equal bytes, and damage is told in a sentence."""

import io
import json
import resource
import signal
import zipfile
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import polars as pl
import pytest
from hypothesis import given

import liandong as ld
from liandong.errors import FileMissing, OutputError, ProfileDamaged
from liandong.profile import storage

from .strategies import MARKS, MONDAY, log_of, logs, some_examples


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """A small profile and the bytes of its file."""
    rows = [
        ("c", name, timedelta(minutes=k), MONDAY + timedelta(hours=k), "王", "窗口", "海关", "青岛", "case")
        for k, name in enumerate(("申报", "放行"))
    ]
    profile = ld.profile(log_of(rows), calendar=ld.Calendar.weekdays(), statutory=MARKS, simulated=True)
    path = tmp_path_factory.mktemp("saved") / "a.profile"
    profile.save(path)
    return profile, path.read_bytes()


def everything(profile):
    tables = {name: (frame.schema, frame.rows()) for name, frame in profile.tables.items()}
    return profile.settings, profile.sheet, tables, profile.sequence.to_dict(as_series=False), profile.sha256


@some_examples
@given(logs())
def test_what_is_saved_is_loaded(tmp_path_factory, log):
    profile = ld.profile(log, engine="numba").mark(MARKS)
    path = tmp_path_factory.mktemp("round") / "a.profile"
    profile.save(path)
    assert everything(ld.Profile.load(path)) == everything(profile)


def test_the_empty_profile_is_saved_and_loaded(tmp_path):
    ld.Profile().save(tmp_path / "zero.profile")
    assert everything(ld.Profile.load(tmp_path / "zero.profile")) == everything(ld.Profile())


def test_equal_profiles_are_equal_bytes(tmp_path, saved):
    profile, data = saved
    (profile + profile - profile).save(tmp_path / "b.profile")
    assert (tmp_path / "b.profile").read_bytes() == data
    ld.Profile.load(tmp_path / "b.profile").save(tmp_path / "c.profile")
    assert (tmp_path / "c.profile").read_bytes() == data


def test_the_fingerprint_depends_on_settings_and_on_every_table(saved):
    profile, _ = saved
    changed = [replace(profile, settings=replace(profile.settings, bucket_width=2))]
    for name, frame in profile.tables.items():
        changed.append(replace(profile, tables={**profile.tables, name: frame.clear()}))
    changed.append(replace(profile, sequence=profile.sequence.clear()))
    assert len({p.sha256 for p in (profile, *changed)}) == 1 + len(changed)


def members(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts):
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return sink.getvalue()


def with_head(data, change):
    parts = members(data)
    head = json.loads(parts["profile.json"])
    change(head)
    return zipped((parts | {"profile.json": json.dumps(head)}).items())


def set_in(*path, to):
    def change(head):
        for name in path[:-1]:
            head = head[name]
        head[path[-1]] = to

    return change


def parquet(frame):
    sink = io.BytesIO()
    frame.write_parquet(sink)
    return sink.getvalue()


HEADS = {
    "another format": set_in("format", to="else"),
    "a later version": set_in("version", to=2),
    "no settings": lambda head: head.pop("settings"),
    "settings of another kind": set_in("settings", to=[1]),
    "an unknown setting": set_in("settings", "colour", to="red"),
    "an unknown period": set_in("settings", "period", to="fortnight"),
    "a mark without clause": set_in("settings", "statutory", to=[{"activity": "申报"}]),
    "another bucket width": set_in("settings", "bucket_width", to=5),
    "no fingerprint": lambda head: head.pop("sha256"),
    "another fingerprint": set_in("sha256", to="0" * 64),
    "no data sheet": lambda head: head.pop("sheet"),
    "a sheet of another kind": set_in("sheet", to=None),
    "rejected rows that are no number": set_in("sheet", "rejected_rows", to=float("nan")),
    "rejected rows in words": set_in("sheet", "rejected_rows", to="many"),
    "a date that is none": set_in("sheet", "first", to="yesterday"),
    "a date that is a number": set_in("sheet", "first", to=5),
    "a time without a zone": set_in("sheet", "last", to="2024-05-06T00:00:00"),
    "simulated or not, in words": set_in("sheet", "simulated", to="no"),
    "assumptions that are no pairs": set_in("sheet", "assumptions", to=["one"]),
}

FILES = {
    "empty": lambda _: b"",
    "cut off": lambda data: data[: len(data) // 2],
    "no zip": lambda _: b"case,activity,end\n1,a,2024-01-01\n",
    "one bit flipped": lambda data: data[:2000] + bytes([data[2000] ^ 1]) + data[2001:],
    "an empty zip": lambda _: zipped([]),
    "a table missing": lambda data: zipped(p for p in members(data).items() if p[0] != "work.parquet"),
    "a table that is no Parquet": lambda data: zipped((members(data) | {"case.parquet": b"PAR1"}).items()),
    "a table without its columns": lambda data: zipped(
        (members(data) | {"case.parquet": parquet(pl.DataFrame({"n": [1]}))}).items()
    ),
    "a table with other types": lambda data: zipped(
        (
            members(data) | {"case.parquet": parquet(changed_case(data).with_columns(period=pl.lit("soon")))}
        ).items()
    ),
    "a table changed": lambda data: zipped(
        (members(data) | {"case.parquet": parquet(changed_case(data).with_columns(pl.col("n") + 1))}).items()
    ),
    "a sequence changed": lambda data: zipped(
        (members(data) | {"sequence.parquet": parquet(changed_sequence(data))}).items()
    ),
    "a member twice": lambda data: zipped([*members(data).items(), ("case.parquet", b"")]),
    "a head that is a list": lambda data: zipped((members(data) | {"profile.json": "[]"}).items()),
    "a head that is no JSON": lambda data: zipped((members(data) | {"profile.json": "{"}).items()),
    "a head that is no text": lambda data: zipped(
        (members(data) | {"profile.json": b"\xff\xfe\x00"}).items()
    ),
    "a head nested too deep": lambda data: zipped((members(data) | {"profile.json": "[" * 100_000}).items()),
}


def changed_case(data):
    return pl.read_parquet(io.BytesIO(members(data)["case.parquet"]))


def changed_sequence(data):
    frame = pl.read_parquet(io.BytesIO(members(data)["sequence.parquet"]))
    return frame.with_columns(pl.col("activities").list.reverse())


@pytest.mark.parametrize("damage", FILES.values(), ids=FILES)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_damaged_file_is_told_in_both_languages(tmp_path, saved, damage):
    path = tmp_path / "bad.profile"
    path.write_bytes(damage(saved[1]))
    assert_damaged(path)


@pytest.mark.parametrize("change", HEADS.values(), ids=HEADS)
def test_a_head_that_was_changed_is_told_in_both_languages(tmp_path, saved, change):
    path = tmp_path / "bad.profile"
    path.write_bytes(with_head(saved[1], change))
    assert_damaged(path)


def assert_damaged(path):
    with pytest.raises(ProfileDamaged) as caught:
        ld.Profile.load(path)
    reason = caught.value.values["reason"]
    zh, en = (reason, reason) if isinstance(reason, str) else reason
    assert caught.value.text("zh") == f"{path} 不是可用的流程画像（{zh}）。请用 `liandong profile` 重新生成。"
    assert (
        str(caught.value) == f"{path} is not a usable profile ({en}). Build it again with `liandong profile`."
    )


def test_a_file_that_unpacks_to_absurd_size_is_refused_before_it_is_unpacked(tmp_path, saved, monkeypatch):
    path = tmp_path / "large.profile"
    path.write_bytes(saved[1])
    monkeypatch.setattr(storage, "MOST_BYTES", 1000)
    monkeypatch.setattr(zipfile.ZipFile, "read", None)
    with pytest.raises(ProfileDamaged, match="too large"):
        ld.Profile.load(path)


def test_a_changed_copy_with_its_head_intact_is_loaded(tmp_path, saved):
    # The tests above change one thing each: with nothing changed the same road leads to a profile.
    path = tmp_path / "same.profile"
    path.write_bytes(with_head(saved[1], lambda head: None))
    assert everything(ld.Profile.load(path)) == everything(saved[0])


def test_a_missing_file_and_a_directory_are_named(tmp_path):
    for path in (tmp_path / "no.profile", tmp_path):
        with pytest.raises(FileMissing) as caught:
            ld.Profile.load(path)
        assert caught.value.values == {"path": path}


@pytest.mark.parametrize("place", ["missing/a.profile", "file/a.profile", "directory", "/proc/a.profile"])
def test_a_place_that_cannot_be_written_is_told_and_left_alone(tmp_path, saved, place):
    (tmp_path / "file").write_text("mine")
    (tmp_path / "directory").mkdir()
    with pytest.raises(OutputError) as caught:
        saved[0].save(tmp_path / place)
    assert caught.value.values["path"] == tmp_path / place
    assert sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*")) == ["directory", "file"]
    assert (tmp_path / "file").read_text() == "mine"


@contextmanager
def full_disk(room):
    """As on a disk with that much room: writing more raises OSError."""
    before, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def test_a_full_disk_keeps_the_old_file_whole(tmp_path, saved):
    path = tmp_path / "a.profile"
    path.write_bytes(b"old")
    with pytest.raises(OutputError), full_disk(1000):
        saved[0].save(path)
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("a.profile", b"old")]


def test_an_interrupted_save_keeps_the_old_file(tmp_path, saved, monkeypatch):
    path = tmp_path / "a.profile"
    path.write_bytes(b"old")

    def interrupt(frame):
        raise KeyboardInterrupt

    monkeypatch.setattr(storage, "_parquet", interrupt)
    with pytest.raises(KeyboardInterrupt):
        saved[0].save(path)
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("a.profile", b"old")]
