"""What is counted when receipts are lost, late, repeated, or contradict the log or the clocks."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

import liandong as ld
from liandong.errors import ColumnMissing, FileEmpty, SettingError
from liandong.profile.receipts import SigningKey, count, sign

from .parties import SECRET

NOON = datetime(2024, 5, 6, 4, tzinfo=UTC)
PORT, CUSTOMS = SigningKey.new("威海港"), SigningKey.new("威海海关")


def log_of(*rows):
    """Rows of case, activity and hour."""
    return ld.EventLog.from_rows(
        [(case, act, NOON + timedelta(hours=hour)) for case, act, hour in rows], zone="联"
    )


#: One box: port, customs, port, as each of them has it.
AT_PORT = log_of(("1", "进港", 0), ("1", "装船", 9), ("1", "离港", 10))
AT_CUSTOMS = log_of(("1", "申报", 2), ("1", "放行", 5))


def out(after="进港", **options):
    (signed,) = sign(AT_PORT, key=PORT, secret=SECRET, after={after: "威海海关"}, **options).receipts
    return signed.receipt


def back(received):
    (signed,) = sign(
        AT_CUSTOMS, key=CUSTOMS, secret=SECRET, after={"放行": "威海港"}, received=[received]
    ).receipts
    return signed.receipt


def counted(log, party, **options):
    return count(log, party=party, secret=SECRET, **options)


def cases(result):
    return int(result.profile.case["n"].sum())


def reasons(result):
    return [each.reason for each in result.findings]


def test_a_receipt_says_where_the_case_stood():
    first = out(tell=["activities"])
    second = back(first)
    assert (first.length, first.activity, first.activities, first.start) == (1, "进港", ("进港",), NOON)
    assert (second.length, second.activity, second.activities) == (3, "放行", None)
    assert (second.start, second.time) == (NOON, NOON + timedelta(hours=5))


def test_the_case_is_counted_by_who_has_it_now_with_its_whole_lead_time():
    first = out()
    second = back(first)
    port = counted(AT_PORT, "威海港", received=[second], sent=[first])
    customs = counted(AT_CUSTOMS, "威海海关", received=[first], sent=[second])
    assert (cases(port), cases(customs)) == (1, 0)
    assert port.profile.mean("case") == 10 * 3600
    assert (reasons(port), reasons(customs)) == ([], [])
    assert (port.received, port.sent, port.waiting) == (1, 1, 0)


def test_a_case_on_its_way_is_counted_where_it_was_handed_over_to():
    other = log_of(("2", "申报", 1))
    customs = counted(other, "威海海关", received=[out()])
    assert (cases(customs), customs.waiting) == (2, 1)
    assert customs.profile.case.filter(pl.col("outcome") == "进港")["n"].item() == 1


def test_without_the_receipt_that_brought_it_back_the_case_ends_nowhere_and_is_listed():
    port = counted(AT_PORT, "威海港", sent=[out()])
    assert (cases(port), reasons(port)) == (0, ["not_returned"])
    assert port.profile.daily.filter(pl.col("activity") == "离港")["n"].item() == 1


def test_a_case_that_neither_came_by_receipt_nor_begins_here_is_listed():
    customs = counted(AT_CUSTOMS, "威海海关", begins=["受理"])
    assert (cases(customs), reasons(customs), customs.findings[0].detail) == (0, ["not_received"], "1")
    assert (
        sign(AT_CUSTOMS, key=CUSTOMS, secret=SECRET, after={"放行": "威海港"}, begins=["受理"]).receipts == ()
    )


def test_a_hand_over_is_signed_once_and_numbers_go_on():
    first = out()
    again = sign(AT_PORT, key=PORT, secret=SECRET, after={"进港": "威海海关"}, sent=[first])
    assert again.receipts == ()
    more = log_of(("1", "进港", 0), ("2", "进港", 1))
    (second,) = sign(more, key=PORT, secret=SECRET, after={"进港": "威海海关"}, sent=[first]).receipts
    assert second.receipt.number == 2


def test_a_log_that_changed_after_it_was_signed_is_listed():
    port = counted(log_of(("2", "进港", 0)), "威海港", sent=[out()])
    assert (cases(port), reasons(port)) == (1, ["log_changed"])


def test_a_second_receipt_for_a_case_that_is_here_is_listed_and_not_used():
    first = out()
    later = replace(first, number=2, length=9)
    customs = counted(AT_CUSTOMS, "威海海关", received=[first, later])
    assert (cases(customs), reasons(customs)) == (1, ["held_already"])


def test_clocks_apart_are_listed_with_the_seconds_and_noted_in_the_data_sheet():
    late = replace(out(), time=NOON + timedelta(hours=3))
    customs = counted(AT_CUSTOMS, "威海海关", received=[late])
    assert [(each.reason, each.seconds, each.is_used) for each in customs.findings] == [
        ("clocks_apart", 3600.0, True)
    ]
    crossing = customs.profile.follows.filter(pl.col("party_from") == "威海港")
    assert (crossing["n"].item(), float(crossing["seconds"].item())) == (1, 0.0)
    notes = [en for _, en in customs.profile.sheet.assumptions]
    assert any("apart by at least 3600 s" in note for note in notes)
    assert customs.profile.mean("case") == 5 * 3600


def test_a_case_that_ends_here_before_it_began_by_other_clocks_took_the_time_it_was_here():
    ahead = replace(out(), start=NOON + timedelta(days=2), time=NOON + timedelta(days=2))
    customs = counted(AT_CUSTOMS, "威海海关", received=[ahead])
    assert customs.profile.mean("case") == 3 * 3600
    assert set(reasons(customs)) == {"clocks_apart", "began_before_case"}


def test_other_zones_are_other_cases():
    elsewhere = replace(AT_CUSTOMS, events=AT_CUSTOMS.events.with_columns(zone=pl.lit("别处")))
    assert counted(elsewhere, "威海海关", received=[out()]).waiting == 1


def test_the_column_names_the_receiver():
    events = AT_PORT.events.with_columns(to=pl.Series(["威海海关", " ", None]))
    (signed,) = sign(replace(AT_PORT, events=events), key=PORT, secret=SECRET, column="to").receipts
    assert signed.receipt == out()


@pytest.mark.parametrize(
    "options", [{}, {"after": {"进港": "青岛港"}, "column": "activity"}, {"after": {"进港": "威海港"}}]
)
def test_signing_needs_one_way_to_tell_the_receiver_which_is_another_party(options):
    with pytest.raises(SettingError):
        sign(AT_PORT, key=PORT, secret=SECRET, **options)


def test_a_column_that_is_not_there_is_told():
    with pytest.raises(ColumnMissing, match="--to-column"):
        sign(AT_PORT, key=PORT, secret=SECRET, column="nothing")


def test_a_log_without_events_and_a_calendar_of_another_zone_are_refused():
    with pytest.raises(FileEmpty):
        counted(ld.EventLog.from_rows([]), "威海港")
    with pytest.raises(SettingError):
        counted(AT_PORT, "威海港", calendar=ld.Calendar.weekdays(timezone="UTC"))
