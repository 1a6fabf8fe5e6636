"""Hand-overs: steps from one party, role or person to another, and the time that passes there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from liandong.diagnosis.reading import Reading, mean, total
from liandong.diagnosis.words import Clock, choose, count, percent

FORMULA = (
    "交接用时 = 前一方办完到后一方开始（无开始时间时为办完）之间的时间，归后一方；换人率 = "
    "前后两步经办人不同的比例",
    "hand-over time = from the end of the first party's step to the start (without start times: the end) "
    "of the next; it counts for the receiver; change of person = share of steps whose resource is not the "
    "one before",
)


@dataclass(frozen=True)
class Handovers:
    """Who hands over to whom.

    ``frame``: zone (``""`` is all together), level (party or role), sender, receiver, n, mean_seconds, share
    (of the lead time), changed_share (steps on which the person changed; roles only).
    """

    frame: pl.DataFrame = field(repr=False, compare=False)
    #: Steps from party to party, from role to role, and all; the shares of the lead time those take.
    between_parties: int
    between_roles: int
    steps: int
    party_share: float
    role_share: float
    #: The share of steps on which the person changed; None where the log names no one.
    changed_share: float | None
    clock: Clock

    def sentence(self, lang: str = "zh") -> str:
        """How often cases change hands, and where that takes longest."""
        if not (self.between_parties or self.between_roles):
            return self._nobody(lang)
        level = "party" if self.between_parties else "role"
        number = self.between_parties or self.between_roles
        share = self.party_share if self.between_parties else self.role_share
        top = self._longest(level)
        times = count(top["n"], lang, "次", "time")
        name = choose(lang, *(("部门", "parties") if level == "party" else ("岗位", "roles")))
        return choose(
            lang,
            f"{name}之间交接 {number:,} 次，交接用时占全程的 {percent(share)}；"
            f"用时最多的是“{top['sender']}”交“{top['receiver']}”（{times}，平均 "
            f"{self.clock.say(top['mean_seconds'], lang)}）。",
            f"{count(number, lang, '次交接', 'hand-over')} between {name} take {percent(share)} of the lead "
            f"time; most of it from “{top['sender']}” to “{top['receiver']}” ({times}, mean "
            f"{self.clock.say(top['mean_seconds'], lang)}).",
        ) + self._persons(lang)

    def _nobody(self, lang: str) -> str:
        text = choose(
            lang, "日志没有部门或岗位之间的交接。", "The log shows no hand-over between parties or roles."
        )
        return text + self._persons(lang)

    def _persons(self, lang: str) -> str:
        if self.changed_share is None:
            return ""
        share = percent(self.changed_share)
        return choose(lang, f"前后两步换人办理的占 {share}。", f" On {share} of steps the person changes.")

    def _longest(self, level: str) -> dict[str, Any]:
        rows = self.frame.filter((pl.col("level") == level) & (pl.col("zone") == ""))
        order = ["share", "n", "sender", "receiver"]
        return rows.sort(order, descending=[True, True, False, False]).row(0, named=True)

    def formula(self, lang: str = "zh") -> str:
        """How hand-overs are counted."""
        return choose(lang, *FORMULA)


def handovers(reading: Reading) -> Handovers:
    """The hand-overs of a reading."""
    parties, roles = _between_parties(reading), _between_roles(reading)
    frame = pl.concat([parties, roles.select(parties.columns)])
    whole = frame.filter(pl.col("zone") == "")
    sums = {level: whole.filter(pl.col("level") == level) for level in ("party", "role")}
    return Handovers(
        frame=frame,
        between_parties=int(sums["party"]["n"].sum()),
        between_roles=int(sums["role"]["n"].sum()),
        steps=int(reading.edges["n"].sum()),
        party_share=float(sums["party"]["share"].sum()),
        role_share=float(sums["role"]["share"].sum()),
        changed_share=_changed(reading),
        clock=reading.clock,
    )


def _between_parties(reading: Reading) -> pl.DataFrame:
    names = {"party_from": "sender", "party_to": "receiver"}
    rows = _crossing(reading.edges.rename(names)).with_columns(same_resource=pl.lit(None, pl.Boolean))
    return _table(reading, rows, "party")


def _between_roles(reading: Reading) -> pl.DataFrame:
    names = {"role_from": "sender", "role_to": "receiver"}
    return _table(reading, _crossing(reading.handover.rename(names)), "role")


def _crossing(rows: pl.DataFrame) -> pl.DataFrame:
    sender, receiver = pl.col("sender"), pl.col("receiver")
    return rows.filter((sender != receiver) & (sender != "") & (receiver != ""))


def _table(reading: Reading, rows: pl.DataFrame, level: str) -> pl.DataFrame:
    by = ["zone", "sender", "receiver"]
    rows = reading.by_zone_and_all(rows)
    changed = rows.group_by(by).agg(changed=pl.col("n").filter(~pl.col("same_resource")).sum())
    lead = total(reading.by_zone_and_all(reading.case), ["zone"]).select("zone", lead="seconds")
    frame = total(rows, by).join(changed, on=by).join(lead, on="zone")
    is_role = pl.lit(level == "role")
    frame = frame.sort(["zone", "seconds", *by[1:]], descending=[False, True, False, False])
    return frame.select(
        "zone", "sender", "receiver", "n",
        level=pl.lit(level), mean_seconds=mean(),
        share=pl.when(pl.col("lead") > 0).then(pl.col("seconds") / pl.col("lead")).otherwise(0.0),
        changed_share=pl.when(is_role).then(pl.col("changed") / pl.col("n")),
    )  # fmt: skip


def _changed(reading: Reading) -> float | None:
    """The share of steps on which the person changed, where the log names resources."""
    rows = reading.handover
    if not rows.height or not (reading.presence["resource"] != "").any():
        return None
    return int(rows.filter(~pl.col("same_resource"))["n"].sum()) / int(rows["n"].sum())
