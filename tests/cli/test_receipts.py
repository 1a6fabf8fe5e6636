"""``liandong profile receipts``: two ports and a case between them, as typed."""

import json

import polars as pl
import pytest

import liandong as ld

ZONE = ("--zone", "两港")
A = "办件编号,环节,办结时间\n1,进港,2024-05-06 09:00:00\n2,进港,2024-05-06 10:00:00\n3,停航,2024-05-06 11:00:00\n"
B = "办件编号,环节,办结时间\n1,抵港,2024-05-07 09:00:00\n1,开航,2024-05-07 12:00:00\n"


@pytest.fixture
def folder(tmp_path, said, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").write_text(A, "utf-8")
    (tmp_path / "b.csv").write_text(B, "utf-8")
    said("profile", "receipts", "keygen", "--party", "甲港", "-o", "a", "--secret", "joint")
    return tmp_path


SIGN = (
    "profile",
    "receipts",
    "sign",
    "a.csv",
    "--party",
    "甲港",
    "--key",
    "a.key",
    "--secret",
    "joint",
    *ZONE,
)
TO_B = (*SIGN, "--after", "进港", "--to", "乙港", "-o", "to-b.jsonl")
VERIFY = ("profile", "receipts", "verify", "to-b.jsonl", "--party", "乙港", "--trust", "a.pub")
COUNT = ("profile", "receipts", "count", "--secret", "joint", *ZONE)


def test_two_ports_add_up_to_the_whole(folder, said):
    assert said(*TO_B) == "签发 2 份回执，已写入 to-b.jsonl\n"
    assert said(*TO_B) == "没有新的交接。\n"
    assert said(*VERIFY) == "可用 2 份。\n"
    said(*COUNT, "a.csv", "--party", "甲港", "--sent", "to-b.jsonl", "-o", "a.profile")
    told = said(
        *COUNT, "b.csv", "--party", "乙港", "--receipts", "to-b.jsonl", "--trust", "a.pub", "-o", "b.profile"
    )
    assert told == "接来 2 次（其中 1 件尚未开办），交出 0 次。已写入 b.profile\n"
    said("profile", "add", "a.profile", "b.profile", "-o", "all.profile")
    logs = [ld.read_log(f"{name}.csv", zone="两港").events for name in "ab"]
    events = [frame.with_columns(party=pl.lit(p)) for frame, p in zip(logs, ("甲港", "乙港"), strict=True)]
    joined = ld.profile(ld.EventLog.from_frame(pl.concat(events)))
    assert ld.Profile.load("all.profile").follows.equals(joined.follows)
    assert said("profile", "receipts", "held", "all.profile") == (
        "party_from,party_to,n,seconds,share\n甲港,乙港,1,86400.0000,0.8889\n乙港,乙港,1,10800.0000,0.1111\n"
    )


def test_what_cannot_be_used_is_listed_and_the_exit_code_says_so(folder, run, said):
    said(*TO_B)
    lines = (folder / "to-b.jsonl").read_bytes().splitlines()
    (folder / "to-b.jsonl").write_bytes(lines[1].replace(b"2024-05-06", b"2024-05-05"))
    result = run(*VERIFY, "--problems", "found.csv")
    assert (result.exit_code, result.stdout) == (1, "可用 0 份。\n")
    assert "[未用] to-b.jsonl:1 甲港 → 乙港 № 2 签名不符" in result.stderr
    found = pl.read_csv(folder / "found.csv")
    assert found.select("line", "number", "reason", "used").rows() == [(1, 2, "forged", False)]
    english = run(*VERIFY, "--json", "--lang", "en")
    assert json.loads(english.stdout)["findings"][0]["reason"] == "forged"
    assert "the signature does not fit" in english.stderr


def test_one_file_for_each_receiver(folder, said):
    (folder / "a.csv").write_text(
        "编号,环节,时间,交给\n1,进港,2024-05-06 09:00:00,乙港\n2,进港,2024-05-06 09:30:00,丙港\n", "utf-8"
    )
    words = (
        "--case",
        "编号",
        "--activity",
        "环节",
        "--time",
        "时间",
        "--to-column",
        "交给",
        "-o",
        "to-{to}.jsonl",
    )
    assert said(*SIGN, *words) == (
        "签发 1 份回执，已写入 to-丙港.jsonl\n签发 1 份回执，已写入 to-乙港.jsonl\n"
    )
    assert said(*SIGN, *words) == "没有新的交接。\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((*SIGN[:-2], "--after", "进港", "--to", "乙港", "-o", "x"), "“--zone”不能是 —"),
        ((*SIGN, "--after", "进港", "-o", "x"), "--to 与 --after 须一起给出"),
        ((*SIGN, "-o", "x"), "请用 --after 写明环节"),
        ((*SIGN, "--to-column", "去向", "-o", "x"), "找不到“接收方”列"),
        (("profile", "receipts", "keygen"), "请给出 --party 和 -o"),
        (("profile", "receipts", "keygen", "--party", "甲港", "-o", "a"), "密钥不会被覆盖"),
        ((*COUNT, "b.csv", "--party", "乙港", "--receipts", "a.csv", "-o", "x"), "请用 --trust"),
        ((*VERIFY[:3], "nothing", *VERIFY[4:]), "nothing 不存在"),
        ((*VERIFY[:-1], "a.csv"), "不是 Ed25519 密钥"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(folder, run, words, sentence):
    result = run(*words)
    assert result.exit_code == 1
    assert sentence in result.stderr
    assert not (folder / "x").exists()
