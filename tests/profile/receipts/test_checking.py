"""Everything that can be wrong with a receipt is found and listed, and the good ones beside it are used."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from liandong.errors import FileDamaged, FileMissing, OutputError, SettingError
from liandong.profile.receipts import (
    Receipt,
    Secret,
    SignedReceipt,
    SigningKey,
    TrustedKey,
    as_frame,
    read_sent,
    verify,
)
from liandong.profile.receipts.findings import REASONS
from liandong.profile.receipts.receipt import sequence_hash

NOON = datetime(2024, 5, 6, 4, tzinfo=UTC)
SECRET = Secret(bytes(32))
WEIHAI, STRANGER = SigningKey.new("威海港"), SigningKey.new("威海港")


def receipt(number=1, case="1", **changes):
    fields = {
        "sender": "威海港",
        "receiver": "青岛港",
        "number": number,
        "zone": "青威一港通",
        "object_type": "case",
        "case": SECRET.case("青威一港通", "case", case),
        "start": NOON,
        "activity": "支线离港",
        "time": NOON + timedelta(hours=number),
        "length": 2,
        "prefix": f"{sequence_hash(('进港', '支线离港')):016x}",
    }
    return Receipt(**fields | changes)


def signed(*receipts, key=WEIHAI):
    return [key.sign(each).line for each in receipts]


@pytest.fixture
def checked(tmp_path):
    """What comes of lines that arrive at 青岛港."""

    def check(lines, trusted=(WEIHAI.public,), receiver="青岛港"):
        path = tmp_path / "in.jsonl"
        path.write_bytes(b"\n".join(lines))
        return verify([path], receiver=receiver, trusted=trusted)

    return check


def reasons(result):
    return [(each.line, each.reason, each.is_used) for each in result.findings]


def test_good_receipts_are_used_and_nothing_is_found(checked):
    receipts = (receipt(1), receipt(2, "2"), receipt(3, "3"))
    result = checked(signed(*receipts))
    assert (result.receipts, result.findings) == (receipts, ())


def test_lines_that_end_as_windows_ends_them_are_read(checked):
    assert checked([line + b"\r" for line in signed(receipt())]).receipts == (receipt(),)


def test_a_line_with_any_bit_changed_is_not_used(checked):
    (line,) = signed(receipt(activities=("进港", "支线离港"), role="调度", worker="0" * 64))
    lines = []
    for at in range(0, 8 * len(line), 7):  # every byte, and each of its bits in turn
        changed = bytearray(line)
        changed[at // 8] ^= 1 << at % 8
        lines.append(bytes(changed).replace(b"\n", b" "))
    result = checked(lines)
    assert result.receipts == ()
    assert {each.reason for each in result.findings} == {
        "damaged",
        "forged",
        "for_another_party",
        "key_unknown",
        "sender_unknown",
    }


def test_each_fault_is_named_with_its_line_and_the_good_ones_are_used(checked):
    lines = [
        *signed(receipt(2, "2")),
        *signed(receipt(1, "1")),
        *signed(receipt(1, "1")),
        *signed(receipt(1, "9")),
        *signed(receipt(5, "2")),
        *signed(receipt(3, "3"), key=STRANGER),
        *signed(receipt(4, "4", sender="烟台港")),
        *signed(receipt(4, "4", receiver="日照港")),
        *signed(receipt(7, "7")),
        b'{"receipt":',
        b"\xff\x00",
        b'{"key":1,"receipt":{"format":"liandong.receipt/1"},"signature":null}',
        b"[" * 5000,
    ]
    result = checked(lines)
    assert [each.number for each in result.receipts] == [2, 1, 7]
    assert reasons(result) == [
        (2, "out_of_order", True),
        (3, "repeated", False),
        (4, "number_reused", False),
        (5, "handed_over_twice", False),
        (6, "key_unknown", False),
        (7, "sender_unknown", False),
        (8, "for_another_party", False),
        (10, "damaged", False),
        (11, "damaged", False),
        (12, "damaged", False),
        (13, "damaged", False),
        (None, "gap", False),
    ]
    assert result.findings[-1].detail == "3–6"
    assert as_frame(result.findings).height == len(result.findings)
    for finding in result.findings:
        zh, en = REASONS[finding.reason]
        assert zh in finding.text("zh")
        assert en in finding.text("en")


def test_a_signature_of_another_receipt_does_not_fit(checked):
    right, other = WEIHAI.sign(receipt()), WEIHAI.sign(receipt(2))
    forged = SignedReceipt(right.receipt, right.key, other.signature)
    assert reasons(checked([forged.line])) == [(1, "forged", False)]


def test_a_key_is_believed_only_about_its_own_party(checked):
    lines = signed(receipt(sender="威海海关"))
    trusted = (WEIHAI.public, SigningKey.new("威海海关").public)
    assert reasons(checked(lines, trusted)) == [(1, "key_unknown", False)]


@pytest.mark.parametrize(
    "changes",
    [
        {"number": 0},
        {"length": 0},
        {"number": 1 << 60},
        {"case": "1"},
        {"prefix": "0"},
        {"start": NOON + timedelta(days=9)},
        {"time": NOON.replace(year=9000)},
        {"sender": ""},
        {"receiver": "威海港"},
        {"activities": ("进港",)},
        {"activities": ("申报", "支线离港")},
        {"activities": ("支线离港", "进港")},
    ],
)
def test_a_receipt_that_contradicts_itself_cannot_be_made(changes):
    with pytest.raises(ValueError, match=r".+"):
        replace(receipt(), **changes)


def test_what_a_party_has_sent_needs_no_key_but_must_be_its_own(tmp_path):
    path = tmp_path / "out.jsonl"
    path.write_bytes(b"\n".join([*signed(receipt(1), receipt(1, "2"), receipt(1, sender="烟台港")), b"{}"]))
    result = read_sent([path], sender="威海港")
    assert result.receipts == (receipt(1),)
    assert reasons(result) == [(2, "number_reused", False), (3, "not_own", False), (4, "damaged", False)]


def test_keys_and_the_secret_come_back_from_their_files(tmp_path):
    WEIHAI.save(tmp_path / "a.key")
    WEIHAI.public.save(tmp_path / "a.pub")
    SECRET.save(tmp_path / "s")
    assert SigningKey.load(tmp_path / "a.key", "威海港").public == WEIHAI.public
    assert TrustedKey.load(tmp_path / "a.pub") == WEIHAI.public
    assert Secret.load(tmp_path / "s") == SECRET
    assert [(tmp_path / name).stat().st_mode & 0o777 for name in ("a.key", "s")] == [0o600, 0o600]


def test_a_key_file_is_never_overwritten(tmp_path):
    WEIHAI.save(tmp_path / "a.key")
    with pytest.raises(OutputError, match="never overwritten"):
        STRANGER.save(tmp_path / "a.key")
    assert SigningKey.load(tmp_path / "a.key", "威海港").public == WEIHAI.public


@pytest.mark.parametrize("data", [b"", b"ssh-ed25519 AAAA", b"\xff\xfe", b"-----BEGIN PRIVATE KEY-----\n"])
def test_a_file_that_holds_no_key_is_refused_in_a_sentence(tmp_path, data):
    (tmp_path / "x").write_bytes(data)
    for load in (TrustedKey.load, Secret.load, lambda path: SigningKey.load(path, "威海港")):
        with pytest.raises(FileDamaged):
            load(tmp_path / "x")
        with pytest.raises(FileMissing):
            load(tmp_path / "nothing")


@pytest.mark.parametrize("party", ["", " 威海港", "威海\n港"])
def test_a_party_needs_a_name_that_fits_on_a_line(party):
    with pytest.raises(SettingError):
        SigningKey.new(party)


def test_the_secret_decides_what_a_case_looks_like():
    assert SECRET.case("z", "case", "1") != Secret(bytes([1] * 32)).case("z", "case", "1")
    assert SECRET.case("z", "case", "1") != SECRET.case("zcase", "", "1")
    assert repr(SECRET) == "Secret()"
