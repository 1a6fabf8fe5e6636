"""Checking what was uploaded: how each file is understood, what would be left out, and why."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from liandong.errors import LiandongError
from liandong.eventlog.read import DEFAULT_TIMEZONE, OBJECT_FORMATS
from liandong.hub.bottlenecks.domain import files, reading
from liandong.hub.bottlenecks.domain.telling import Tell
from liandong.hub.bottlenecks.enums import DatasetState
from liandong.hub.bottlenecks.models import Dataset, Job

if TYPE_CHECKING:
    from liandong.eventlog import Check

#: How much of a file is shown.
ROWS, PROBLEMS, ACTIVITIES = 8, 300, 300
_TIMES = ("start", "end")


def check_all(job: Job, tell: Tell) -> None:
    """Check every file of the analysis."""
    waiting = list(job.analysis.datasets.all())
    for place, dataset in enumerate(waiting):
        tell((f"检查 {dataset.name}", f"Checking {dataset.name}"), place, len(waiting))
        check_one(dataset)


def check_one(dataset: Dataset) -> Dataset:
    """How the file is understood, or the sentence that says why it cannot be used."""
    try:
        _check_profile(dataset) if reading.is_profile(dataset) else _check_log(dataset)
    except LiandongError as error:
        dataset.state = DatasetState.REFUSED
        dataset.refusal, dataset.refusal_en = error.text("zh"), error.text("en")
    dataset.save()
    return dataset


def first_rows(dataset: Dataset) -> tuple[list[str], list[list[str | None]]]:
    """The meanings of the columns and the first rows as the officer knows them: times in the zone of the log, to the
    second, and no type of object where the file has none."""
    zone, used = ZoneInfo(zone_of(dataset)), dataset.preview.get("used", [])
    is_typed = dataset.kind in OBJECT_FORMATS or "object_type" in dataset.mapping.get("columns", {})
    places = [place for place, name in enumerate(used) if is_typed or name != "object_type"]
    rows = [[_cell(used[at], row[at], zone) for at in places] for row in dataset.preview.get("rows", [])]
    return [used[at] for at in places], rows


def _cell(name: str, cell: str | None, zone: ZoneInfo) -> str | None:
    return local(cell, zone) if cell and name in _TIMES else cell


def zone_of(dataset: Dataset) -> str:
    """The name of the time zone in which times without one are read."""
    return str(dataset.mapping.get("timezone") or DEFAULT_TIMEZONE)


def local(text: str, zone: ZoneInfo) -> str:
    """A kept moment in a time zone, without what is smaller than a second.

    >>> local("2026-01-05 01:00:00.000000+00:00", ZoneInfo("Asia/Shanghai"))
    '2026-01-05 09:00:00'
    """
    return f"{datetime.fromisoformat(text).astimezone(zone):%Y-%m-%d %H:%M:%S}"


def _check_profile(dataset: Dataset) -> None:
    whole = reading.load(dataset)
    dataset.kind, dataset.log_zone = reading.PROFILE, ""
    dataset.preview = {"zones": whole.zones, "period": whole.settings.period, "sha256": whole.sha256}
    _accept(dataset)


def _check_log(dataset: Dataset) -> None:
    from liandong.eventlog import check

    with reading.named(dataset):
        found = check(
            files.place(dataset.path),
            zone=dataset.log_zone or None,
            mapping=reading.mapping_of(dataset),
            max_bytes=reading.max_bytes(),
        )
        if found.log.events.is_empty():
            from liandong.eventlog import without_events

            raise without_events(dataset.name, found.log.problems)
    dataset.kind, dataset.events = found.format, found.log.events.height
    dataset.rejected, dataset.problems = found.log.rejected_rows, found.log.problems.height
    if not dataset.mapping:
        dataset.mapping = _saved(found)
        # A column of zones says more than a guess from the name of the file.
        if "zone" in found.log.mapping:
            dataset.log_zone = ""
    dataset.preview = _preview(found)
    _accept(dataset)


def _accept(dataset: Dataset) -> None:
    dataset.state, dataset.refusal, dataset.refusal_en = DatasetState.CHECKED, "", ""


def _saved(found: Check) -> dict[str, Any]:
    it = found.mapping
    saved = {
        "columns": dict(it.columns),
        "timezone": it.timezone,
        "dayfirst": it.dayfirst,
        "encoding": it.encoding,
        "separator": it.separator,
    }
    return {name: value for name, value in saved.items() if value is not None}


def _preview(found: Check) -> dict[str, Any]:
    """What the page of the mapping shows, as JSON."""
    import polars as pl

    from liandong.eventlog import describe
    from liandong.eventlog.log import COLUMNS

    log, zone = found.log, ZoneInfo(found.mapping.timezone or DEFAULT_TIMEZONE)
    used = [name for name in COLUMNS if log.events[name].null_count() < log.events.height]
    counted = log.events["activity"].value_counts().sort(["count", "activity"], descending=[True, False])
    rows = log.events.select(used).head(ROWS).with_columns(pl.all().cast(pl.String))
    problems = [
        {**row, "zh": describe(row["reason"], "zh"), "en": describe(row["reason"], "en")}
        for row in log.problems.head(PROBLEMS).select(pl.exclude("source")).to_dicts()
    ]
    columns = [
        {
            "heading": each.heading,
            "meaning": each.meaning or "",
            "style": each.time_style or "",
            "samples": [one[:60] for one in each.samples],
        }
        for each in found.columns
    ]
    return {
        "facts": found.facts,
        "columns": columns,
        "used": used,
        "rows": [list(row) for row in rows.iter_rows()],
        "problems": problems,
        "activities": counted.head(ACTIVITIES).rows(),
        "assumptions": [list(pair) for pair in log.assumptions],
        "cases": log.events.select("zone", "object_type", "case").n_unique(),
        "zones": log.events["zone"].unique().sort().to_list()[:50],
        "first": local(str(log.events["end"].min()), zone),
        "last": local(str(log.events["end"].max()), zone),
    }
