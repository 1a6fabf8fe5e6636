"""The outside check: a container terminal that others simulated and split over three organisations.

``custom_logistics_sim`` (MIT, researcherprocessmining-anonym/FederatedSimulation), activities by organisation as in its
``logistics_3org.yaml``. Trips of a container go back and forth between haulier and terminal.
"""

import csv
import io
import re
import tarfile

import polars as pl
import pytest

import liandong as ld
from liandong.profile.receipts import held

from .parties import Alliance

FOLDER = "data/whatIF/custom_logistics_sim/"


@pytest.fixture(scope="module")
def logistics(shared):
    """A case is a transport document with the events of its containers; the party of each event is its organisation."""
    with tarfile.open(shared / "sim" / "custom_logistics_sim.tar.xz") as archive:

        def table(name):
            text = io.TextIOWrapper(archive.extractfile(f"{FOLDER}{name}.csv"), "utf-8")
            return list(csv.DictReader(text, delimiter=";"))

        kinds = {row["ocel_id"]: row["ocel_type"] for row in table("event")}
        files = {row["ocel_type"]: row["ocel_type_map"] for row in table("event_map_type")}
        times = {
            row["ocel_id"]: row["ocel_time"] for name in files.values() for row in table(f"event_{name}")
        }
        document = {
            row["ocel_source_id"]: row["ocel_target_id"]
            for row in table("object_object")
            if row["ocel_qualifier"] == "CR for TD"
        }
        related = table("event_object")
    party = organisations((shared / "sim" / "logistics_3org.yaml").read_text("utf-8"))
    rows = []
    seen = set()
    for row in related:
        event, thing = row["ocel_event_id"], row["ocel_object_id"]
        case = document.get(thing, thing)
        if re.fullmatch(r"td\d+", case) and (event, case) not in seen:
            seen.add((event, case))
            rows.append((case, kinds[event], times[event], party[kinds[event]]))
    frame = pl.DataFrame(rows, schema=["case", "activity", "end", "party"], orient="row")
    end = pl.col("end").str.to_datetime(time_unit="us").dt.replace_time_zone("UTC")
    return ld.EventLog.from_frame(frame.with_columns(end), zone="Container Logistics (simulated)")


def organisations(text):
    """Activity -> organisation, from the part of the file before the scopes."""
    found, name = {}, ""
    for line in text.partition("organizations:")[2].partition("\nscopes:")[0].splitlines():
        if heading := re.fullmatch(r"  (\w+):", line):
            name = heading[1]
        elif activity := re.fullmatch(r'      - "(.+)"', line):
            found[activity[1]] = name
    return found


@pytest.mark.slow
def test_three_organisations_add_up_to_the_joined_log(logistics, tmp_path):
    alliance = Alliance(logistics, tmp_path)
    joined, whole = ld.profile(logistics, simulated=True), alliance.whole(simulated=True)
    assert list(alliance.offices) == ["Company", "Terminal", "Trucking"]
    assert whole == joined
    times = held(whole)
    assert times["seconds"].sum() == float(joined.case["seconds"].sum())
    crossing = times.filter(pl.col("party_from") != pl.col("party_to"))["n"].sum()
    assert crossing == sum(len(office.sent) for office in alliance.offices.values())
    assert crossing > 2 * joined.case["n"].sum()
