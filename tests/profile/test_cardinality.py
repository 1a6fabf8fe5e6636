"""How many objects go together: counted from the relations, added, coarsened, kept in files of version 2 only."""

import io
import json
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import liandong as ld
from liandong.errors import ProfileDamaged, ProfileNotContained
from liandong.eventlog.ocel import EVENTS, OBJECT_RELATIONS, OBJECTS, RELATIONS

START = datetime(2024, 5, 6, 1, tzinfo=UTC)
#: Containers and bills; the month turns between event 2 and event 3.
EVENT_OBJECTS = st.lists(
    st.tuples(st.sampled_from("ab"), st.sets(st.sampled_from(["C1", "C2", "C3", "B1", "B2"]), min_size=1)),
    min_size=1,
    max_size=5,
)
LINKS = st.sets(
    st.tuples(st.sampled_from(["B1", "B2"]), st.sampled_from(["C1", "C2", "C3", "B1"])), max_size=3
)


def made(events, links=(), prefix=""):
    """A log: activity and objects of each event, ten days apart; the objects' first letter is their type."""
    things = sorted(
        {prefix + name for _, members in events for name in members}
        | {prefix + name for pair in links for name in pair}
    )
    rows = [
        (f"{prefix}e{number}", activity, START + timedelta(days=10 * number))
        for number, (activity, _) in enumerate(events)
    ]
    relations = [
        (f"{prefix}e{number}", prefix + name, "")
        for number, (_, members) in enumerate(events)
        for name in sorted(members)
    ]
    return ld.ObjectLog(
        pl.DataFrame(rows, schema=EVENTS, orient="row"),
        pl.DataFrame([(name, name.removeprefix(prefix)[0]) for name in things], schema=OBJECTS, orient="row"),
        pl.DataFrame(relations, schema=RELATIONS, orient="row"),
        pl.DataFrame([(prefix + one, prefix + other, "") for one, other in links], schema=OBJECT_RELATIONS, orient="row"),
        zone="青岛",
    )  # fmt: skip


@pytest.fixture
def port():
    """One bill for two containers: declared together, unloaded one by one."""
    return made(
        [("申报", {"B1", "C1", "C2"}), ("卸船", {"C1"}), ("卸船", {"C2"})], [("B1", "C1"), ("B1", "C2")]
    )


def rows(profile, *keys):
    names = [*keys, "n"]
    table = profile.coarsen(period="all").cardinality
    return sorted(
        table.select(pl.col(pl.Categorical).cast(pl.String), pl.exclude(pl.Categorical)).select(names).rows()
    )


def test_events_objects_and_relations_are_counted(port):
    profile = ld.profile(port)
    assert rows(profile, "kind", "object_type", "activity", "related_type", "count") == [
        ("event", "B", "申报", "B", 1, 1),
        ("event", "B", "申报", "C", 2, 1),
        ("event", "C", "申报", "B", 1, 1),
        ("event", "C", "申报", "C", 2, 1),
        ("linked", "B", "", "C", 2, 1),
        ("linked", "C", "", "B", 1, 2),
        ("met", "B", "", "C", 2, 1),
        ("met", "C", "", "B", 1, 2),
        ("met", "C", "", "C", 1, 2),
    ]
    assert profile.table("cardinality").equals(profile.cardinality)


def by_hand(events, links):
    """The same from sets, over all time."""
    counted, met, linked = Counter(), {}, {}
    for activity, members in events:
        for kind in {name[0] for name in members} if len(members) > 1 else ():
            for other, count in Counter(name[0] for name in members).items():
                counted["event", kind, activity, other, count] += 1
        for name in members:
            met.setdefault(name, set()).update(members - {name})
    for one, other in links:
        if one != other:
            linked.setdefault(one, set()).add(other)
            linked.setdefault(other, set()).add(one)
    for label, known in (("met", met), ("linked", linked)):
        for name in met:
            for other, count in Counter(thing[0] for thing in known.get(name, ())).items():
                counted[label, name[0], "", other, count] += 1
    return sorted((*key, n) for key, n in counted.items())


@settings(max_examples=15)
@given(EVENT_OBJECTS, LINKS)
def test_any_log_is_counted_as_by_hand(events, links):
    found = rows(ld.profile(made(events, links)), "kind", "object_type", "activity", "related_type", "count")
    assert found == by_hand(events, links)


@settings(max_examples=4)
@given(EVENT_OBJECTS, LINKS, EVENT_OBJECTS)
def test_profiles_add_subtract_and_coarsen(left, links, right):
    a, b = made(left, links), made(right, prefix="x")
    both = ld.ObjectLog(
        *(pl.concat([getattr(a, name), getattr(b, name)]) for name in ("events", "objects", "relations", "object_relations")),
        zone="青岛",
    )  # fmt: skip
    one, two = ld.profile(a), ld.profile(b)
    assert one + two == ld.profile(both) == two + one
    assert (one + two) - two == one
    options = {"period": "quarter", "drop": ["related_type"], "rename": {"activity": {"b": "a"}}}
    assert (one + two).coarsen(**options) == one.coarsen(**options) + two.coarsen(**options)
    assert one.coarsen(period="year") == ld.profile(a, period="year")
    assert (
        sum(one.select(object_type=kind).cardinality["n"].sum() for kind in "BC")
        == one.cardinality["n"].sum()
    )


def test_the_engines_agree(port):
    assert ld.profile(port, engine="duckdb") == ld.profile(port, engine="numba")


def test_large_numbers_share_a_cell():
    sizes = (1, 16, 17, 32, 33)
    events = [("装船", {f"C{number}" for number in range(size)}) for size in sizes]
    profile = ld.profile(made(events))
    assert rows(profile, "kind", "count") == [("event", 16, 1), ("event", 32, 2), ("event", 64, 1), ("met", 32, 33)]  # fmt: skip


def test_types_get_their_new_names_on_both_sides(port):
    renamed = ld.profile(port).coarsen(rename={"object_type": {"B": "提单", "C": "集装箱"}})
    assert {row[:2] for row in rows(renamed, "object_type", "related_type")} == {
        ("提单", "提单"), ("提单", "集装箱"), ("集装箱", "提单"), ("集装箱", "集装箱")
    }  # fmt: skip


def test_what_was_never_added_cannot_be_taken_out(port):
    whole = ld.profile(port)
    less = replace(whole, cardinality=whole.cardinality.head(1))
    with pytest.raises(ProfileNotContained) as caught:
        less - whole
    assert caught.value.values["table"] == "cardinality"


def test_only_a_profile_with_objects_is_a_file_of_version_2(tmp_path, port):
    for log, version in ((port, 2), (port.flatten_all(), 1)):
        profile = ld.profile(log)
        profile.save(tmp_path / "a.profile")
        with zipfile.ZipFile(tmp_path / "a.profile") as archive:
            assert json.loads(archive.read("profile.json"))["version"] == version
            assert ("cardinality.parquet" in archive.namelist()) == (version == 2)
        loaded = ld.Profile.load(tmp_path / "a.profile")
        assert (loaded.sha256, loaded.cardinality.equals(profile.cardinality)) == (profile.sha256, True)


def test_a_changed_or_missing_table_is_refused(tmp_path, port):
    path = tmp_path / "a.profile"
    profile = ld.profile(port)
    profile.save(path)
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    table = pl.read_parquet(members["cardinality.parquet"]).with_columns(n=pl.col("n") + 1)
    data = io.BytesIO()
    table.write_parquet(data)
    for changed in (
        members | {"cardinality.parquet": data.getvalue()},
        {k: v for k, v in members.items() if k[0] != "c" or k[:3] == "cas"},
    ):
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in changed.items():
                archive.writestr(name, content)
        with pytest.raises(ProfileDamaged):
            ld.Profile.load(path)


def test_the_fingerprint_depends_on_it(port):
    whole = ld.profile(port)
    assert whole != replace(whole, cardinality=whole.cardinality.clear()) == ld.profile(port.flatten_all())


def test_zones_milestones_and_files_are_as_for_events(tmp_path, port):
    ld.write_log(port, tmp_path / "青岛.jsonocel")
    assert ld.profile(tmp_path / "青岛.jsonocel") == ld.profile(port)
    there = ld.profile(port, zone="日照", keep=["卸船"])
    assert (there.zones, rows(there, "kind", "zone")) == (
        ["日照"],
        [("linked", "日照", 2)],
    )


def test_container_logistics_has_its_known_relations(shared):
    log = ld.read_ocel(shared / "ocel" / "logistics.sqlite", timezone="UTC")
    profile = ld.profile(log)
    linked = profile.cardinality.filter(pl.col("kind") == "linked", pl.col("count") <= 16)
    pairs = linked.group_by(pl.col("object_type", "related_type").cast(pl.String)).agg(
        (pl.col("n") * pl.col("count")).sum()
    )
    known = {frozenset(pair): n for *pair, n in pairs.rows() if "Truck" not in pair or pair[0] == "Container"}
    wanted = json.loads((shared / "reference.json").read_text("utf-8"))["cross"]["ocel_logistics"]
    # The standard's log has four kinds of relations between objects, 1,420 in all.
    assert known == {
        frozenset({"Container", "Transport Document"}): 510,
        frozenset({"Container", "Truck"}): 510,
        frozenset({"Transport Document", "Vehicle"}): 200,
        frozenset({"Customer Order", "Transport Document"}): 200,
    }
    assert sum(known.values()) == wanted["n_o2o"]
    own = profile.cardinality.filter(
        pl.col("kind") == "event", pl.col("object_type") == pl.col("related_type"), pl.col("count") <= 16
    )
    together = (own["n"] * own["count"]).sum()
    alone = log.relations.group_by("event").len().filter(pl.col("len") == 1).height
    assert together + alone == wanted["n_relations"]
