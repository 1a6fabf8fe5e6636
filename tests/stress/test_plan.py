"""The file of a stress test says where it is wrong; a test is registered as what it is."""

from datetime import UTC, datetime

import pytest

from liandong.errors import FileDamaged, FileMissing, SettingError
from liandong.procedure.reform import Amount
from liandong.stress import Criterion, StressTest, register

AT = datetime(2026, 5, 6, tzinfo=UTC)
LATER = datetime(2026, 5, 7, tzinfo=UTC)


def test_files_that_are_missing_are_named(folder):
    (folder / "office.profile").unlink()
    with pytest.raises(FileMissing, match=r"office\.profile"):
        StressTest.load(folder / "test.toml")
    with pytest.raises(FileMissing):
        StressTest.load(folder / "none.toml")


def test_a_test_keeps_the_time_it_was_first_registered(folder):
    test = StressTest.load(folder / "test.toml")
    first = register(test, folder / "test.toml", AT)
    assert register(StressTest.load(folder / "test.toml"), folder / "test.toml", LATER) == first
    assert first.earlier == ()


@pytest.mark.parametrize("changed", ["test.toml", "office.profile", "office.bpmn"])
def test_whatever_changes_makes_another_test_and_the_first_stays_on_record(folder, changed):
    first = register(StressTest.load(folder / "test.toml"), folder / "test.toml", AT)
    if changed == "test.toml":
        path = folder / changed
        path.write_text(path.read_text("utf-8").replace("2 d", "9 d"), "utf-8")
    elif changed == "office.bpmn":
        path = folder / changed
        path.write_bytes(path.read_bytes() + b"\n")
    else:
        test = StressTest.load(folder / "test.toml")
        (test.profile + test.profile).save(folder / changed)
    second = register(StressTest.load(folder / "test.toml"), folder / "test.toml", LATER)
    assert (second.made_at, second.earlier) == (LATER, (first.sha256,))


def test_a_register_that_was_tampered_with_is_not_added_to(folder):
    for damaged in ("{", "{}", "[]"):
        (folder / "test.toml.registered.jsonl").write_text(damaged + "\n", "utf-8")
        with pytest.raises(FileDamaged):
            register(StressTest.load(folder / "test.toml"), folder / "test.toml", AT)


def test_a_register_needs_a_time_with_its_zone(folder):
    with pytest.raises(SettingError):
        register(StressTest.load(folder / "test.toml"), folder / "test.toml", datetime(2026, 5, 6))  # noqa: DTZ001


def test_an_interval_passes_fails_or_leaves_it_open():
    most = Criterion("p90", at_most=Amount(2, "d"))
    assert [most.judge(*each) for each in ((1, 2 * 86_400), (86_400, 2e9), (2e9, 3e9))] == [
        "passed",
        "undecided",
        "failed",
    ]
    least = Criterion("within-5d", at_least=Amount(90, "%"))
    assert [least.judge(*each) for each in ((0.9, 1), (0.5, 1), (0.1, 0.2))] == [
        "passed",
        "undecided",
        "failed",
    ]
    assert (least.title("en"), most.title("zh")) == (
        "share within 5 days at least 90%",
        "90% 办件办结用时不超过 2 d",
    )
