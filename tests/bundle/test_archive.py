"""One way to write a zip; every trick a zip can play is refused with its name."""

import io
import struct
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liandong.bundle.archive import MOST_BYTES, names_refused, packed, read, unpacked
from liandong.errors import BundleDamaged, FileMissing

names = st.text("abc甲乙-_", min_size=1, max_size=6)
members = st.dictionaries(
    st.lists(names, min_size=1, max_size=3).map("/".join), st.binary(max_size=50), max_size=6
)


@given(members)
@settings(max_examples=60)
def test_what_is_packed_comes_out_again_for_us_and_for_python(files):
    data = packed(files)
    assert unpacked(data, "x") == files
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert {info.filename: archive.read(info) for info in archive.infolist()} == files


def test_the_bytes_are_these():
    """Pinned, as a file of today must be the same file in ten years."""
    common = struct.pack("<HHHHHIIIHH", 20, 0x800, 0, 0, 33, 0x8C736521, 3, 3, 1, 0)
    entry = (
        b"PK\x01\x02"
        + struct.pack("<H", 0x314)
        + common
        + struct.pack("<HHHII", 0, 0, 0, 0o100644 << 16, 0)
        + b"a"
    )
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(entry), 34, 0)
    assert packed({"a": b"foo"}) == b"PK\x03\x04" + common + b"afoo" + entry + end


def zipped(*entries, **options):
    """A zip as Python writes it."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", **options) as archive:
        for name, data, mode in entries:
            info = zipfile.ZipInfo("x")
            info.filename, info.external_attr = name, mode << 16
            info.compress_type = options.get("compression", zipfile.ZIP_STORED)
            archive.writestr(info, data)
    return sink.getvalue()


FILE = 0o100644


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no whole zip file"),
        (b"PK\x05\x06" + bytes(17), "no whole zip file"),
        (packed({"a": b"1"})[:-1], "no whole zip file"),
        (zipped(("/etc/passwd", b"", FILE)), "absolute path"),
        (zipped(("C:/x", b"", FILE)), "absolute path"),
        (zipped(("a/../../x", b"", FILE)), "is .., . or empty"),
        (zipped(("a//x", b"", FILE)), "is .., . or empty"),
        (zipped(("a/", b"", FILE)), "is .., . or empty"),
        (zipped(("a\\x", b"", FILE)), "forbidden character"),
        (zipped(("a" * 201, b"", FILE)), "too long"),
        (zipped(("text/NUL.md", b"", FILE)), "Windows"),
        (zipped(("text/a.", b"", FILE)), "Windows"),
        (zipped(("text/e\u0301.md", b"", FILE)), "NFC"),
        (zipped(("a", b"1", FILE), ("A", b"2", FILE)), "one file on some systems"),
        (zipped(("a", b"/etc/passwd", 0o120777)), "symbolic link"),
        (zipped(("a", b"0" * 9_000_000, FILE), compression=zipfile.ZIP_DEFLATED), "compressed"),
        (zipped(("a", b"1", FILE)), "another zip program"),
        (packed({"a": b"1"}) + b"more", "holds more"),
        (b"before" + packed({"a": b"1"}), "holds more"),
        (zipped(*((f"{n}", b"", FILE) for n in range(4097))), "larger than"),
    ],
)  # fmt: skip
def test_a_trick_is_refused_by_its_name(data, reason):
    with pytest.raises(BundleDamaged) as refusal:
        unpacked(data, "x.fip")
    assert reason in str(refusal.value)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_refused():
    with pytest.raises(BundleDamaged):
        unpacked(zipped(("a", b"1", FILE), ("a", b"2", FILE)), "x")


def test_a_member_that_claims_to_be_huge_is_refused_before_it_is_read():
    data = bytearray(packed({"a": b"1"}))
    place = data.index(b"PK\x01\x02") + 20
    data[place : place + 8] = struct.pack("<II", MOST_BYTES + 1, MOST_BYTES + 1)
    with pytest.raises(BundleDamaged, match="larger than 64 MiB"):
        unpacked(bytes(data), "x")


def test_a_file_that_is_too_large_is_not_even_opened(tmp_path):
    with (tmp_path / "big.fip").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(BundleDamaged, match="larger than 64 MiB"):
        read(tmp_path / "big.fip")
    with pytest.raises(FileMissing):
        read(tmp_path)


def test_common_names_are_good():
    assert names_refused(["process/改革前.bpmn", "text/a b.md", "a.b/c", "cases/1.toml"]) is None
