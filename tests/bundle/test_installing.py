"""A bundle is installed whole or not at all, by whoever may; a killed program leaves nothing that looks installed."""

import json
import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from liandong.bundle import Bundle, Catalogue, Trust, install, installed
from liandong.bundle import installing as room
from liandong.errors import BundleDamaged, BundleError, CasesFailed, NotFitting, OutputError, SignatureRefused

TODAY = date(2026, 11, 22)


def tree(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def version(folder, qingdao, number):
    path = folder / "innovation.toml"
    text = path.read_text("utf-8")
    path.write_text(text.replace(text.split('version = "')[1].split('"')[0], number, 1), "utf-8")
    return Bundle.build(folder).sign(qingdao)


def test_it_lies_there_with_its_bundle_and_its_record(signed, trust, zone, tmp_path):
    done = install(signed, tmp_path / "in", trust=trust, now=TODAY, zone=zone)
    home = tmp_path / "in" / "copper-two-stage" / "1.0.0"
    assert tree(home) == sorted([*signed.files, "bundle.fip", "installed.json"])
    assert (done.folder, done.bundle, done.installed_on, done.signers) == (home, signed, TODAY, ("青岛",))
    assert (done.zone, done.is_fitting, done.parameters) == ("日照", True, {"laboratory": 30, "notice": 20})
    assert installed(tmp_path / "in") == [done]


def test_without_a_zone_the_fit_is_not_claimed(signed, trust, tmp_path):
    done = install(signed, tmp_path, trust=trust, now=TODAY)
    assert (done.zone, done.is_fitting, done.parameters) == ("", None, {})


def test_again_changes_nothing(signed, trust, zone, tmp_path):
    first = install(signed, tmp_path, trust=trust, now=TODAY, zone=zone)
    assert install(signed, tmp_path, trust=trust, now=date(2027, 1, 1), zone=zone) == first


def test_versions_go_forward_only(signed, trust, folder, qingdao, tmp_path):
    install(signed, tmp_path / "in", trust=trust, now=TODAY)
    later = version(folder, qingdao, "1.10.0")
    install(later, tmp_path / "in", trust=trust, now=TODAY)
    with pytest.raises(BundleError, match=r"copper-two-stage 1.10.0 is installed, and 1.9.0 would go back"):
        install(version(folder, qingdao, "1.9.0"), tmp_path / "in", trust=trust, now=TODAY)
    (folder / "text" / "dossier.zh.md").write_text("别的", "utf-8")
    with pytest.raises(BundleError, match="installed with other contents"):
        install(version(folder, qingdao, "1.10.0"), tmp_path / "in", trust=trust, now=TODAY)
    assert [one.bundle.innovation.version for one in installed(tmp_path / "in")] == ["1.0.0", "1.10.0"]


def test_what_must_not_be_installed_leaves_nothing(
    bundle, signed, trust, zone, folder, qingdao, stranger, tmp_path
):
    path = folder / "cases" / "after.toml"
    path.write_text(path.read_text("utf-8").replace("errors = 0", "errors = 1"), "utf-8")
    wrong = Bundle.build(folder).sign(qingdao)
    poor = zone.__class__("邹平")
    for one, options, error in (
        (bundle, {}, SignatureRefused),
        (bundle.sign(stranger), {}, SignatureRefused),
        (wrong, {}, CasesFailed),
        (signed, {"zone": poor}, NotFitting),
    ):
        with pytest.raises(error):
            install(one, tmp_path / "in", trust=trust, now=TODAY, **options)
    assert tree(tmp_path / "in") == [".lock"]
    with pytest.raises(
        CasesFailed, match=r"1 of the 3 test cases .* cases/after.toml errors should be 1 and is 0"
    ):
        install(wrong, tmp_path / "in", trust=trust, now=TODAY)


def test_a_catalogue_is_remembered_and_an_older_one_refused(signed, trust, qingdao, tmp_path):
    first = Catalogue.build([signed], name="青岛", now=TODAY, expires=date(2027, 6, 30)).sign(qingdao)
    second = first.update(now=date(2026, 12, 1), expires=date(2027, 6, 30)).sign(qingdao)
    install(signed, tmp_path, trust=trust, now=date(2026, 12, 2), catalogue=second)
    assert room.last_catalogue(tmp_path, second.name) == second
    with pytest.raises(BundleError, match="version 2 was used already"):
        install(signed, tmp_path, trust=trust, now=date(2026, 12, 2), catalogue=first)


def test_catalogues_of_two_origins_stand_side_by_side(signed, trust, qingdao, rizhao, tmp_path):
    both = trust.add(rizhao.public, on=TODAY)
    theirs = Catalogue.build([signed], name="日照", now=TODAY, expires=date(2027, 6, 30)).sign(rizhao)
    ours = Catalogue.build([signed], name="青岛", now=TODAY, expires=date(2027, 6, 30)).sign(qingdao)
    for one in (theirs, ours, theirs):
        install(signed, tmp_path, trust=both, now=TODAY, catalogue=one)
    assert [room.last_catalogue(tmp_path, name) for name in ("日照", "青岛")] == [theirs, ours]


@pytest.mark.parametrize("name", ["innovation.toml", "installed.json", "bundle.fip", "process/after.bpmn"])
def test_what_is_changed_after_it_was_installed_is_seen(signed, trust, tmp_path, name):
    place = install(signed, tmp_path, trust=trust, now=TODAY).folder / name
    place.write_bytes(place.read_bytes()[:-9])
    with pytest.raises(BundleDamaged, match=r"changed after it was installed|is not a usable bundle"):
        installed(tmp_path)


def test_a_place_that_cannot_be_written_to_is_told(signed, trust, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError):
        install(signed, tmp_path / "file" / "in", trust=trust, now=TODAY)


PROGRAM = """
import os, signal, sys
from datetime import date
from pathlib import Path
from liandong.bundle import Bundle, Trust, install
from liandong.bundle import installing
step = int(sys.argv[1])
calls = 0
def killing(real):
    def call(*arguments):
        global calls
        calls += 1
        if calls == step:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments)
    return call
installing.keep = killing(installing.keep)
installing.write_members = killing(installing.write_members)
Path.rename = killing(Path.rename)
install(Bundle.open(sys.argv[2]), sys.argv[4], trust=Trust.load(sys.argv[3]), now=date(2026, 11, 22))
"""


class PowerCut(BaseException):
    """The computer stops: nothing is tidied up."""


@pytest.mark.parametrize("step", ["write_members", "keep", "rename"])
def test_where_the_computer_stops_nothing_is_half_installed(signed, trust, tmp_path, monkeypatch, step):
    def cut(*arguments):
        raise PowerCut

    with monkeypatch.context() as patched:
        patched.setattr(room.shutil, "rmtree", lambda *arguments, **options: None)
        patched.setattr(*((Path, step) if step == "rename" else (room, step)), cut)
        with pytest.raises(PowerCut):
            install(signed, tmp_path, trust=trust, now=TODAY)
    assert (
        len([path for path in (tmp_path / "copper-two-stage").iterdir() if path.name.startswith(".part-")])
        == 1
    )
    assert installed(tmp_path) == []
    assert [install(signed, tmp_path, trust=trust, now=TODAY)] == installed(tmp_path)
    assert [path.name for path in (tmp_path / "copper-two-stage").iterdir()] == ["1.0.0"]


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
@pytest.mark.parametrize("step", [1, 2, 9])
def test_killed_for_good_it_can_be_installed_again(signed, trust, tmp_path, step):
    signed.save(tmp_path / "s.fip")
    trust.save(tmp_path / "trust.toml")
    words = [
        sys.executable,
        "-c",
        PROGRAM,
        str(step),
        tmp_path / "s.fip",
        tmp_path / "trust.toml",
        tmp_path / "in",
    ]
    assert subprocess.run(words, check=False).returncode == -signal.SIGKILL
    assert installed(tmp_path / "in") == []
    assert [install(signed, tmp_path / "in", trust=trust, now=TODAY)] == installed(tmp_path / "in")


def test_a_record_says_what_a_reader_needs(signed, trust, zone, tmp_path):
    done = install(signed, tmp_path, trust=trust, now=TODAY, zone=zone)
    record = json.loads((done.folder / "installed.json").read_bytes())
    assert record == {
        "digest": signed.digest,
        "installed_on": "2026-11-22",
        "is_fitting": True,
        "parameters": {"laboratory": 30, "notice": 20},
        "signers": ["青岛"],
        "zone": "日照",
    }


def test_nothing_is_installed_where_nothing_is(tmp_path):
    assert installed(tmp_path / "none") == []
    assert Trust().keys == []
