"""A store answers what counting the same events from scratch answers, however they came in."""

from dataclasses import replace
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.profile.strategies import MARKS, logs, some_examples

import liandong as ld

TIMEZONES = st.sampled_from(["Asia/Shanghai", "UTC", "Europe/Amsterdam", "America/St_Johns"])
CASE = ("zone", "object_type", "case")


def whole(profile):
    """Everything that a profile counts, comparable with ``==``."""
    tables = {name: frame.to_dict(as_series=False) for name, frame in profile.tables.items()}
    return profile.settings, tables, profile.sequence.to_dict(as_series=False), profile.sha256


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    """New places for stores, one after the other."""
    folder = tmp_path_factory.mktemp("stores")
    return (folder / f"{number}.store" for number in range(100_000))


@pytest.fixture(scope="module")
def bpic15(shared):
    """Building permits of two municipalities, as one log of two zones."""
    parts = [
        ld.read_log(shared / "logs" / f"bpic15_{k}.xes.gz", zone=zone) for k, zone in ((1, "甲"), (3, "乙"))
    ]
    frame = pl.concat([part.events for part in parts], how="diagonal")
    return ld.EventLog.from_frame(frame)


@some_examples
@given(TIMEZONES.flatmap(lambda zone: logs(timezone=zone)), st.booleans())
def test_a_store_is_profiled_like_its_log(places, log, with_calendar):
    calendar = ld.Calendar.weekdays(timezone=log.timezone) if with_calendar else None
    options = {"calendar": calendar, "statutory": MARKS, "period": "month"}
    store = ld.Store.create(log, next(places))
    assert whole(store.profile(**options)) == whole(ld.profile(log, **options))
    assert whole(store.profile()) == whole(ld.profile(log))


@some_examples
@given(logs(cases="abcdefgh", most=30), st.lists(st.integers(0, 30), max_size=4))
def test_batches_in_any_pieces_are_one_import_of_all(places, log, cuts):
    edges = [0, *sorted(min(cut, log.events.height) for cut in cuts), log.events.height]
    first, *more = (
        replace(log, events=log.events[start:stop]) for start, stop in pairwise(edges) if stop > start
    )
    store = ld.Store.create(first, next(places))
    for number, part in enumerate(more):
        assert store.append(part, batch=str(number))
    assert whole(store.profile()) == whole(ld.profile(log))
    assert (store.cases(), store.events) == (log.events.n_unique(CASE), log.events.height)
    assert whole(ld.Store.open(store.root).profile()) == whole(store.profile())


def test_a_file_that_names_no_zone_goes_on_in_the_only_one_of_the_store(places, tmp_path):
    rows = "办件编号,环节,时间\n1,申报,2024-05-06 09:00\n", "办件编号,环节,时间\n1,放行,2024-05-07 09:00\n"
    files = [tmp_path / name for name in ("may.csv", "june.csv")]
    for file, text in zip(files, rows, strict=True):
        file.write_text(text, "utf-8")
    store = ld.Store.create(files[0], next(places), zone="日照")
    assert store.append(files[1], batch="2")
    assert (store.zones, store.cases()) == (("日照",), 1)
    assert store.append(files[1], batch="3", zone="临沂")
    assert store.append(files[1], batch="4")
    assert (store.zones, store.cases()) == (("june", "临沂", "日照"), 3)


@pytest.mark.slow
def test_real_permits_are_counted_alike_whole_and_in_batches(bpic15, places):
    expected = whole(ld.profile(bpic15))
    assert whole(ld.Store.create(bpic15, next(places)).profile()) == expected
    third = bpic15.events.height // 3
    parts = [
        replace(bpic15, events=bpic15.events[k * third : (k + 1) * third if k < 2 else None])
        for k in range(3)
    ]
    by_time = replace(bpic15, events=bpic15.events.sort("end", maintain_order=True))
    store = ld.Store.create(parts[0], next(places))
    assert [store.append(part) for part in parts[1:]] == [True, True]
    assert whole(store.profile()) == expected
    assert whole(ld.Store.create(by_time, next(places)).profile()) == expected


FILTERS = [
    ("zone='甲'", lambda of: of("zone") == "甲"),
    ("片区 in ('甲', '丙')", lambda of: of("zone").is_in(["甲", "丙"])),
    ("outcome='01_HOOFD_510_3'", lambda of: of("activity").last() == "01_HOOFD_510_3"),
    ("first_activity <> '01_HOOFD_010'", lambda of: of("activity").first() != "01_HOOFD_010"),
    ("activity='01_HOOFD_810'", lambda of: (of("activity") == "01_HOOFD_810").any()),
    ("not activity in ('01_HOOFD_810', '08_AWB45_005')", lambda of: ~of("activity").is_in(["01_HOOFD_810", "08_AWB45_005"]).any()),
    ("activity like '06_VD%'", lambda of: of("activity").str.starts_with("06_VD").any()),
    ("resource = '560872' or resource='4634935'", lambda of: of("resource").is_in(["560872", "4634935"]).any()),
    ("start between '2011-03' and '2011-12-15'", lambda of: _local(of("end").min()).is_between(pl.date(2011, 3, 1), pl.date(2011, 12, 15))),
    ("end < '2012'", lambda of: _local(of("end").max()) < pl.date(2012, 1, 1)),
    ("lead_days > 100.5", lambda of: (of("end").max() - of("end").min()) > pl.duration(hours=2412)),
    ("events <= 20", lambda of: of("activity").len() <= 20),
    ('"case:SUMleges" >= 1000', lambda of: (of("case:SUMleges") >= 1000).any()),
    ('"case:SUMleges" is null', lambda of: of("case:SUMleges").is_null().all()),
    ("dueDate > '2012-06-01'", lambda of: (_local(of("dueDate")) > pl.date(2012, 6, 1)).any()),
    ("not (zone='甲' or question='True') and \"case:parts\" like '%Bouw%'", lambda of: (of("zone") != "甲").first() & ~(of("question") == "True").any() & of("case:parts").str.contains("Bouw").any()),
]  # fmt: skip


def _local(times):
    return times.dt.convert_time_zone("Asia/Shanghai").dt.date()


def filtered(log, holds):
    """The log with the cases for which an expression holds, counted by polars; events of a case in their order."""
    ordered = log.events.with_row_index("row").sort("end", "row")

    def of(name):
        return pl.col(name)

    kept = ordered.group_by(CASE).agg(holds(of).first().alias("kept")).filter("kept")
    return replace(log, events=log.events.join(kept.select(CASE), on=CASE, how="semi", maintain_order="left"))


@pytest.fixture(scope="module")
def permits(bpic15, places):
    return ld.Store.create(bpic15, next(places))


@pytest.mark.parametrize(("where", "holds"), FILTERS, ids=[where for where, _ in FILTERS])
def test_a_filter_keeps_what_polars_keeps(bpic15, permits, where, holds):
    part = filtered(bpic15, holds)
    assert 0 < part.events.height < bpic15.events.height
    assert permits.cases(where) == part.events.n_unique(CASE)
    assert whole(permits.profile(where)) == whole(ld.profile(part))
