"""Counts leave the house by three commands: share, verify, datasheet."""

import json

import pytest

import liandong as ld

ASKED = [
    "--purpose",
    "跨区对标",
    "--retention",
    "2027-12-31",
    "--approved-by",
    "数据处",
    "--approved-on",
    "2026-11-22",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with the profile of 100 cases, of which 3 end otherwise."""
    rows = ["办件编号,环节,办结时间"]
    for number in range(100):
        day = f"2024-05-{number % 28 + 1:02}"
        rows += [f"{number},申报,{day} 09:00:00", f"{number},审核,{day} 1{number % 7}:00:00"]
        rows.append(f"{number},{'退件' if number < 3 else '发证'},{day} 18:{number % 60:02}:00")
    place = tmp_path_factory.mktemp("sharing")
    (place / "log.csv").write_text("\n".join(rows) + "\n", "utf-8")
    log = ld.read_log(place / "log.csv", zone="青岛")
    ld.profile(log).save(place / "linked.profile")
    return place


def test_share_verify_and_datasheet(said, folder):
    told = said("profile", "share", folder / "linked.profile", *ASKED, "-o", folder / "shared.profile")
    assert "follows：" in told
    assert f"登记在 {folder / 'share-log.jsonl'}" in told
    assert said("profile", "verify", folder / "shared.profile") == "复核通过；与另外 0 次共享相减过。\n"
    sheet = said("profile", "datasheet", folder / "shared.profile", language="en")
    shared = ld.Profile.load(folder / "shared.profile")
    for line in (
        "threshold k: 10",
        "purpose: 跨区对标",
        "approval: 数据处, 2026-11-22",
        f"fingerprint of the counts: {shared.sha256}",
    ):
        assert line in sheet.splitlines()
    as_json = json.loads(said("profile", "datasheet", folder / "shared.profile", "--json"))
    assert (as_json["sha256"], as_json["releases"][0]["k"]) == (shared.sha256, 10)


def test_a_profile_that_was_not_shared_does_not_pass(run, folder):
    result = run("profile", "verify", folder / "linked.profile", "--k", "10")
    assert result.exit_code == 1
    assert "follows 单元少于 10" in result.stdout
    assert run("profile", "verify", folder / "linked.profile").exit_code == 1


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--k", "200"], "画像只有 100 件，少于 k = 200"),
        (["--k", "1"], "请用 2 或更大的整数"),
        (["--epsilon", "viel"], "请用数字"),
        (["--epsilon", "5", "--most-steps", "9"], "隐私预算为 4，已用 0"),
        (["--epsilon", "1", "--most-steps", "2"], "每件最多的步数须事先定下"),
    ],
)
def test_what_cannot_be_shared_is_refused_in_a_sentence(run, folder, tmp_path, words, reason):
    place = tmp_path / "out.profile"
    result = run(
        "profile", "share", folder / "linked.profile", *ASKED, *words, "--log", tmp_path / "log", "-o", place
    )
    assert (result.exit_code, place.exists()) == (1, False)
    assert reason in result.stderr


def test_the_profile_itself_is_not_replaced(run, folder):
    before = (folder / "linked.profile").read_bytes()
    result = run("profile", "share", folder / "linked.profile", *ASKED, "-o", folder / "linked.profile")
    assert "会覆盖原画像" in result.stderr
    assert (folder / "linked.profile").read_bytes() == before
