"""From chosen cases to a profile: by their ledgers where the log fits them, else by the engines that fit any log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np

from liandong.errors import SettingError, TableUnknown
from liandong.profile import duck, onepass
from liandong.profile.assemble import assemble
from liandong.profile.coding import Coder
from liandong.profile.datasheet import DataSheet
from liandong.profile.raw import RawCounts, TooWideError
from liandong.profile.store import frames
from liandong.profile.store.batches import batches
from liandong.profile.store.segment import Segment
from liandong.profile.store.variants import Variants
from liandong.profile.tables import TABLES
from liandong.profile.value import Profile, Settings

Chosen = Sequence[tuple[Segment, np.ndarray]]


def profile(
    chosen: Chosen, coder: Coder, sheet: DataSheet, variants: Variants, tables: Sequence[str]
) -> Profile:
    """The profile of the chosen cases of each segment. Raises TableUnknown, SettingError."""
    for name in tables:
        if name not in TABLES:
            raise TableUnknown(table=name, known=", ".join(TABLES))
    calendar = coder.calendar
    if calendar is not None and calendar.timezone != coder.timezone:
        reason = (f"存储库的时区是 {coder.timezone}", f"the store is in {coder.timezone}")
        raise SettingError(setting="calendar", value=calendar.timezone, reason=reason)
    settings = Settings(
        timezone=coder.timezone,
        calendar=f"{calendar.name} {calendar.sha256[:16]}" if calendar else "",
        working_day_seconds=calendar.seconds_per_day if calendar else 0,
        period=coder.period,
    )
    if not any(mask.any() for _, mask in chosen):
        return Profile(settings, sheet=sheet)
    found, sequence = assemble(_counted(chosen, coder, variants, tables), coder)
    if tables:
        found = {name: found[name] for name in tables}
        sequence = sequence if "variant" in tables else sequence.clear()
    return Profile(settings, found, sequence, _spanned(sheet, chosen))


def _counted(chosen: Chosen, coder: Coder, variants: Variants, tables: Sequence[str]) -> RawCounts:
    """The counts by the ledgers, else by the engines that count any log."""
    try:
        return frames.count(chosen, coder, variants, tables)
    except TooWideError:
        pass
    try:
        return onepass.count(lambda: batches(chosen, coder), coder)
    except TooWideError:
        rows = sum(int(np.diff(segment.offset)[mask].sum()) for segment, mask in chosen)
        return duck.count(lambda: batches(chosen, coder), coder, rows=rows)


def _spanned(sheet: DataSheet, chosen: Chosen) -> DataSheet:
    """The sheet with the first and the last instant of the chosen cases."""
    firsts = [part["start"][mask].min() for part, mask in chosen if mask.any()]
    lasts = [(part["start"] + part["lead"])[mask].max() for part, mask in chosen if mask.any()]
    first, last = (
        datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(moment))
        for moment in (min(firsts), max(lasts))
    )
    return replace(sheet, first=first, last=last)
