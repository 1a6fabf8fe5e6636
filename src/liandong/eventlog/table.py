"""From a sheet to an event log: columns chosen, times read, bad rows set beside the good ones."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from liandong.errors import MixedTimeZones
from liandong.eventlog import lifecycle as steps
from liandong.eventlog.columns import choose_columns, passed_over
from liandong.eventlog.lifecycle import Lifecycle
from liandong.eventlog.log import COLUMNS, YEARS, EventLog, complete
from liandong.eventlog.mapping import Mapping
from liandong.eventlog.problems import finding, findings, gather
from liandong.eventlog.sheet import ROW, Sheet
from liandong.eventlog.source import Source
from liandong.eventlog.times import Times, read_times

_TEXTS = tuple(name for name, dtype in COLUMNS.items() if dtype == pl.String)
_FIRST_YEAR, _LAST_YEAR = 1970, 2099


@dataclass(frozen=True)
class Options:
    """How a sheet is to be read."""

    zone: str | None = None
    timezone: str = "Asia/Shanghai"
    dayfirst: bool | None = None
    lifecycle: Lifecycle = "pair"
    attributes: bool = True


def build(sheet: Sheet, source: Source, given: Mapping, options: Options) -> EventLog:
    """The event log of a sheet, with its findings and assumptions."""
    chosen = choose_columns(sheet, source.path, given)
    return _Builder(sheet, source, chosen, options, passed_over(sheet, chosen, given)).log()


class _Builder:
    """One sheet on its way to a log: rows shrink, findings and assumptions grow."""

    def __init__(
        self,
        sheet: Sheet,
        source: Source,
        chosen: dict[str, str],
        options: Options,
        assumptions: list[tuple[str, str]],
    ) -> None:
        self.source, self.chosen, self.options = source, chosen, options
        self.found = [sheet.problems]
        self.is_paired = False
        self.assumptions = assumptions
        self.sheet = sheet
        self.rows = _canonical(sheet, chosen, attributes=options.attributes)
        if source.has_misleading_name:
            self.found.append(finding(source.name, "wrong_extension", value=source.format))

    def log(self) -> EventLog:
        self._read_times()
        self._reject_incomplete()
        self._note_doubtful()
        self._note_duplicates()
        self._pair()
        self._note_zones()
        zone = self.options.zone or self.source.stem
        frame = self._restored(self.rows.drop(ROW))
        if self.options.zone is not None:
            frame = frame.drop("zone", strict=False)
        return EventLog(
            complete(frame, zone=zone),
            gather(self.found),
            self.options.timezone,
            (str(self.source.path),),
            tuple(self.assumptions),
            self.chosen,
        )

    def _restored(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The lifecycle columns under their own headings again, unless pairing has used them up."""
        if not self.options.attributes or self.is_paired:
            return frame.drop("lifecycle", "instance", strict=False)
        helpers: dict[str, str] = {
            name: self.chosen[name] for name in ("lifecycle", "instance") if name in self.chosen
        }
        return frame.rename(helpers)

    def _read_times(self) -> None:
        """Both time columns as instants; rows without a readable end, or that end before they start, go."""
        for name in ("end", "start"):
            if name in self.rows.columns:
                self._read_time(name)
        if "start" not in self.rows.columns:
            self.rows = self.rows.with_columns(pl.lit(None, COLUMNS["start"]).alias("start"))
        self._reject(pl.col("start") > pl.col("end"), "end_before_start", "end")

    def _read_time(self, name: str) -> None:
        texts, dayfirst = self.rows[name], self.options.dayfirst
        times = read_times(texts, timezone=self.options.timezone, dayfirst=dayfirst)
        self._check_zones(name, texts, times)
        unread = texts.is_not_null() & times.instants.is_null()
        reason = "time_unreadable" if name == "end" else "start_unreadable"
        self._note(unread, reason, name, texts, rejected=name == "end")
        self._note(times.skipped, "time_skipped", name, texts)
        self._assume(times)
        self.rows = self.rows.with_columns(times.instants.alias(name))
        if name == "end":
            self.rows = self.rows.filter(~unread)
            self._reject(pl.col("end").is_null(), "time_missing", "end")

    def _check_zones(self, name: str, texts: pl.Series, times: Times) -> None:
        naive = times.naive
        if naive.any() and times.zoned.any():
            first = int(naive.arg_max() or 0)
            raise MixedTimeZones(
                path=self.source.path, column=self.chosen[name], row=self.rows[ROW][first], value=texts[first]
            )

    def _assume(self, times: Times) -> None:
        zone = self.options.timezone
        said = []
        if times.naive.any():
            said.append((f"时间不带时区，按 {zone} 读取", f"Times carry no zone; read in {zone}"))
        if times.assumed_dayfirst:
            said.append(
                (
                    "日期的日、月先后无法判断，按“日/月/年”读取",
                    "Day and month cannot be told apart; read as day/month/year",
                )
            )
        self.assumptions.extend(pair for pair in said if pair not in self.assumptions)

    def _reject_incomplete(self) -> None:
        for name in ("case", "activity"):
            self._reject(pl.col(name).is_null(), f"{name}_missing", name)
            self._reject(pl.col(name).str.contains("\0", literal=True), "text_damaged", name)

    def _note_doubtful(self) -> None:
        for name in ("end", "start"):
            if _lie_within(self.rows[name], _FIRST_YEAR, _LAST_YEAR):
                continue
            self._reject(~pl.col(name).dt.year().is_between(*YEARS), "time_impossible", name)
            times = self.rows[name]
            doubtful = ~times.dt.year().is_between(_FIRST_YEAR, _LAST_YEAR).fill_null(True)
            self._note(doubtful, "time_doubtful", name, times)

    def _note_duplicates(self) -> None:
        """One finding for all rows that repeat an earlier one in every cell."""
        # Most logs repeat no case, activity and time: only where they do are all cells compared.
        alike = _alike(self.rows, "case", "activity", "end")
        repeats = ~alike.drop(ROW).hash_rows().is_first_distinct()
        count = int(repeats.sum())
        if count:
            row = alike[ROW].filter(repeats)[0]
            self.found.append(finding(self.source.name, "duplicate_rows", row=row, value=str(count)))

    def _pair(self) -> None:
        if "lifecycle" not in self.rows.columns:
            return
        paired = steps.resolve(self.rows, self.options.lifecycle, self.source.name)
        self.rows, self.is_paired = paired.events, paired.is_paired
        self.found.append(paired.problems)

    def _note_zones(self) -> None:
        """One finding for each case that lies in more than one zone."""
        if "zone" not in self.rows.columns or self.options.zone is not None:
            return
        # As many cases as pairs of case and zone: then no case lies in two. Counting hashes is quick.
        if _distinct(self.rows, "case", "zone") == _distinct(self.rows, "case"):
            return
        zones = self.rows.group_by("case").agg(pl.col(ROW).min(), pl.col("zone").n_unique())
        several = zones.filter(pl.col("zone") > 1).sort(ROW)
        noted = findings(
            self.source.name,
            "case_in_several_zones",
            rows=several[ROW],
            column=self.chosen["zone"],
            values=several["case"],
            rejected=False,
        )
        self.found.append(noted)

    def _reject(self, condition: pl.Expr, reason: str, name: str) -> None:
        bad = self.rows.select(condition.fill_null(False)).to_series()
        if bad.any():
            self._note(bad, reason, name, self.rows[name], rejected=True)
            self.rows = self.rows.filter(~bad)

    def _note(
        self, where: pl.Series, reason: str, name: str, values: pl.Series, *, rejected: bool = False
    ) -> None:
        if where.any():
            heading = self.chosen.get(name, name)
            rows, cells = self.rows[ROW].filter(where), values.filter(where)
            shown = self._as_written(heading, rows) if cells.dtype.is_temporal() else cells
            self.found.append(
                findings(self.source.name, reason, rows=rows, column=heading, values=shown, rejected=rejected)
            )

    def _as_written(self, heading: str, rows: pl.Series) -> pl.Series:
        """The cells of a column in these rows as the file has them, not as the instants they were read as."""
        cells = self.sheet.frame.filter(pl.col(ROW).is_in(rows.implode()))[heading]
        return cells.dt.to_string("iso:strict") if cells.dtype.is_temporal() else cells


def _lie_within(times: pl.Series, first: int, last: int) -> bool:
    """Whether all times there are lie in these years; told by the earliest and the latest."""
    years = (
        times.to_frame("time").select(first=pl.min("time"), last=pl.max("time")).select(pl.all().dt.year())
    )
    lowest, highest = years.row(0)
    return lowest is None or bool(first <= lowest <= highest <= last)


def _distinct(rows: pl.DataFrame, *names: str) -> int:
    return rows.select(names).hash_rows().n_unique()


def _alike(rows: pl.DataFrame, *names: str) -> pl.DataFrame:
    """The rows that share their values in some columns with another row."""
    hashes = rows.select(names).hash_rows()
    return rows.clear() if hashes.n_unique() == rows.height else rows.filter(hashes.is_duplicated())


def _canonical(sheet: Sheet, chosen: dict[str, str], *, attributes: bool) -> pl.DataFrame:
    """The rows under canonical names, attributes behind them if wanted."""
    meanings = {heading: meaning for meaning, heading in chosen.items()}
    others = [heading for heading in sheet.headings if heading not in meanings] if attributes else []
    main = [
        (
            _text(heading, sheet)
            if meaning in _TEXTS or meaning in ("lifecycle", "instance")
            else pl.col(heading)
        ).alias(meaning)
        for meaning, heading in chosen.items()
    ]
    return sheet.frame.select(ROW, *main, *[pl.col(name).alias(attribute_name(name)) for name in others])


def attribute_name(heading: str) -> str:
    """The column an attribute is kept in: its own name, unless that name is taken."""
    return f"attr:{heading}" if heading in (*COLUMNS, "lifecycle", "instance", ROW) else heading


def _text(heading: str, sheet: Sheet) -> pl.Expr:
    """A cell as text: 1001 for a whole 1001.0, without the stray spaces of a loose format, null if empty."""
    column, dtype = pl.col(heading), sheet.frame.schema[heading]
    if dtype.is_float():
        is_whole = (column == column.floor()) & (column.abs() < 2**53)
        return (
            pl.when(is_whole)
            .then(column.cast(pl.Int64, strict=False).cast(pl.String))
            .otherwise(column.cast(pl.String))
        )
    text = column.cast(pl.String)
    if sheet.is_loose:
        text = text.str.strip_chars()
    return pl.when(text != "").then(text)
