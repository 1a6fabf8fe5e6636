"""``liandong profile update``: each day's export into the zone's state and profile."""

import pytest

import liandong as ld

HEADING = "办件编号,环节,办结时间\n"
MONDAY = "1,申报,2024-05-06 09:00\n1,放行,2024-05-06 17:00\n2,申报,2024-05-06 10:00\n"
TUESDAY = "2,放行,2024-05-07 09:00\n3,申报,2024-05-07 10:00\n1,查验,2024-05-06 12:00\n"


@pytest.fixture
def days(tmp_path):
    for name, rows in (("monday", MONDAY), ("tuesday", TUESDAY), ("both", MONDAY + TUESDAY)):
        (tmp_path / f"{name}.csv").write_text(HEADING + rows, "utf-8")
    return tmp_path


def update(days, *words):
    return "profile", "update", days / "q.profile", *words, "--state", days / "q.state"


def test_two_days_are_one_build_and_a_day_given_twice_changes_nothing(run, days):
    told = [
        run(*update(days, days / "monday.csv", "--batch", "1", "--zone", "青岛")).stdout,
        run(*update(days, days / "tuesday.csv", "--batch", "2")),
        run(*update(days, days / "tuesday.csv", "--batch", "2")).stdout,
        run(*update(days, days / "monday.csv", "--batch", "2")).stderr,
    ]
    assert ld.Profile.load(days / "q.profile") == ld.profile(days / "both.csv", zone="青岛")
    end = f"{days / 'q.profile'} 现有 {{}} 件，其中本状态 {{}} 批。\n"
    assert told[0] == "批次 1：3 个事件，2 件，其中新办件 2，重新统计 0。\n" + end.format(2, 1)
    assert told[1].stdout == "批次 2：3 个事件，3 件，其中新办件 1，重新统计 1。\n" + end.format(3, 2)
    assert told[1].stderr == "  事件迟到，早于本办件已有的事件（已重新排序统计）：1 (1)\n"
    assert told[2] == "批次 2 已经计入过，没有改动。\n" + end.format(3, 2)
    assert told[3].startswith("注意：这次的事件与当时的不同。")


def test_batches_taken_in_for_later_are_written_by_the_next_update(said, days):
    for number, day in enumerate(("monday", "tuesday")):
        said(*update(days, days / f"{day}.csv", "--batch", number, "--zone", "青岛", "--later"))
    assert not (days / "q.profile").exists()
    said(*update(days))
    assert ld.Profile.load(days / "q.profile") == ld.profile(days / "both.csv", zone="青岛")


def test_events_are_retracted_and_cases_closed(said, days):
    said(*update(days, days / "monday.csv", "--batch", "1", "--zone", "青岛"))
    said(*update(days, days / "tuesday.csv", "--batch", "2"))
    text = said(
        *update(days, days / "tuesday.csv", "--batch", "3", "--retract", "--close-outcome", "放行"),
        language="en",
    )
    assert text.startswith("Batch 3: 0 events of 3 cases, 0 of them new, 3 counted anew.\n1 cases closed;")
    assert ld.Profile.load(days / "q.profile") == ld.profile(days / "monday.csv", zone="青岛")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("monday.csv",), "错误：“--batch”不能是 —：请给出批次编号，如日期。\n"),
        (("monday.csv", "--batch", "9", "--period", "month"), "建立时“period”是 week，不是 month"),
        (("monday.csv", "--batch", "9", "--event-id", "编号"), "建立时“event_id”是 —，不是 编号"),
        (("monday.csv", "--batch", "9", "--close-idle-days", "-1"), "“idle_days”不能是 -1.0"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(run, said, days, words, sentence):
    said(*update(days, days / "tuesday.csv", "--batch", "1", "--zone", "青岛"))
    result = run(*update(days, days / words[0], *words[1:]))
    assert (result.exit_code, sentence in result.stderr) == (1, True), result.stderr


def test_a_profile_the_state_never_gave_is_refused_and_stays(run, said, days):
    said(*update(days, days / "monday.csv", "--batch", "1", "--zone", "青岛"))
    ld.profile(days / "both.csv", zone="青岛").save(days / "q.profile")
    before = (days / "q.profile").read_bytes()
    result = run(*update(days, days / "tuesday.csv", "--batch", "2"))
    assert (result.exit_code, (days / "q.profile").read_bytes()) == (1, before)
    assert "流程画像里“青岛”的部分不是状态" in result.stderr
