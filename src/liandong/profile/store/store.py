"""The store: a log imported once, then profiled under any filter.

    profile(log)                    == Store.create(log, path).profile()
    profile(the log's cases with …) == Store.create(log, path).profile(where=…)
    the same after any number of appends, in whatever pieces the events of a case arrive

A case lies whole in one segment. An append that brings more events of a known case writes the case anew and marks the
old copy as gone; small segments are written together with it, so that their number grows as the logarithm of the log.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from os import PathLike
from pathlib import Path

import numpy as np

from liandong.errors import OutputError, SettingError, StoreDamaged, StoreTaken
from liandong.eventlog import EventLog
from liandong.files import refused
from liandong.profile.datasheet import DataSheet
from liandong.profile.periods import check_unit
from liandong.profile.statutory import Mark
from liandong.profile.store import appending, choosing, counting, intake, manifest, segment
from liandong.profile.store.conditions import parsed
from liandong.profile.store.intake import Source
from liandong.profile.store.manifest import Manifest
from liandong.profile.store.names import StoreNames
from liandong.profile.store.segment import Segment
from liandong.profile.store.variants import Variants
from liandong.profile.value import Profile
from liandong.worktime import Calendar

#: How often a reader looks again when a writer replaced files under it.
_TRIES = 5


class Store:
    """A log on disk, as it was when it was opened.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from tempfile import mkdtemp
    >>> log = EventLog.from_rows([("c1", "申报", datetime(2024, 5, 6, 1, tzinfo=UTC)),
    ...                           ("c1", "放行", datetime(2024, 5, 6, 9, tzinfo=UTC))], zone="日照")
    >>> store = Store.create(log, Path(mkdtemp()) / "log.store")
    >>> store.cases("zone='日照' and activity='放行'"), store.cases("lead_days > 1")
    (1, 0)
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._load()

    @classmethod
    def create(
        cls,
        log: EventLog | str | PathLike[str],
        path: str | PathLike[str],
        *,
        batch: str = "",
        zone: str | None = None,
        simulated: bool = False,
    ) -> Store:
        """A new store that holds the log, or the log in a file. Raises StoreTaken, OutputError."""
        root = Path(path)
        source = intake.source_of(log, zone)
        _make(root)
        with manifest.writing(root):
            if (root / manifest.MANIFEST).exists():
                raise StoreTaken(path=root)
            empty = Manifest(intake.timezone_of(source), sheet=DataSheet(simulated=simulated))
            appending.append(root, empty, source, batch)
        return cls(root)

    @classmethod
    def open(cls, path: str | PathLike[str]) -> Store:
        """The store in that directory. Raises FileMissing, StoreDamaged."""
        return cls(Path(path))

    def append(
        self, log: EventLog | str | PathLike[str], *, batch: str = "", zone: str | None = None
    ) -> bool:
        """Takes in more events; False, and nothing done, where a batch of that name was taken in before.

        Events of a file that names no zone are of the store's, if it has just one: a case that goes on stays one case.
        Raises StoreBusy while another program writes, OutputError where the disk is full; the store stays as it was.
        """
        with manifest.writing(self.root):
            state = manifest.read(self.root)
            if batch and batch in state.batches:
                return False
            source = intake.source_of(log, zone)
            if zone is None and not isinstance(log, EventLog):
                source = intake.in_zone(source, self.zone_of(source))
            timezone = intake.timezone_of(source)
            if timezone != state.timezone:
                reason = (f"存储库的时区是 {state.timezone}", f"the store is in {state.timezone}")
                raise SettingError(setting="timezone", value=timezone, reason=reason)
            appending.append(self.root, state, source, batch)
        self._load()
        return True

    # -- questions ---------------------------------------------------------------------------------------------

    @property
    def columns(self) -> list[str]:
        """The columns that a condition may name."""
        return choosing.columns(self._names)

    @property
    def batches(self) -> tuple[str, ...]:
        """The batches taken in, in order."""
        return self._state.batches

    @property
    def zones(self) -> tuple[str, ...]:
        """The zones whose events are in, sorted."""
        return tuple(sorted({zone for zone, _ in self._names.groups}))

    def zone_of(self, source: Source) -> str | None:
        """The zone of a log read from a file that names none: that of the store, if it has just one."""
        return self.zones[0] if len(self.zones) == 1 and not intake.names_zone(source) else None

    @property
    def events(self) -> int:
        """Number of events."""
        return sum(int(np.diff(part.offset)[part.is_live].sum()) for part in self._segments)

    def cases(self, where: str = "") -> int:
        """Number of cases that meet the condition. Raises FilterError."""
        return sum(int(mask.sum()) for _, mask in self._chosen(where))

    def profile(
        self,
        where: str = "",
        *,
        period: str = "week",
        calendar: Calendar | None = None,
        statutory: Iterable[Mark] = (),
        tables: Iterable[str] = (),
    ) -> Profile:
        """The profile of the cases that meet the condition, all of them without one.

        Parameters
        ----------
        where : such as ``zone='日照' and outcome='查验'``; see ``conditions``.
        period, calendar, statutory : as in ``profile()``.
        tables : count these tables only, which takes less time; the others stay empty, and the data sheet says so.

        Raises FilterError, TableUnknown, SettingError.
        """
        chosen, state = self._chosen(where), self._state
        counted, assumptions = list(tables), state.sheet.assumptions
        if where.strip():
            assumptions += ((f"只含满足 {where} 的办件", f"only the cases that meet {where}"),)
        if counted:
            listed = ", ".join(counted)
            assumptions += ((f"只统计了 {listed}", f"only {listed} counted"),)
        sheet = replace(state.sheet, assumptions=tuple(sorted(assumptions)))
        coder = replace(self._names.coder(state.timezone), calendar=calendar, period=check_unit(period))
        return counting.profile(chosen, coder, sheet, self._variants, counted).mark(statutory)

    def _chosen(self, where: str) -> list[tuple[Segment, np.ndarray]]:
        """The segments, each with the cases that meet the condition."""
        if not where.strip():
            return [(part, part.is_live) for part in self._segments]
        chooser = choosing.Chooser(parsed(where), where, self._names, self._state.timezone)
        return [(part, chooser.chosen(part)) for part in self._segments]

    # -- files -------------------------------------------------------------------------------------------------

    def _load(self) -> None:
        """Opens one state of the store; where a writer replaces it meanwhile, the next."""
        for left in reversed(range(_TRIES)):
            state = manifest.read(self.root)
            try:
                self._segments = [segment.read(self.root, head, state.timezone) for head in state.segments]
                self._names = StoreNames.read(self.root / state.names)
                self._state = state
                self._variants = Variants(self._segments)
                return
            except FileNotFoundError as error:
                if not left:
                    raise StoreDamaged(path=self.root, reason=refused(error)) from None
            except (OSError, ValueError, LookupError, TypeError) as error:
                raise StoreDamaged(path=self.root, reason=f"{type(error).__name__}: {error}") from None


def _make(root: Path) -> None:
    """The directory, which is new, empty, or left by an import that was killed."""
    try:
        root.mkdir(exist_ok=True)
        if any(not manifest.is_ours(path.name) for path in root.iterdir()):
            raise StoreTaken(path=root)
    except FileExistsError:
        raise StoreTaken(path=root) from None
    except OSError as error:
        raise OutputError(path=root, reason=refused(error)) from None
