"""Peak hours: when cases arrive and when people are at work, by local hour of the week."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from liandong.diagnosis.reading import Reading
from liandong.diagnosis.words import choose, hour, percent

HOURS = 168
_WEEKEND = 5 * 24
FORMULA = (
    "按当地时间统计每周 168 个小时的收件数、办理数和在岗人数（有办理记录的人员）",
    "cases begun, events and people at work (with an event) in each of the 168 local hours of the week",
)


@dataclass(frozen=True)
class Peaks:
    """The hours of the week.

    ``frame``: zone (``""`` is all together), hour_of_week (0 is Monday, midnight to one), arrivals,
    arrival_share, events, event_share, resources (distinct people with an event in that hour).
    """

    frame: pl.DataFrame = field(repr=False, compare=False)
    timezone: str

    @property
    def whole(self) -> pl.DataFrame:
        """The hours of all zones together."""
        return self.frame.filter(pl.col("zone") == "")

    def sentence(self, lang: str = "zh") -> str:
        """The busiest hours of arrival and of work."""
        if not self.frame.height:
            return choose(lang, "没有办件。", "There are no cases.")
        (arrives, arrived), (works, worked) = (
            self._busiest(name) for name in ("arrival_share", "event_share")
        )
        weekend = percent(self._weekend())
        return choose(
            lang,
            f"收件最集中在{hour(arrives, lang)}（占全周 {percent(arrived)}），"
            f"办理最集中在{hour(works, lang)}（占 {percent(worked)}）；周末办理占 {weekend}。",
            f"Most cases arrive on {hour(arrives, lang)} ({percent(arrived)} of the week), most work is "
            f"done on {hour(works, lang)} ({percent(worked)}); {weekend} of it at weekends.",
        )

    def _busiest(self, share: str) -> tuple[int, float]:
        """The hour with the largest share, and that share."""
        order = self.whole.sort([share, "hour_of_week"], descending=[True, False])
        return int(order["hour_of_week"][0]), float(order[share][0])

    def _weekend(self) -> float:
        return float(self.whole.filter(pl.col("hour_of_week") >= _WEEKEND)["event_share"].sum())

    def formula(self, lang: str = "zh") -> str:
        """What is counted."""
        return choose(lang, *FORMULA)


def peaks(reading: Reading) -> Peaks:
    """The peak hours of a reading."""
    by = ["zone", "hour_of_week"]
    arrivals = reading.by_zone_and_all(reading.arrival).group_by(by).agg(arrivals=pl.col("n").sum())
    presence = reading.by_zone_and_all(reading.presence)
    named = pl.col("resource").filter(pl.col("resource") != "")
    events = presence.group_by(by).agg(events=pl.col("n").sum(), resources=named.n_unique().cast(pl.Int64))
    hours = pl.DataFrame({"hour_of_week": pl.Series(range(HOURS), dtype=pl.Int16)})
    frame = arrivals.select("zone").unique().join(hours, how="cross")
    frame = frame.join(arrivals, on=by, how="left").join(events, on=by, how="left").sort(by)
    frame = frame.with_columns(pl.col("arrivals", "events", "resources").fill_null(0))
    frame = frame.with_columns(arrival_share=_share("arrivals"), event_share=_share("events"))
    columns = ["arrivals", "arrival_share", "events", "event_share", "resources"]
    return Peaks(
        frame.select("zone", pl.col("hour_of_week").cast(pl.Int64), *columns),
        reading.profile.settings.timezone,
    )


def _share(column: str) -> pl.Expr:
    whole = pl.col(column).sum().over("zone")
    return pl.when(whole > 0).then(pl.col(column) / whole).otherwise(0.0)
