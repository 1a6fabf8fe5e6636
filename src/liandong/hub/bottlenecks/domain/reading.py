"""Reading what was uploaded: by content, within a limit, with the name the officer knows in every message."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from django.conf import settings

from liandong.errors import LiandongError, SettingError
from liandong.hub.bottlenecks.domain import files
from liandong.hub.bottlenecks.models import Dataset

if TYPE_CHECKING:
    from liandong.eventlog import EventLog, Mapping
    from liandong.profile import Mark, Profile

PROFILE = "profile"
#: A file may unpack to this many times what may be uploaded.
_UNPACKED = 8


def max_bytes() -> int:
    """The size a file may unpack to."""
    return _UNPACKED * int(settings.LIANDONG_UPLOAD_MAX_BYTES)


def is_profile(dataset: Dataset) -> bool:
    """Whether the file is a profile, by its content."""
    path = files.place(dataset.path)
    if not zipfile.is_zipfile(path):
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            return "profile.json" in archive.namelist()
    except (OSError, ValueError, zipfile.BadZipFile):
        return False


@contextmanager
def named(dataset: Dataset) -> Iterator[None]:
    """Errors inside name the file as it was uploaded, not where it lies here."""
    try:
        yield
    except LiandongError as error:
        if "path" not in error.values:
            raise
        raise type(error)(**{**error.values, "path": dataset.name}) from None


def mapping_of(dataset: Dataset) -> Mapping:
    """The mapping that was saved for the file."""
    from liandong.eventlog import Mapping

    return Mapping(**dataset.mapping)


def read(dataset: Dataset, progress: Callable[[int, int], None]) -> EventLog:
    """The events of the file, under its own name."""
    from liandong.eventlog import read_log

    with named(dataset):
        log = read_log(
            files.place(dataset.path),
            zone=dataset.log_zone or None,
            mapping=mapping_of(dataset),
            attributes=False,
            max_bytes=max_bytes(),
            progress=progress,
        )
    return replace(log, sources=(dataset.name,))


def load(dataset: Dataset) -> Profile:
    """The profile in the file."""
    from liandong.profile import Profile

    with named(dataset):
        return Profile.load(files.place(dataset.path))


def marks(lines: list[str]) -> tuple[Mark, ...]:
    """Statutory marks from lines ``activity | clause | days``; the days may be missing. Raises SettingError."""
    from liandong.profile import Mark

    made = []
    for line in lines:
        activity, clause, days, *_ = [*(part.strip() for part in line.split("|")), "", ""]
        if days and not days.isdecimal():
            raise SettingError(
                setting="statutory", value=line, reason=("天数请用整数", "days: a whole number")
            )
        made.append(Mark(activity=activity, clause=clause, days=int(days or 0)))
    return tuple(sorted(made))
