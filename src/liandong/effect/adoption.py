"""Who adopted the reform, and when: a zone's period counts as treated from the first whole one after the day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

import numpy as np

from liandong.diagnosis.words import listed
from liandong.effect.panel import Array, Panel
from liandong.errors import SettingError

_FORM = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?")


def adoption_day(zone: str, text: str | date) -> date:
    """The day written as ``2023-05`` (its first) or ``2023-05-16``. Raises SettingError.

    >>> adoption_day("滕州", "2023-05")
    datetime.date(2023, 5, 1)
    """
    if isinstance(text, date):
        return text
    match = _FORM.fullmatch(text.strip())
    try:
        if match is None:
            raise ValueError
        return date(int(match[1]), int(match[2]), int(match[3] or 1))
    except ValueError:
        reason = ("请写成 片区=2023-05 或 片区=2023-05-16", "write ZONE=2023-05 or ZONE=2023-05-16")
        raise SettingError(setting="adopted", value=f"{zone}={text}", reason=reason) from None


def adoption_days(adopted: Mapping[str, str | date], zones: tuple[str, ...]) -> dict[str, date]:
    """The day each zone adopted. Raises SettingError for a zone that the profiles do not have."""
    for zone in adopted:
        if zone not in zones:
            zh, en = (listed(zones, lang) or "—" for lang in ("zh", "en"))
            reason = (f"画像里没有这个片区；有的是 {zh}", f"the profiles have no such zone; they have {en}")
            raise SettingError(setting="adopted", value=zone, reason=reason)
    return {zone: adoption_day(zone, text) for zone, text in sorted(adopted.items())}


def first_treated(days: Mapping[str, date], panel: Panel) -> Array:
    """The index of each zone's first treated period; the number of periods for a zone that never adopted."""
    starts = np.array(panel.periods, dtype="datetime64[D]")
    never = len(starts)
    return np.array(
        [
            int(np.searchsorted(starts, np.datetime64(days[zone]))) if zone in days else never
            for zone in panel.zones
        ],
        dtype=int,
    )


def partly_treated(days: Mapping[str, date], panel: Panel) -> Array:
    """The cells that adoption falls into, which are neither before nor after."""
    first = first_treated(days, panel)
    mask = np.zeros(panel.n.shape, dtype=bool)
    for at, zone in enumerate(panel.zones):
        if zone in days and first[at] > 0 and days[zone] not in panel.periods:
            mask[at, first[at] - 1] = panel.periods[first[at] - 1] < days[zone]
    return mask
