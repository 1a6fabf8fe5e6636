"""Each adopter's own effect, and one profile that spans the time before and after."""

from datetime import UTC, datetime, timedelta

import pytest

import liandong as ld
from liandong.errors import SettingError

ADOPTED = {"日照": "2023-01", "滕州": "2023-04"}


def counted(zones, months=24):
    """Two cases a day; a zone takes so many days, and so many from its month of adoption on."""
    whole = ld.Profile()
    begin = datetime(2022, 1, 1, tzinfo=UTC)
    for zone, (before, after) in zones.items():
        adopted = datetime.fromisoformat(f"{ADOPTED.get(zone, '2099-01')}-01").replace(tzinfo=UTC)
        rows = []
        for n in range(30 * months):
            at = begin + timedelta(days=n)
            days = (after if at >= adopted else before) + n % 3
            rows += [(f"{zone}-{n}", "申报", at), (f"{zone}-{n}", "放行", at + timedelta(days=days))]
        whole += ld.profile(ld.EventLog.from_rows(rows, zone=zone), period="month")
    return whole


@pytest.fixture(scope="module")
def found():
    spans = {"日照": (10, 7), "滕州": (12, 11), "青岛": (9, 9), "烟台": (8, 8)}
    return ld.effect(counted(spans), adopted=ADOPTED, measures=["mean"])


def test_one_profile_that_spans_adoption_is_enough(found):
    # Eleven months of three days less, eight of one day less; December is not followed long enough.
    assert found["mean"].value / 86_400 == pytest.approx((11 * -3 + 8 * -1) / 19)
    assert list(found.inputs) == ["before"]


def test_each_adopter_has_its_own_effect(found):
    rows = found.tables()["effect_adopters"].to_dicts()
    told = [(row["zone"], row["adopted"].isoformat(), round(row["value"] / 86_400, 1)) for row in rows]
    assert told == [("日照", "2023-01-01", -3.0), ("滕州", "2023-04-01", -1.0)]
    assert all(row["low"] <= row["value"] <= row["high"] for row in rows)


def test_one_profile_without_a_date_of_adoption_is_refused():
    with pytest.raises(SettingError, match="one profile"):
        ld.effect(counted({"青岛": (9, 9)}, months=2))
