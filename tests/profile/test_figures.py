"""The summary: exactly the figures that the issue lists, and nothing about people."""

import json
from datetime import timedelta

import liandong as ld

from .strategies import MONDAY, log_of


def rows(zone, *cases):
    return [
        (f"{zone}{k}", name, None, MONDAY + timedelta(hours=hour), "王", None, None, zone, "case")
        for k, steps in enumerate(cases)
        for hour, name in enumerate(steps)
    ]


def test_the_summary_of_one_zone(engine):
    log = log_of(rows("青岛", ("申报", "查验", "放行"), ("申报", "放行"), ("申报",)))
    profile = ld.profile(log, engine=engine)
    assert ld.summary(profile) == {
        "events": 6,
        "cases": 3,
        "activities": 3,
        "variants": 3,
        "edges": 3,
        "transitions": 3,
        "start_activities": {"申报": 3},
        "end_activities": {"放行": 2, "申报": 1},
        "median_lead_seconds": profile.quantile("case", 0.5),
        "mean_lead_seconds": 3600.0,
        "first": "2024-05-06T00:00:00+00:00",
        "last": "2024-05-06T02:00:00+00:00",
        "rejected_rows": 0,
        "timezone": "Asia/Shanghai",
        "sha256": profile.sha256,
    }


def test_several_zones_are_also_told_one_by_one():
    log = log_of(rows("青岛", ("申报", "放行")) + rows("烟台", ("申报",)))
    found = ld.summary(ld.profile(log))
    assert {zone: (part["cases"], part["events"]) for zone, part in found["by_zone"].items()} == {
        "烟台": (1, 1),
        "青岛": (1, 2),
    }
    assert "by_object_type" not in found


def test_the_summary_of_nothing_is_zeros():
    found = ld.summary(ld.Profile())
    assert (found["events"], found["cases"], found["median_lead_seconds"], found["first"]) == (
        0,
        0,
        None,
        None,
    )
    assert json.loads(json.dumps(found)) == found
