"""Logs split over parties who send each other receipts: what the tests of receipts share."""

from collections import defaultdict
from dataclasses import replace
from itertools import pairwise

import polars as pl
from tests.profile.oracle import cases_of

from liandong.profile import Profile
from liandong.profile.receipts import Secret, SigningKey, count, read_sent, sign, verify

SECRET = Secret(bytes(range(32)))
RECEIVER = "接收方"


def split(log):
    """The log of each party, as it would lie there; a column names the party that a case goes to after a row.

    Beside them, the cases that begin at each party.
    """
    events = log.events.with_row_index("row")
    goes_to, begin = {}, defaultdict(set)
    for _, case in cases_of(replace(log, events=events)):
        begin[case[0]["party"]].add(_case_of(case[0]))
        for event, following in pairwise(case):
            if event["party"] != following["party"]:
                goes_to[event["row"]] = following["party"]
    column = pl.Series(RECEIVER, [goes_to.get(row) for row in range(events.height)], dtype=pl.String)
    marked = events.drop("row").with_columns(column)
    parts = {
        party: replace(log, events=marked.filter(pl.col("party") == party).with_columns(party=None))
        for party in marked["party"].unique().sort()
    }
    return parts, begin


def _case_of(event):
    return event["zone"], event["object_type"], event["case"]


class Office:
    """A party at work: its log, its key, what it has sent."""

    def __init__(self, party, log, begin, folder):
        self.party, self.log, self.folder = party, log, folder
        self.cases = {case: SECRET.case(*case) for case in map(_case_of, log.events.iter_rows(named=True))}
        self.begin = {self.cases[case] for case in begin}
        self.key = SigningKey.new(party)
        self.sent = []

    @property
    def out(self):
        return self.folder / f"{self.party}.jsonl"

    def post(self, received, tell):
        """Signs what can be signed now, of cases that began here or have come; how many."""
        known = self.begin | {receipt.case for receipt in received}
        is_known = [self.cases[_case_of(event)] in known for event in self.log.events.iter_rows(named=True)]
        log = replace(self.log, events=self.log.events.filter(pl.Series(is_known, dtype=pl.Boolean)))
        if log.events.is_empty():
            return 0
        signed = sign(
            log,
            key=self.key,
            secret=SECRET,
            column=RECEIVER,
            received=received,
            sent=[each.receipt for each in self.sent],
            tell=tell,
        )
        self.sent += signed.receipts
        self.out.write_bytes(b"".join(each.line + b"\n" for each in self.sent))
        return len(signed.receipts)


class Alliance:
    """All parties of a log, with one file of receipts from each."""

    def __init__(self, log, folder, tell=("activities", "worker")):
        folder.mkdir(exist_ok=True)
        parts, begin = split(log)
        self.offices = {party: Office(party, part, begin[party], folder) for party, part in parts.items()}
        for office in self.offices.values():
            office.out.write_bytes(b"")
        while sum(office.post(self.received(party), tell) for party, office in self.offices.items()):
            pass

    def received(self, party):
        """The good receipts for the party."""
        checked = verify(
            [office.out for office in self.offices.values()],
            receiver=party,
            trusted=[office.key.public for office in self.offices.values()],
        )
        assert {found.reason for found in checked.findings} <= {"for_another_party"}
        return checked.receipts

    def count(self, party, **options):
        office = self.offices[party]
        sent = read_sent([office.out], sender=party)
        assert not sent.findings
        return count(
            office.log,
            party=party,
            secret=SECRET,
            received=self.received(party),
            sent=sent.receipts,
            **options,
        )

    def whole(self, **options):
        return sum((self.count(party, **options).profile for party in self.offices), Profile())
