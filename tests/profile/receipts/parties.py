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


def _place(receipt):
    return receipt.sender, receipt.number


def _case_of(event):
    return event["zone"], event["object_type"], event["case"]


class Office:
    """A party at work: its log, its key, what it has sent. Each time it posts, it sends a file."""

    def __init__(self, party, log, begin, folder):
        self.party, self.log, self.folder = party, log, folder
        cases = {
            case: SECRET.case(*case)
            for case in log.events.select("zone", "object_type", "case").unique().rows()
        }
        self.cases = pl.Series(
            [cases[_case_of(event)] for event in log.events.iter_rows(named=True)], dtype=pl.String
        )
        self.begin = {cases[case] for case in begin}
        self.key = SigningKey.new(party)
        self.sent, self.files, self.received = [], [], []

    def post(self, tell):
        """Signs what can be signed now, of cases that began here or have come; the file, if there is anything in it."""
        known = self.begin | {receipt.case for receipt in self.received}
        log = replace(self.log, events=self.log.events.filter(self.cases.is_in(list(known))))
        if log.events.is_empty():
            return None
        signed = sign(
            log,
            key=self.key,
            secret=SECRET,
            column=RECEIVER,
            received=self.received,
            sent=[each.receipt for each in self.sent],
            tell=tell,
        )
        if not signed.receipts:
            return None
        self.sent += signed.receipts
        self.files.append(self.folder / f"{self.party}-{len(self.files)}.jsonl")
        self.files[-1].write_bytes(b"".join(each.line + b"\n" for each in signed.receipts))
        return self.files[-1]


class Alliance:
    """All parties of a log, who post and open what has come until nothing is left to sign."""

    def __init__(self, log, folder, tell=("activities", "worker")):
        folder.mkdir(exist_ok=True)
        parts, begin = split(log)
        self.offices = {party: Office(party, part, begin[party], folder) for party, part in parts.items()}
        while mail := [file for office in self.offices.values() if (file := office.post(tell))]:
            for office in self.offices.values():
                office.received += self.checked(office.party, mail, {"gap"})

    def checked(self, party, files, also=()):
        """The good receipts for the party; a file that is not the first of its sender begins behind a gap."""
        checked = verify(
            files, receiver=party, trusted=[office.key.public for office in self.offices.values()]
        )
        assert {found.reason for found in checked.findings} <= {"for_another_party", *also}
        return checked.receipts

    def received(self, party):
        """All good receipts for the party, checked again together."""
        receipts = self.checked(party, [file for office in self.offices.values() for file in office.files])
        assert sorted(receipts, key=_place) == sorted(self.offices[party].received, key=_place)
        return receipts

    def count(self, party, **options):
        office = self.offices[party]
        sent = read_sent(office.files, sender=party)
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
