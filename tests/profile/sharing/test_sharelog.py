"""The share log: every release is recorded, none can be changed, and ε runs out."""

import json
from decimal import Decimal

import pytest

from liandong.errors import BudgetExhausted, ChainBroken, DifferenceTooSmall, SettingError, SharedAlready
from liandong.profile.sharing import ShareLog, verify
from liandong.profile.sharing.noise import opendp_noise, scale_of

from .offices import counted, office


@pytest.fixture
def log(tmp_path):
    return ShareLog(tmp_path / "share-log.jsonl")


@pytest.fixture
def january():
    return counted(office(cases=80))


def plus_two(counts, scale):
    """Noise that is always two."""
    return [count + 2 for count in counts]


def test_a_release_is_recorded_with_a_copy(log, january, approval):
    shared = log.share(january, approval)
    (line,) = log.path.read_text("utf-8").splitlines()
    record = json.loads(line)
    assert (record["purpose"], record["k"], record["source"], record["counts"]) == (
        "跨区对标",
        10,
        january.sha256,
        shared.sha256,
    )
    assert log.releases() == [shared]
    assert log.releases()[0].sheet == shared.sheet


def test_sharing_the_same_again_gives_the_same_release(log, january, approval):
    first = log.share(january, approval)
    assert log.share(january, approval) == first
    assert len(log.releases()) == 1


def test_sharing_the_same_in_another_way_is_refused(log, january, approval):
    log.share(january, approval)
    with pytest.raises(SharedAlready):
        log.share(january, approval, k=20)
    assert len(log.releases()) == 1


def test_months_are_shared_one_after_the_other(log, january, approval):
    one = log.share(january, approval)
    two = log.share(counted(office(first=80, cases=80, month=1)), approval)
    assert [verify(release, earlier=log.releases()) for release in (one, two, one + two)] == [(), (), ()]


def test_a_difference_under_k_is_refused_and_not_recorded(log, january, approval):
    log.share(january, approval)
    with pytest.raises(DifferenceTooSmall) as caught:
        log.share(counted(office(cases=83)), approval)
    assert (caught.value.values["n"], caught.value.values["k"]) == (3, 10)
    assert len(log.releases()) == 1


def test_verify_finds_what_a_careless_release_tells(log, january, approval):
    from liandong.profile.sharing import share

    log.share(january, approval)
    careless = share(counted(office(cases=83)), approval)
    assert verify(careless) == ()
    assert "less the release" in verify(careless, earlier=log.releases())[0].sentence("en")


@pytest.mark.parametrize("change", ["edit", "remove", "cut", "copy"])
def test_a_log_that_was_changed_is_found(log, january, approval, change):
    for month in range(3):
        log.share(counted(office(first=80 * month, cases=80, month=month)), approval)
    lines = log.path.read_text("utf-8").splitlines(keepends=True)
    if change == "edit":
        lines[1] = lines[1].replace("跨区对标", "商业推广").replace("\\u8de8\\u533a", "x")
    elif change == "remove":
        del lines[1]
    elif change == "cut":
        lines[2] = lines[2][:-20]
    else:
        next(log.folder.iterdir()).unlink()
    log.path.write_text("".join(lines), "utf-8")
    with pytest.raises(ChainBroken):
        log.releases()


def test_noise_spends_the_budget_of_its_sources(log, january, approval):
    options = {"epsilon": Decimal("0.6"), "budget": Decimal(1), "most_steps": 8, "draw": plus_two}
    log.share(january, approval, **options)
    assert log.spent(january) == Decimal("0.6")
    with pytest.raises(BudgetExhausted) as caught:
        log.share(january + counted(office(first=80, cases=80, month=1)), approval, **options)
    assert (caught.value.values["spent"], caught.value.values["limit"]) == (Decimal("0.6"), Decimal(1))
    assert len(log.releases()) == 1


def test_noise_is_added_to_every_count_and_said_in_the_data_sheet(log, january, approval):
    shared = log.share(january, approval, epsilon=Decimal(2), most_steps=8, draw=plus_two)
    exact = ShareLog(log.path.with_name("other.jsonl")).share(january, approval)
    assert shared.follows["n"].to_list() == [n + 2 for n in exact.follows["n"]]
    assert shared.handover.is_empty()
    release = shared.sheet.releases[0]
    assert release.epsilon == "2"
    assert {one.table: one.sensitivity for one in release.noise} == {
        "follows": 9, "case": 1, "follows_shape": 9, "case_shape": 1, "arrival": 1, "presence": 9,
    }  # fmt: skip
    assert sum(Decimal(one.epsilon) for one in release.noise) == pytest.approx(Decimal(2))
    assert verify(shared) == ()


@pytest.mark.parametrize("epsilon", [Decimal(0), Decimal(-1), Decimal("nan"), Decimal("inf")])
def test_an_epsilon_that_protects_nobody_is_refused(log, january, approval, epsilon):
    with pytest.raises(SettingError):
        log.share(january, approval, epsilon=epsilon, most_steps=8, budget=Decimal("inf"), draw=plus_two)


def test_a_case_longer_than_the_bound_is_refused(log, january, approval):
    with pytest.raises(SettingError) as caught:
        log.share(january, approval, epsilon=Decimal(1), most_steps=5, draw=plus_two)
    assert caught.value.values["value"] == 5


def test_opendp_draws_noise_of_the_scale_that_epsilon_asks_for():
    pytest.importorskip("opendp")
    _, scale = scale_of("case", Decimal(1), 8, 6, 1)
    assert scale == 6
    drawn = opendp_noise([1000] * 4000, scale)
    mean = sum(drawn) / 4000
    spread = (sum((count - mean) ** 2 for count in drawn) / 4000) ** 0.5
    # The discrete Laplace of scale 6 has a standard deviation of 8.48; one in 10^9 runs is further away.
    assert abs(mean - 1000) < 0.9
    assert 7 < spread < 10
