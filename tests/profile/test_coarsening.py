"""Coarsening leaves nothing of what was renamed or forgotten, and counts what counting the renamed log gives."""

from datetime import timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import liandong as ld
from liandong.errors import SettingError

from .strategies import ACTIVITIES, MARKS, MONDAY, log_of, logs, some_examples


def names_in(profile, tmp_path):
    """Every text that is in a profile or in its file's head."""
    profile.save(tmp_path / "a.profile")
    texts = [
        column.cast(pl.String)
        for frame in profile.tables.values()
        for column in frame
        if column.dtype == pl.Categorical()
    ]
    texts.append(profile.sequence["activities"].explode().cast(pl.String))
    return {*pl.concat([column.alias("text") for column in texts]).drop_nulls()}


@pytest.fixture(scope="module")
def small():
    names = {"1": ("申报", "补正", "放行"), "2": ("申报", "补充", "放行"), "3": ("申报", "放行")}
    rows = [
        (case, name, None, MONDAY + timedelta(hours=k), None, None, None, "青岛", "case")
        for case, steps in names.items()
        for k, name in enumerate(steps)
    ]
    return ld.profile(log_of(rows), statutory=[ld.Mark(activity="补正", clause="第三条")])


def test_variants_that_new_names_make_equal_become_one(small):
    found = small.coarsen(rename={"activity": {"补充": "补正"}})
    texts = dict(found.sequence.with_columns(pl.col("activities").cast(pl.List(pl.String))).iter_rows())
    counts = {tuple(texts[variant]): n for variant, n in found.variant.select("variant", "n").iter_rows()}
    assert counts == {("申报", "补正", "放行"): 2, ("申报", "放行"): 1}


def test_an_old_name_is_left_nowhere(small, tmp_path):
    names = {"补正": "补件", "补充": "补件"}
    found = small.coarsen(rename={"activity": names})
    assert names_in(small, tmp_path) >= set(names)
    assert names_in(found, tmp_path) & set(names) == set()
    assert found.settings.statutory == (ld.Mark(activity="补件", clause="第三条"),)
    assert "补正".encode() not in (tmp_path / "a.profile").read_bytes()


def test_a_forgotten_activity_is_named_nowhere(small, tmp_path):
    found = small.coarsen(drop=["activity"])
    assert names_in(found, tmp_path) & {"申报", "补正", "补充", "放行"} == set()
    assert found.sequence["activities"].list.len().sort().to_list() == [2, 3]
    assert (found.settings.statutory, found.variant["n"].sum()) == ((), 3)


def test_forgotten_variants_leave_no_sequence(small, tmp_path):
    found = small.coarsen(drop=["variant"])
    assert found.sequence.is_empty()
    assert found.variant.select("variant", "n").rows() == [(0, 3)]
    found.save(tmp_path / "a.profile")
    assert ld.Profile.load(tmp_path / "a.profile") == found


@some_examples
@given(logs(), st.dictionaries(st.sampled_from(ACTIVITIES), st.sampled_from(ACTIVITIES), min_size=1))
def test_renaming_is_counting_the_log_under_the_new_names(log, names):
    events = log.events.with_columns(pl.col("activity").cast(pl.String).replace(names))
    wanted = ld.profile(ld.EventLog(events, timezone=log.timezone), engine="numba")
    found = ld.profile(log, engine="numba").coarsen(rename={"activity": names})
    assert found == wanted
    assert found.sequence.to_dict(as_series=False) == wanted.sequence.to_dict(as_series=False)


def test_a_mark_that_meets_nothing_is_noted_until_it_does(small):
    def notes(profile):
        return [text for pair in profile.sheet.assumptions for text in pair if "第二条" in text]

    met, missed = small.coarsen(rename={"activity": {"放行": "Start"}}).mark(MARKS), small.mark(MARKS)
    assert notes(missed) == [
        "法定时限标注“申报 → Start”（第二条）在日志中没有对应的环节，未起作用",
        "the statutory mark “申报 → Start” (第二条) meets no step of the log and has no effect",
    ]
    assert notes(met) == notes(met + missed) == []
    assert notes(missed + missed) == notes(missed)


def test_an_unknown_key_is_told_with_the_known_ones_in_both_languages(small):
    with pytest.raises(SettingError) as caught:
        small.coarsen(drop=["ressource"])
    assert caught.value.text("zh").startswith("“key”不能是 ressource：可用的有 activity, ")
    assert str(caught.value).startswith("key cannot be ressource: use one of activity, ")
