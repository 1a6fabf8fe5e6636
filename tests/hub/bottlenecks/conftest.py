"""A small log of two zones, and the analyses made of it by the people of the cast."""

from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_scopes import scopes_disabled

from liandong.hub.bottlenecks.domain import jobs, uploading
from liandong.hub.bottlenecks.enums import JobKind
from liandong.hub.bottlenecks.models import Analysis


@pytest.fixture(autouse=True)
def files_of_their_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


def export(*, wait_hours: int, cases: int = 60) -> bytes:
    """A log as an office exports it: three steps, the second after a wait."""
    lines, begin = ["办件编号,环节,办结时间"], datetime(2024, 1, 1, 9)  # noqa: DTZ001
    for number in range(cases):
        start = begin + timedelta(days=number)
        steps = (("申报", 0), ("查验", wait_hours + number % 5), ("放行", wait_hours + number % 5 + 2))
        for activity, hours in steps:
            lines.append(f"C{number},{activity},{start + timedelta(hours=hours):%Y-%m-%d %H:%M:%S}")
    return ("\n".join(lines) + "\n").encode()


@pytest.fixture
def two_zones():
    """A quick zone and a slow one, a file each."""
    return [
        SimpleUploadedFile("甲.csv", export(wait_hours=10)),
        SimpleUploadedFile("乙.csv", export(wait_hours=60)),
    ]


@pytest.fixture
def made(cast, zones, two_zones, django_capture_on_commit_callbacks):
    """``made()``: the analysis of two zones that the lead officer uploaded, finished."""

    def make(*, user=None, title="通关", uploads=None, **values):
        user = user or cast.lead
        with scopes_disabled(), django_capture_on_commit_callbacks(execute=True):
            job = uploading.upload(
                title=title, zone=user.zone, user=user, uploads=uploads or two_zones, **values
            )
        with scopes_disabled(), django_capture_on_commit_callbacks(execute=True):
            jobs.start(analysis=job.analysis, kind=JobKind.ANALYSE, user=user)
        with scopes_disabled():
            return Analysis.objects.select_related("zone").get(pk=job.analysis_id)

    return make
