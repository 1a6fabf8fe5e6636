"""A party's part of the whole, as a sum of four profiles: inside, crossing, begun, ended.

Each is named from raw counts in codes that all four share, by the same code as any profile.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from liandong.eventlog import EventLog
from liandong.profile.assemble import assemble
from liandong.profile.coding import Coder
from liandong.profile.count import Engine
from liandong.profile.engines import raw_counts, settings_of
from liandong.profile.raw import RawCounts
from liandong.profile.receipts.crossings import pairs
from liandong.profile.receipts.custody import Custody, Stretch
from liandong.profile.receipts.keys import Secret
from liandong.profile.receipts.stays import Stays, encoded, stays
from liandong.profile.tables import END, START
from liandong.profile.value import Profile

#: What raw counts tell of whole cases.
_WHOLE = ("cases", "case_counts", "sequences")
_NO_CASES = pl.DataFrame(
    schema=dict.fromkeys(("group", "start", "end", "working", "first_step", "last_step"), pl.Int64)
    | {"variant": pl.UInt64}
)


class Parts:
    """The four profiles of a log, given which stretches its events fall into."""

    def __init__(
        self, log: EventLog, held: Custody, coder: Coder, engine: Engine | None, secret: Secret
    ) -> None:
        self._log, self._coder, self._engine = replace(log, events=held.events), coder, engine
        self._stretches = held.stretches
        #: The stretches that a receipt opened.
        self.brought = [stretch for stretch in held.stretches if stretch.opener]
        before, self._pairs = pairs(self.brought, held.events, secret)
        self._codes = encoded(self._log, coder)
        codes_before = encoded(replace(log, events=before), coder)
        self._before = {id(each): place for place, each in enumerate(self.brought)}
        self._codes_before = codes_before

    @cached_property
    def raw(self) -> RawCounts:
        """The counts of the log in codes, each stretch a case of its own."""
        sizes = [stretch.stop - stretch.first for stretch in self._stretches]
        numbers = pl.Series(np.repeat(np.arange(len(sizes)), sizes)).cast(pl.String)
        events = self._log.events.with_columns(case=numbers)
        return raw_counts(replace(self._log, events=events), self._coder, self._engine)

    def inside(self) -> Profile:
        """Events, work, and the steps inside stretches."""
        nothing = self._nothing()
        return self._named(replace(self.raw, **{name: nothing[name] for name in _WHOLE}))

    def crossing(self) -> Profile:
        """The steps from one party to the next: counted as cases of two events, of which only the step is kept."""
        if self._pairs.is_empty():
            return Profile()
        raw = raw_counts(replace(self._log, events=self._pairs), self._coder, self._engine)
        return self._named(RawCounts(**self._nothing() | {"edges": raw.edges, "edge_shape": raw.edge_shape}))

    def begun(self) -> Profile:
        """The starts of cases that began here."""
        whole = self._cases([stretch for stretch in self._stretches if stretch.starts_case])
        tables = {
            "follows": whole.follows.filter(pl.col("source") == START),
            "arrival": whole.arrival,
            "daily": whole.daily.filter(pl.col("activity") == START),
        }
        return Profile(whole.settings, tables)

    def ended(self) -> Profile:
        """The ends of cases that are here, and with them the whole cases."""
        whole = self._cases([stretch for stretch in self._stretches if stretch.ends_case])
        tables = {name: whole.tables[name] for name in ("case", "case_shape", "variant")} | {
            "follows": whole.follows.filter(pl.col("target") == END),
            "daily": whole.daily.filter(pl.col("activity") == END),
        }
        return Profile(whole.settings, tables, whole.sequence)

    def _cases(self, stretches: list[Stretch]) -> Profile:
        """The profile of whole cases, without their steps."""
        if not stretches:
            return Profile()
        known = stays(self._log.events, stretches, self._codes.steps, self._coder)
        rows = {"cases": self._case_rows(known), "sequences": self._sequences(known)}
        return self._named(RawCounts(**self._nothing() | rows))

    def _case_rows(self, known: Stays) -> pl.DataFrame:
        """One row a case, as ``RawCounts.cases``."""
        ends = np.array(known.ends, dtype=np.int64)
        starts = np.array(known.starts, dtype=np.int64)
        calendar = self._coder.calendar
        worked = [
            calendar.working_micros(times) if calendar else np.zeros_like(ends) for times in (starts, ends)
        ]
        firsts = [self._coded(stretch, stretch.first) for stretch in known.stretches]
        lasts = [self._coded(stretch, stretch.stop - 1) for stretch in known.stretches]
        return pl.DataFrame(
            {
                "group": [group for group, _ in firsts],
                "start": starts,
                "end": ends,
                "working": worked[1] - worked[0],
                "first_step": [step for _, step in firsts],
                "last_step": [step for _, step in lasts],
                "variant": pl.Series(known.hashes, dtype=pl.UInt64),
            }
        )

    def _coded(self, stretch: Stretch, row: int) -> tuple[int, int]:
        """Group and step of an event of the stretch; where it has none, of the sender's last."""
        is_empty = stretch.first == stretch.stop
        codes, at = (self._codes_before, self._before[id(stretch)]) if is_empty else (self._codes, row)
        return int(codes.groups[at]), int(codes.steps[at])

    def _sequences(self, known: Stays) -> pl.DataFrame:
        """The steps of one case of each variant, as far as receipts tell them."""
        found: dict[int, list[int]] = {}
        for stretch, variant in zip(known.stretches, known.hashes, strict=True):
            before = stretch.opener.activities if stretch.opener else ()
            if variant not in found and before is not None:
                codes = [self._coder.steps.code((activity, "", "")) for activity in before]
                found[variant] = codes + self._codes.steps[stretch.first : stretch.stop].tolist()
        schema = {"variant": pl.UInt64(), "steps": pl.List(pl.Int32)}
        return pl.DataFrame({"variant": list(found), "steps": list(found.values())}, schema=schema)

    def _nothing(self) -> dict[str, Any]:
        """The raw counts, without rows; whole cases are told one by one, whatever the engine counts them by."""
        frames = {
            name: frame.clear() for name, frame in vars(self.raw).items() if isinstance(frame, pl.DataFrame)
        }
        return frames | {"cases": _NO_CASES, "case_counts": None, "span": None}

    def _named(self, raw: RawCounts) -> Profile:
        tables, sequence = assemble(raw, self._coder)
        return Profile(settings_of(self._coder), tables, sequence)
