"""One port: a case lies in the systems of several parties, and receipts join what each has counted."""

from datetime import date

import polars as pl

import liandong as ld
from liandong.innovations import Assumptions, folders
from liandong.innovations.assumptions import FILE
from liandong.innovations.modelling import model_of
from liandong.innovations.simulating import events


def test_every_case_of_one_port_passes_from_party_to_party():
    assumed = Assumptions.load(folders()["one-port-feeder"] / FILE)
    before = assumed.procedure()
    model = model_of(assumed, assumed.own, before, before, assumed.head.start)
    found = events(model, assumed.own.name, date(2022, 2, 1), seed=1)
    profile = ld.profile(ld.EventLog.from_frame(found), simulated=True)
    edges = profile.follows.filter((pl.col("party_from") != "") & (pl.col("party_to") != ""))
    crossing = edges.filter(pl.col("party_from") != pl.col("party_to"))
    pairs = set(crossing.select("party_from", "party_to").unique().iter_rows())
    assert {
        ("支线港", "支线海关"),
        ("支线海关", "船公司"),
        ("船公司", "干线港"),
        ("干线港", "干线海关"),
    } <= pairs
    handed = crossing.filter(pl.col("target") == "交接回执")["n"].sum()
    assert handed == found["case"].n_unique()
