"""Two procedures over three parties each, simulated: for the manual, for tests, for trying receipts out.

No log of either is public. These are made up by a fixed rule from a number, the same on every machine, and the name of
their zone says so wherever a profile of them is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

import polars as pl

from liandong.eventlog import EventLog

#: The heading of the column that names the receiver on the row after which a case leaves.
TO = "交给"
_MONDAY = datetime(2024, 5, 6, 1, tzinfo=UTC)
#: A step: party, activity, and the hours since the step before, least and most.
_Step = tuple[str, str, int, int]
_Draw = Callable[[str], float]


def one_port(cases: int = 40) -> dict[str, EventLog]:
    """青威一港通: export boxes that clear customs in 威海, go to 青岛 by feeder and onto the ship without a stop.

    The box goes to customs and back to the port before it leaves: 威海港 → 威海海关 → 威海港 → 青岛港.

    >>> {party: log.events.height for party, log in one_port(2).items()}
    {'威海海关': 4, '威海港': 6, '青岛港': 6}
    """
    return _split("青威一港通（模拟数据）", "QW", cases, _box)


def cross_province(cases: int = 40) -> dict[str, EventLog]:
    """跨省通办: accepted where the applicant lives, decided where the matter belongs, collected nearby.

    One application in four must be corrected where it was accepted: 受理 → 审批 → 受理 → 审批 → 取证.

    >>> sorted(cross_province(2))
    ['取证地窗口', '受理地窗口', '属地审批局']
    """
    return _split("跨省通办（模拟数据）", "KS", cases, _application)


def _box(draw: _Draw) -> list[_Step]:
    port, customs, hub = "威海港", "威海海关", "青岛港"
    check = [(customs, "查验", 4, 30)] if draw("check") < 0.2 else []
    return [
        (port, "进港", 0, 0),
        (customs, "申报", 1, 8),
        *check,
        (customs, "放行", 1, 6),
        (port, "装支线船", 6, 48),
        (port, "支线离港", 1, 4),
        (hub, "抵达黄岛", 14, 20),
        (hub, "直装大船", 2, 36),
        (hub, "开航", 1, 10),
    ]


def _application(draw: _Draw) -> list[_Step]:
    window, office, nearby = "受理地窗口", "属地审批局", "取证地窗口"
    again = [(office, "退回补正", 8, 40), (window, "补正", 16, 120)] if draw("again") < 0.25 else []
    return [
        (window, "受理", 0, 0),
        (window, "材料上传", 1, 3),
        *again,
        (office, "审批", 16, 96),
        (office, "制证", 2, 20),
        (nearby, "通知取证", 1, 24),
        (nearby, "取证", 4, 80),
    ]


def _split(zone: str, prefix: str, cases: int, route: Callable[[_Draw], list[_Step]]) -> dict[str, EventLog]:
    """The log of each party, with the column on where cases go."""
    rows = [row for number in range(cases) for row in _case(prefix, number, route)]
    schema = {"case": pl.String(), "activity": pl.String(), "end": pl.Datetime("us", "UTC"), "party": pl.String(), TO: pl.String()}  # fmt: skip
    whole = pl.DataFrame(rows, schema=schema, orient="row")
    parties = whole["party"].unique().sort()
    return {
        party: EventLog.from_frame(whole.filter(pl.col("party") == party), zone=zone) for party in parties
    }


def _case(
    prefix: str, number: int, route: Callable[[_Draw], list[_Step]]
) -> list[tuple[str, str, datetime, str, str | None]]:
    case = f"{prefix}{number:05}"

    def draw(what: str) -> float:
        return int.from_bytes(blake2b(f"{case} {what}".encode(), digest_size=6).digest()) / (1 << 48)

    steps, rows = route(draw), []
    time = _MONDAY + timedelta(hours=5 * number)
    followers = [party for party, *_ in steps[1:]] + [steps[-1][0]]
    for (party, activity, least, most), following in zip(steps, followers, strict=True):
        time += timedelta(minutes=round(60 * (least + (most - least) * draw(activity))))
        rows.append((case, activity, time, party, following if following != party else None))
    return rows
