"""What ``ld.effect`` says: gains, losses and nothing, each as plainly; and what can be said where little can."""

import math
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

import liandong as ld
from liandong.diagnosis.words import Clock
from liandong.effect.measures import Measure
from liandong.effect.panel import Panel
from liandong.effect.pooling import before_after
from liandong.errors import ProfilesDiffer, SettingError

MONTHS = [f"{year}-{month:02}" for year in (2021, 2022, 2023) for month in range(1, 13)]
ADOPTED = {"日照": "2022-01", "临沂": "2022-04"}
ZONES = ("临沂", "日照", "滕州", "阳谷", "青岛", "邹平")
DAY = 86_400


def zones(change, seed=3):
    """Six zones, some noise by month, and a change in days where the reform is."""
    rng = np.random.default_rng(seed)
    made = {}
    for place, zone in enumerate(ZONES):
        level = 8 + place + rng.normal(0, 0.3, len(MONTHS))
        made[zone] = {
            month: [
                float(level[at] + spread + (change if month >= ADOPTED.get(zone, "9") else 0))
                for spread in (-1, 0, 0, 1, 2)
            ]
            for at, month in enumerate(MONTHS)
        }
    return made


def halves(made, cut="2022-01"):
    first = {zone: {m: days for m, days in months.items() if m < cut} for zone, months in made.items()}
    second = {zone: {m: days for m, days in months.items() if m >= cut} for zone, months in made.items()}
    return first, second


@pytest.mark.parametrize(("change", "verdict"), [(-2.0, "better"), (2.0, "worse"), (0.0, "unclear")])
def test_a_gain_a_loss_and_nothing_are_told_as_what_they_are(counted, change, verdict):
    before, after = (counted(half, n=2) for half in halves(zones(change)))
    found = ld.effect(before, after, adopted=ADOPTED)
    for one in found.estimates:
        assert one.verdict == verdict, one
        assert abs(one.value / DAY - change) < 0.4
        assert one.low <= change * DAY <= one.high
        assert (one.method, one.comparison) == ("staggered", ("临沂", "滕州", "邹平", "阳谷", "青岛"))
    word = {"better": "缩短", "worse": "延长", "unclear": "看不出确定的变化"}[verdict]
    assert all(word in sentence for sentence in found.sentences()[:3])


def test_placebos_and_the_time_before_show_nothing(counted):
    before, after = (counted(half, n=2) for half in halves(zones(-2.0)))
    found = ld.effect(before, after, adopted=ADOPTED)
    assert found.pre_trend > 0.05
    rows = [row for one in found.findings for row in one.placebos.values()]
    assert len(rows) == 15
    assert all(abs(row.value) < DAY for row in rows)


def test_shares_within_a_target_and_claims_stand_beside(counted):
    before, after = (counted(half, n=2) for half in halves(zones(-2.0)))
    claims = ["办理时间=约-50%@某报", "办理时间[median]=-2d", "办理时间=+10%"]
    found = ld.effect(before, after, adopted=ADOPTED, target_days=[10], claims=claims)
    assert found["within-10d"].verdict == "better"
    assert 0 < found["within-10d"].value < 1
    assert [one.verdict for one in found.claims] == ["larger", "within", "opposite"]
    assert "宣称“办理时间”变化 约 -50%（某报）；测算" in found.claims[0].sentence()


def test_without_a_comparison_the_series_itself_is_the_weaker_comparison(counted):
    made = {"日照": zones(-2.0)["日照"]}
    found = ld.effect(*(counted(half, n=2) for half in halves(made)), adopted={"日照": "2022-01"})
    one = found["mean"]
    assert (one.method, one.strength, one.comparison, one.verdict) == ("interrupted", "weak", (), "better")
    assert abs(one.value / DAY + 2) < 0.5
    assert "证据较弱" in found.notes[0][0]


def test_without_adopters_it_is_before_against_after(counted):
    first, second = halves({"青岛": {m: [10.0, 12.0] for m in MONTHS}})
    second["青岛"] = {month: [9.0, 11.0] for month in second["青岛"]}
    found = ld.effect(counted(first, n=3), counted(second, n=3))
    assert [round(one.value / DAY, 6) for one in found.estimates[:1]] == [-1.0]
    assert {one.strength for one in found.estimates} == {"weak"}
    assert "(--adopted)" in found.notes[0][1]


def test_one_period_says_that_nothing_can_be_judged(counted):
    before = counted({"青岛": {"2023-01": [5.0, 6.0, 7.0]}}, n=20)
    after = counted({"青岛": {"2023-05": [4.0, 5.0, 6.0]}}, n=20)
    found = ld.effect(before, after)
    assert {one.strength for one in found.estimates} == {"none"}
    assert any("数据不足" in line or "只有一个时段" in line for line in found.sentences())


def test_cases_that_are_still_open_do_not_fake_a_gain(counted):
    """Nothing changed; the log ends while the late cases are open, so all of them look short."""
    end = datetime(2023, 12, 31, tzinfo=UTC)
    months = {month: [30.0, 40.0, 50.0] for month in MONTHS}
    first, second = halves({"青岛": months}, cut="2023-10")
    found = ld.effect(counted(first, n=10), counted(second, n=10, end=end))
    assert found.follow_up.cases_cut > 0
    assert all(one.verdict != "better" for one in found.estimates)


def test_a_reform_too_young_to_judge_says_when_it_can_be(counted):
    end = datetime(2023, 12, 31, tzinfo=UTC)
    first, second = halves({"青岛": {month: [60.0, 80.0] for month in MONTHS}}, cut="2023-11")
    found = ld.effect(counted(first, n=10), counted(second, n=10, end=end), follow_up_days=80)
    assert found["mean"].value is None
    assert found.follow_up.possible_from.isoformat() == "2024-02-18"
    assert any("2024-02-18" in sentence for sentence in found.sentences("en"))


def test_an_adopter_without_a_before_is_named_and_not_counted(counted):
    before, after = (counted(half) for half in halves(zones(-1.0)))
    found = ld.effect(before, after, adopted={**ADOPTED, "邹平": "2020-01"})
    assert any("邹平" in zh for zh, _ in found.notes)
    assert "邹平" not in found["mean"].comparison


def divided(counted_by, seed=4):
    """A zone in which nothing changes, exported at the end of 2023, in two logs divided by the day that is asked for."""
    rng = np.random.default_rng(seed)
    rows = {"before": [], "after": []}
    for case in range(2500):
        filed, lead = float(rng.uniform(0, 730)), float(rng.lognormal(np.log(40), 0.7))
        steps = [("申报", filed), ("审查", filed + lead / 2), ("办结", filed + lead)]
        seen = [(str(case), step, START + timedelta(days=at)) for step, at in steps if at < 730]
        for row, (_, at) in zip(seen, steps, strict=False):
            by = {"start": filed, "end": filed + lead, "event": at}[counted_by]
            rows["before" if by < 545 else "after"].append(row)
    return [ld.profile(ld.EventLog.from_rows(half, zone="青岛"), period="month") for half in rows.values()]


START = datetime(2022, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("by", "told"), [("start", ""), ("end", "收件时段与“实施前”相同"), ("event", "从办结、审查开始")]
)
def test_logs_of_no_change_fake_none_however_they_were_divided(by, told):
    """Late cases are open at the export; a log divided by another day than the first also holds slow ones, or halves."""
    found = ld.effect(*divided(by))
    assert "better" not in {one.verdict for one in found.estimates}
    assert any(told in line for line in found.sentences())
    assert ("不可靠" in str(found)) == (by == "event")
    if by != "event":
        assert abs(found["median"].value) < 6 * DAY


def test_a_side_of_few_periods_knows_little_of_how_much_they_differ():
    """Two hundred draws of eighteen periods against four, nothing changed: with one freedom for both, 16 % were certain."""
    certain = [_certain(seed) for seed in range(200)]
    assert np.mean(certain) <= 0.1


def _certain(seed):
    rng = np.random.default_rng(seed)
    sides = [_panel(rng.normal(20, 3, periods)) for periods in (18, 4)]
    return before_after(*sides, Measure("mean"), 0.95).is_certain


def _panel(days):
    months = tuple(date(2020 + at // 12, at % 12 + 1, 1) for at in range(len(days)))
    n = np.full((1, len(days)), 50.0)
    edges = (np.array([0.0]), np.array([1.0]), np.array([2.0]))
    return Panel(
        ("青岛",),
        months,
        "month",
        Clock(),
        n,
        n * days * DAY,
        n * 0,
        n[:, :, None],
        edges,
        (date(2030, 1, 1),),
    )


def test_what_rests_on_few_cases_is_left_out_for_others_and_they_are_told_why(counted):
    """A zone that adopted shortly before the end has few cases since: its own change would give them away."""
    made = zones(-2.0)
    made["邹平"] = {month: days[:1] for month, days in made["邹平"].items()}
    before, after = (counted(half, n=4) for half in halves(made))
    whole = ld.effect(before, after, adopted=ADOPTED | {"邹平": "2023-10"}, minimum=1)
    shown = whole.without_cells_below(10)
    assert {row["zone"] for row in whole.tables()["effect_adopters"].to_dicts()} == {"日照", "临沂", "邹平"}
    assert {row["zone"] for row in shown.tables()["effect_adopters"].to_dicts()} == {"日照", "临沂"}
    reason = "邹平: fewer than 10 cases since adoption can be compared, so the zone's own change is not told."
    assert (reason in whole.sentences("en"), reason in shown.sentences("en")) == (False, True)
    assert shown.estimates == whole.estimates
    small = {str(day) for group, day in _groups(whole) if str(group) == "2023-10-01"}
    assert {"2023-10-01"} <= small
    # Before it adopted, too: a group that is this zone alone has four cases a month.
    assert not [row for row in _groups(shown) if str(row[0]) == "2023-10-01"]
    assert len(shown.findings[0].events) < len(whole.findings[0].events)


def _groups(found):
    return found.tables()["effect_groups"].select("group", "period").unique().rows()


def test_an_estimate_of_few_cases_has_no_number_for_others(counted):
    first, second = halves({"青岛": {m: [10.0] for m in MONTHS}}, cut="2023-10")
    found = ld.effect(counted(first), counted(second), claims=["办理时间=-10%"])
    assert found["mean"].value is not None
    shown = found.without_cells_below(10)
    assert (shown["mean"].value, shown["mean"].after, shown["mean"].n_treated) == (None, None, 0)
    assert (shown["mean"].verdict, shown.claims[0].verdict) == ("unclear", "unknown")
    assert "只依据不足 10 件办件的变化不给出数字。" in shown.sentences()


def test_simulated_profiles_say_so_first(counted):
    before, after = (counted(half, simulated=True) for half in halves(zones(-1.0)))
    assert ld.effect(before, after, adopted=ADOPTED).sentences("en")[0] == "Simulated data, not real cases."


@pytest.mark.parametrize(
    "asked",
    [
        {"adopted": {"上海": "2022-01"}},
        {"adopted": {"日照": "2022-13"}},
        {"measures": ["modal"]},
        {"claims": ["快多了"]},
        {"clock": "working"},
        {"minimum": 0},
        {"level": 1.0},
        {"follow_up_days": 0},
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(counted, asked):
    before, after = (counted(half) for half in halves({"日照": {m: [3.0] for m in MONTHS}}))
    with pytest.raises(SettingError):
        ld.effect(before, after, **asked)


def test_profiles_that_do_not_add_are_refused(counted):
    before = counted({"日照": {"2021-01": [3.0]}})
    log = ld.EventLog.from_rows([("1", "申报", datetime(2022, 1, 1, tzinfo=UTC))], zone="日照")
    with pytest.raises(ProfilesDiffer):
        ld.effect(before, ld.profile(log))


def test_empty_profiles_are_no_traceback(counted):
    some = counted({"日照": {"2021-01": [3.0]}})
    empty = ld.Profile(settings=some.settings)
    for before, after in ((some, empty), (empty, some), (empty, empty)):
        found = ld.effect(before, after)
        assert all(one.value is None for one in found.estimates)
        assert found.sentences("zh")


def test_the_bed_has_no_bias_and_no_false_alarms(bed):
    """Twelve draws; ``make bench-effect`` has 400: bias under 1 %, coverage 94-96 %, alarms under 3 %."""
    found = [bed["by_hand"](seed, 2.4)[0].estimate for seed in range(12)]
    none = [bed["by_hand"](seed, 0.0)[0].estimate for seed in range(100, 106)]
    assert abs(np.mean([one.value for one in found]) / DAY + 2.4) < 0.35
    assert sum(one.low <= -2.4 * DAY <= one.high for one in found) >= 10
    assert all(one.verdict == "better" for one in found)
    assert sum(one.is_certain for one in none) <= 1


@pytest.mark.slow
def test_events_counted_into_profiles_give_what_the_bed_counts_by_hand(bed):
    hand = [one.estimate for one in bed["by_hand"](1, 2.4)]
    counted = bed["measured"](1, 2.4).estimates
    for mine, theirs in zip(hand, counted, strict=False):
        for name in ("value", "low", "high", "p"):
            assert math.isclose(getattr(mine, name), getattr(theirs, name), rel_tol=1e-9)
    assert abs(counted[3].value / DAY + 2.4) < 0.5  # without statutory time, whose rule changed everywhere


@pytest.mark.slow
def test_bpic17_is_a_small_worsening_and_not_a_gain(shared):
    logs = [shared / "logs" / f"bpic17_w_{name}drift.csv.gz" for name in ("pre", "post")]
    before, after = (ld.profile(ld.read_log(log), drop=("Start", "End")) for log in logs)
    found = ld.effect(before, after)
    median = found["median"]
    assert median.verdict == "worse"
    assert 0.7 < median.value / DAY < 1.1
    assert not [one for one in found.estimates if one.verdict == "better"]
