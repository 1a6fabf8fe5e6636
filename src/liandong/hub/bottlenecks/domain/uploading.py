"""Taking files in: an analysis in preparation, its files, and the job that checks them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any

from django.db import transaction

from liandong.hub.bottlenecks.domain import files
from liandong.hub.bottlenecks.domain.jobs import start
from liandong.hub.bottlenecks.domain.results import DEFAULTS
from liandong.hub.bottlenecks.enums import JobKind
from liandong.hub.bottlenecks.models import Analysis, Dataset, Job
from liandong.hub.core.models import Circle, User, Zone


@transaction.atomic
def upload(
    *,
    title: str,
    zone: Zone,
    user: User,
    uploads: Iterable[Any],
    log_zones: Iterable[str] = (),
    **values: Any,
) -> Job:
    """Keep the files, each under the name of its zone where one is given; the job that checks them.

    ``values`` are further fields of the analysis: source, licence, is_simulated.
    """
    own = Circle.of([zone])
    analysis = Analysis(
        title=title, zone=zone, circle=own, created_by=user, settings=dict(DEFAULTS), **values
    )
    analysis.folder = files.new_folder()
    analysis.save()
    taken = list(uploads)
    names = [*log_zones, *[""] * len(taken)][: len(taken)]
    for each, log_zone in zip(taken, names, strict=True):
        _dataset(analysis, each, log_zone.strip() or _guess(each, zone, len(taken)))
    return start(analysis=analysis, kind=JobKind.CHECK, user=user)


def _dataset(analysis: Analysis, upload: Any, log_zone: str) -> Dataset:
    path, digest, size = files.keep(upload, analysis.folder)
    made = Dataset(
        analysis=analysis,
        zone=analysis.zone,
        circle=analysis.circle,
        name=upload.name[-200:],
        path=path,
        sha256=digest,
        size=size,
        log_zone=log_zone[:60],
    )
    made.save()
    return made


def _guess(upload: Any, zone: Zone, count: int) -> str:
    """The zone of one file: the officer's own; of several: what each file is called."""
    return zone.name if count == 1 else PurePosixPath(upload.name).name.split(".")[0]


def remove(analysis: Analysis) -> None:
    """Delete the analysis with its files; bottlenecks that were opened from it stay."""
    folder = analysis.folder
    with transaction.atomic():
        for kind in (Dataset, Job):
            kind.objects.filter(analysis=analysis).delete()
        analysis.delete()
        transaction.on_commit(lambda: files.remove(folder))
