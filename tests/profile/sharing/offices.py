"""Offices whose cases are shared: rows of events, and their profile."""

from datetime import UTC, datetime, timedelta

import polars as pl

import liandong as ld
from liandong.eventlog.log import COLUMNS

MONDAY = datetime(2024, 1, 1, tzinfo=UTC)


def counted(rows, **options):
    """The profile of rows (case, activity, hours after Monday, zone)."""
    events = [
        (case, activity, None, MONDAY + timedelta(hours=hours), "甲", "窗口", "", zone, "case")
        for case, activity, hours, zone in rows
    ]
    frame = pl.DataFrame(events, schema=COLUMNS, orient="row")
    return ld.profile(ld.EventLog.from_frame(frame, timezone="Asia/Shanghai"), **options)


def office(first=0, cases=60, zone="青岛", rare=3, month=0):
    """The rows of an office: all cases are filed and checked, every fourth comes back, ``rare`` ones are appealed."""
    rows = []
    for number in range(first, first + cases):
        begin = 24 * 31 * month + 7 * (number - first)
        steps = ["申报", "审核", *(["补正", "审核"] if number % 4 == 0 else []), "发证"]
        steps += ["复议"] if number - first < rare else []
        rows += [
            (f"{zone}{number}", step, begin + 20 * place + number % 5, zone)
            for place, step in enumerate(steps)
        ]
    return rows
