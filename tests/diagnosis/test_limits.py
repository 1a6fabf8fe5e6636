import math

import numpy as np
import polars as pl
import pytest

from liandong.diagnosis.limits import limit_seconds, within_limit
from liandong.diagnosis.words import Clock
from liandong.profile import Mark
from liandong.profile.buckets import bucket, value

DAY = 86_400
NOTICE = Mark(activity="公示", clause="条例第8条", days=20)


def test_limits_are_told_on_either_clock() -> None:
    working = Clock("working", 23_400)
    five = Mark(activity="受理", clause="办法第5条", working_days=5)
    assert limit_seconds(NOTICE, Clock()) == 20 * DAY
    assert limit_seconds(five, working) == 5 * 23_400
    assert limit_seconds(five, Clock()) == 7 * DAY
    assert limit_seconds(Mark(activity="受理", clause="x", days=7), working) == 5 * 23_400
    assert limit_seconds(Mark(activity="受理", clause="x"), Clock()) == math.inf


def test_only_time_up_to_the_limit_is_statutory() -> None:
    # One notice of 10 days, one of 40: 10 + 20 of 50 days are prescribed.
    marks = bucket_of(10 * DAY), bucket_of(40 * DAY)
    shape = pl.DataFrame({"source": "受理", "activity": "公示", "bucket": marks, "n": [1, 1]})
    found = within_limit(shape, [NOTICE], Clock(), 1)
    ten, forty = value(shape["bucket"].to_numpy())
    expected = (ten + 20 * DAY) / (ten + forty)
    assert found.rows() == [("受理", "公示", pytest.approx(expected))]
    assert expected == pytest.approx(0.6, abs=0.01)


def test_the_limit_of_an_edge_goes_before_that_of_its_activity() -> None:
    ten = bucket_of(10 * DAY)
    shape = pl.DataFrame({"source": ["受理", "补正"], "activity": "公示", "bucket": [ten, ten], "n": [1, 1]})
    marks = [NOTICE, Mark(source="补正", target="公示", clause="条例第9条", days=5)]
    found = within_limit(shape, marks, Clock(), 1)
    shares = dict(found.select("source", "within").iter_rows())
    assert shares == pytest.approx({"受理": 1.0, "补正": 0.5}, abs=0.01)


def bucket_of(seconds: float) -> int:
    return int(bucket(np.array([int(seconds * 1e6)]))[0])
