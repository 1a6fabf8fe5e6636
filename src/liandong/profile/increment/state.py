"""``Increment``: the private state of a zone, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from functools import reduce
from hashlib import blake2b
from operator import add
from os import PathLike
from pathlib import Path
from shutil import rmtree
from types import TracebackType
from typing import Self

import numpy as np
import polars as pl

from liandong.errors import OutputError, SettingError, StateBusy, StateDiffers, StateError, StateUnrelated
from liandong.eventlog import EventLog, read_log
from liandong.files import locked, refused
from liandong.profile.coding import Coder
from liandong.profile.datasheet import DataSheet
from liandong.profile.engines import settings_of
from liandong.profile.increment.book import Book, Known, Operation
from liandong.profile.increment.closing import Closing
from liandong.profile.increment.coded import cases_of, elements_of, name_hashes
from liandong.profile.increment.difference import difference
from liandong.profile.increment.records import CLOSED, picked
from liandong.profile.increment.repair import without
from liandong.profile.increment.runs import Run, find, gather, merge
from liandong.profile.increment.taking import Taken, Taking, about, joined
from liandong.profile.periods import check_unit
from liandong.profile.raw import TooWideError
from liandong.profile.value import Profile, Settings
from liandong.worktime import Calendar

_BOOK, _LOCK, _RUNS = "book.json", "lock", "runs"


class Increment:
    """A zone's state: every batch that was taken in, so that the next one costs what it brings.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from tempfile import mkdtemp
    >>> def day(number, *rows):
    ...     return EventLog.from_rows([(*row, datetime(2024, 5, number, tzinfo=UTC)) for row in rows], zone="青岛")
    >>> with Increment.open(mkdtemp() + "/zone.state") as state:
    ...     monday = state.add(day(6, ("c1", "申报"), ("c2", "申报")), batch="2024-05-06")
    ...     profile = state.update(Profile())
    ...     tuesday = state.add(day(7, ("c1", "放行")), batch="2024-05-07")
    ...     profile = state.update(profile)
    >>> tuesday.cases, tuesday.new_cases
    (1, 0)
    >>> profile.case.select("outcome", "n").rows()
    [('放行', 1), ('申报', 1)]
    """

    def __init__(
        self, path: Path, book: Book, calendar: Calendar | None, release: Callable[[], None]
    ) -> None:
        self.path = path
        self._book = book
        self._calendar = calendar
        self._release = release
        self._runs = [Run.load(path / _RUNS, name) for name in book.runs]

    @classmethod
    def open(
        cls,
        path: str | PathLike[str],
        *,
        timezone: str | None = None,
        calendar: Calendar | None = None,
        period: str | None = None,
        event_id: str | None = None,
    ) -> Self:
        """The state in that folder, begun where there is none; no other program can write it until ``close``.

        What is left out is as the state has it or, in a new one, Asia/Shanghai, no calendar, week, no event ids.
        Raises StateBusy, StateDamaged, StateDiffers.

        Parameters
        ----------
        timezone, calendar, period : how to count, as in ``profile()``. A calendar from a file is given each time.
        event_id : a column that identifies an event in its case, so that a corrected event replaces the former one.
        """
        path = Path(path).absolute()
        release = _held(path)
        try:
            is_new = not (path / _BOOK).exists()
            asked = {"timezone": timezone, "period": period and check_unit(period), "event_id": event_id}
            book = _begun(asked, calendar) if is_new else Book.load(path / _BOOK)
            if is_new:
                book.save(path / _BOOK)
            calendar = _checked(path, book, asked, calendar)
            state = cls(path, book, calendar, release)
            state._sweep()
        except BaseException:
            release()
            raise
        return state

    # -- events in -------------------------------------------------------------------------------------------

    def add(
        self,
        log: EventLog | str | PathLike[str],
        *,
        batch: str,
        zone: str | None = None,
        simulated: bool = False,
    ) -> Taken:
        """Takes a batch in; it is on the disk when this returns. A batch whose id is in already changes nothing.

        Events of equal times are told apart by the ids of their batches, in the order of text (dates as ids read
        2024-05-06), then by row: so the order in which batches arrive does not matter.
        """
        log = self._checked(log, zone)
        coder, number = self._book.coder(), len(self._book.operations)
        cases = cases_of(log, coder, batch=number, event_id=self._book.event_id)
        operation = Operation(batch, "add", cases.sha256, _sheet(log, simulated=simulated))
        if (repeat := self._repeat(operation)) is not None:
            return repeat
        book = self._book.having(coder, operation)
        run, taken = self._taking(book, coder).of(log, batch, cases)
        self._commit(book, run)
        return taken

    def retract(self, log: EventLog | str | PathLike[str], *, batch: str, zone: str | None = None) -> Taken:
        """Takes events out that should never have been in: each row is an event as it was added (or has its id)."""
        log = self._checked(log, zone)
        coder, number = self._book.coder(), len(self._book.operations)
        cases = cases_of(log, coder, batch=number, event_id=self._book.event_id)
        operation = Operation(batch, "retract", cases.sha256)
        if (repeat := self._repeat(operation)) is not None:
            return repeat
        is_closed = find(self._runs, cases.keys)["flags"] & CLOSED > 0
        told = [about(log, "case_closed", cases.rows[is_closed], batch, rejected=True)]
        cases = cases.chosen(~is_closed)
        left, missing = without(self._runs, cases, by_id=bool(self._book.event_id))
        told.append(about(log, "event_unknown", cases.rows[missing], batch, rejected=True))
        is_known = find(self._runs, cases.keys)["length"] > 0
        left = left.chosen(is_known)
        book = self._book.having(coder, operation)
        self._commit(book, joined(number + 1, [self._taking(book, coder).whole(left)]))
        changed = len(left.keys)
        return Taken(batch, cases=changed, repaired_cases=changed, problems=pl.concat(told))

    def close_cases(self, *, idle_days: float | None = None, outcomes: tuple[str, ...] = ()) -> int:
        """Closes cases idle for more than so many days before the last event of all, or ended in an activity of
        ``outcomes``; returns how many. They stay counted, their events are let go, later ones are listed."""
        closing, coder = Closing(idle_days, outcomes), self._book.coder()
        number = len(self._book.operations) + 1
        run, count = closing.run(self._runs, number, coder.activities)
        if count:
            self._commit(self._book.having(coder, Operation("", "close", "")), run)
        return count

    # -- counts out ------------------------------------------------------------------------------------------

    def update(self, profile: Profile) -> Profile:
        """The profile with all that the state took in since; other zones in it stay as they are.

        Give an empty ``Profile()`` (or one of other zones) the first time, and later what was returned last. An earlier
        one will do as well, so a crash before the profile was saved does no harm. Raises StateUnrelated.
        """
        have = self._held(profile)
        total = len(self._book.operations)
        if have < total:
            before = [run for run in self._runs if run.last <= have]
            since = self._runs[len(before) :]
            coder = self._book.coder(calendar=self._calendar, period=self._book.period)
            settings = replace(settings_of(coder), statutory=profile.settings.statutory)
            if since:
                change = self._difference(before, since, coder, settings)
                sheet = reduce(add, (operation.sheet for operation in self._book.operations[have:]))
                profile = profile.changed(replace(change, sheet=sheet))
        zones = self._book.zones
        self._remember(Known(total, zones, checksum=profile.checksum.of(zones)))
        return profile

    @property
    def sha256(self) -> str:
        """The fingerprint of cases and events; equal for equal events, however they were cut and in whatever order."""
        runs, coder = self._runs, self._book.coder()
        keys = np.unique(np.concatenate([np.empty(0, dtype=np.uint64), *(run.keys for run in runs)]))
        entries = find(runs, keys)
        keys, entries = keys[entries["length"] > 0], picked(entries, entries["length"] > 0)
        is_closed = entries["flags"] & CLOSED > 0
        digest = blake2b(self._book.event_id.encode(), digest_size=32)
        events, counts = gather(runs, keys[~is_closed])
        steps, workers, groups = map(name_hashes, (coder.steps, coder.workers, coder.groups))
        for part in (keys, is_closed, entries["hash"], entries["length"], groups[entries["group"]], counts):
            digest.update(np.ascontiguousarray(part).tobytes())
        for part in (
            events["end"],
            events["start"],
            events["id"],
            steps[events["step"]],
            workers[events["worker"]],
        ):
            digest.update(np.ascontiguousarray(part).tobytes())
        return digest.hexdigest()

    @property
    def batches(self) -> tuple[str, ...]:
        """The ids of the batches that are in, in the order they came."""
        return tuple(operation.batch for operation in self._book.operations if operation.kind != "close")

    @property
    def zones(self) -> tuple[str, ...]:
        """The zones whose events are in, sorted."""
        return self._book.zones

    def zone_of(self, log: EventLog) -> str | None:
        """The zone of a log read from a file that names none: that of the state, if it has just one."""
        return self.zones[0] if len(self.zones) == 1 and "zone" not in log.mapping else None

    def __repr__(self) -> str:
        return (
            f"Increment({self.path.name}, {len(self.batches)} batches, zones {'、'.join(self.zones) or '—'})"
        )

    # -- the folder ------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Lets other programs write the state."""
        self._release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _checked(self, log: EventLog | str | PathLike[str], zone: str | None) -> EventLog:
        """The log, read where it is a path; for another zone or time zone if asked, and refused if that differs."""
        if not isinstance(log, EventLog):
            log = read_log(Path(log), zone=zone, attributes=bool(self._book.event_id))
            zone = self.zone_of(log) if zone is None else zone
        if log.timezone != self._book.timezone:
            raise StateDiffers(
                path=self.path, setting="timezone", present=self._book.timezone, wanted=log.timezone
            )
        return log if zone is None else replace(log, events=log.events.with_columns(zone=pl.lit(zone)))

    def _repeat(self, operation: Operation) -> Taken | None:
        """What to tell of a batch that is in already."""
        for former in self._book.operations:
            if former.kind != "close" and former.batch == operation.batch:
                is_other = (former.kind, former.sha256) != (operation.kind, operation.sha256)
                return Taken(operation.batch, is_repeat=True, is_other=is_other)
        return None

    def _taking(self, book: Book, coder: Coder) -> Taking:
        number = len(book.operations) - 1
        return Taking(
            self._runs, number, np.array(book.ranks), elements_of(coder), has_ids=bool(book.event_id)
        )

    def _commit(self, book: Book, run: Run | None) -> None:
        """Writes the run, then the book that names it: from then on the operation is done."""
        runs = self._runs if run is None else [*self._runs, run]
        if run is not None:
            run.save(self.path / _RUNS)
        book = replace(book, runs=tuple(run.name for run in runs))
        book.save(self.path / _BOOK)
        self._book = book
        self._runs = [
            *self._runs,
            *(Run.load(self.path / _RUNS, run.name) for run in runs[len(self._runs) :]),
        ]

    def _held(self, profile: Profile) -> int:
        """How many operations of the state the profile holds already. Raises StateUnrelated."""
        for known in reversed(self._book.known):
            if known.is_of(profile):
                return known.operations
        if not self._book.is_freed and not set(profile.zones) & set(self._book.zones):
            return 0
        raise StateUnrelated(path=self.path, zones="、".join(self._book.zones) or "—")

    def _difference(self, before: list[Run], since: list[Run], coder: Coder, settings: Settings) -> Profile:
        try:
            return difference(before, since, coder, settings)
        except TooWideError:
            reason = (
                "片区和对象类型、环节与角色的组合太多，请按片区分开建立状态",
                "too many zones, object types, or activities with roles: keep one state for each zone",
            )
            raise StateError(path=self.path, reason=reason) from None

    def _remember(self, known: Known) -> None:
        """Will recognise the profile, and merges runs that every profile recognised holds already."""
        book = self._book.knowing(known)
        oldest = min(one.operations for one in book.known)
        runs = list(self._runs)
        count = sum(run.last <= oldest for run in runs)
        merged = False
        while count > 1 and _size(runs[count - 2]) <= 2 * _size(runs[count - 1]):
            both = merge(runs[count - 2], runs[count - 1])
            runs[count - 2 : count] = [both] if len(both.keys) else []
            count, merged = count - 1, True
            is_freed = book.is_freed or bool((both.entries["flags"] & CLOSED).any())
            book = replace(book, is_freed=is_freed)
        if merged:
            for run in runs[:count]:
                if run.name not in self._book.runs:
                    run.save(self.path / _RUNS)
        book = replace(book, runs=tuple(run.name for run in runs))
        if book != self._book:
            book.save(self.path / _BOOK)
            self._book = book
        if merged:
            self._runs = [Run.load(self.path / _RUNS, name) for name in book.runs]
            self._sweep()

    def _sweep(self) -> None:
        """Removes runs that no book names: merged ones, and what a killed program left behind."""
        if (self.path / _RUNS).is_dir():
            for folder in (self.path / _RUNS).iterdir():
                if folder.name not in self._book.runs:
                    rmtree(folder, ignore_errors=True)


def _size(run: Run) -> int:
    return len(run.events) + len(run.keys)


def _sheet(log: EventLog, *, simulated: bool) -> DataSheet:
    """Where the events of a batch come from."""
    start = pl.coalesce("start", "end").min()
    first, last = log.events.select(start, pl.col("end").max()).row(0)
    names = tuple(sorted({Path(name).name for name in log.sources}))
    return DataSheet(names, log.rejected_rows, tuple(sorted(log.assumptions)), first, last, simulated)


def _begun(asked: dict[str, str | None], calendar: Calendar | None) -> Book:
    """The book of a new state."""
    timezone = asked["timezone"] or (calendar.timezone if calendar else "Asia/Shanghai")
    settings = settings_of(Coder(timezone, calendar, check_unit(asked["period"] or "week")))
    return Book(
        timezone, settings.calendar, settings.working_day_seconds, settings.period, asked["event_id"] or ""
    )


def _checked(
    path: Path, book: Book, asked: dict[str, str | None], calendar: Calendar | None
) -> Calendar | None:
    """The calendar to count by, that of the state; anything asked for that differs raises StateDiffers."""
    if calendar is None and book.calendar:
        name = book.calendar.rpartition(" ")[0]
        if name not in ("cn", "weekdays"):
            raise SettingError(
                setting="calendar",
                value="—",
                reason=(
                    f"状态按日历 {name} 统计，请给出该日历文件",
                    f"the state counts by {name}: give its table",
                ),
            )
        calendar = Calendar.by_name(name, timezone=book.timezone)
    label = settings_of(Coder(book.timezone, calendar)).calendar
    for setting, present, wanted in (
        *((name, getattr(book, name), value) for name, value in asked.items() if value is not None),
        ("calendar", book.calendar, label),
        ("timezone", book.timezone, calendar.timezone if calendar else book.timezone),
    ):
        if present != wanted:
            raise StateDiffers(path=path, setting=setting, present=present or "—", wanted=wanted or "—")
    return calendar


def _held(path: Path) -> Callable[[], None]:
    """Holds the state for this program alone; returns what lets it go. Raises StateBusy, OutputError."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(path=path, reason=refused(error)) from None
    held = ExitStack()
    held.enter_context(locked(path / _LOCK, StateBusy(path=path)))
    return held.close
